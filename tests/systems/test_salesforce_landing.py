"""The CRM through the extraction engine: what its marks, its log and its totals do to landing."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import duckdb
import pytest

from pipelines import TableReport, extract
from systems.salesforce import SYSTEM
from systems.salesforce.reader import SalesforceReader
from tests.sandbox.salesforce_company import CY_ID
from tests.systems.crm import NAME, Crm, crm, to_firms
from tieout.settings import Settings

UNTIED = """
    select table_name, measure, currency, source_value, raw_value
    from raw_salesforce.source_totals
    where run_id = ? and source_value is distinct from raw_value
"""


@pytest.fixture(scope="module")
def served() -> Iterator[Crm]:
    with crm() as org:
        yield org


def read(
    org: Crm, home: Path, run_id: str, bulk_from: int, tables: Sequence[str] | None = None
) -> dict[str, TableReport]:
    settings = Settings(home=home, as_of=date(2026, 5, 28))
    reader = SalesforceReader(org.settings, clock=org.clock, bulk_from=bulk_from)
    reports = extract(SYSTEM, reader, settings, run_id, tables=tables, clock=org.clock)
    return {report.table: report for report in reports}


@contextmanager
def landing(home: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(str(home / "landing.duckdb"), read_only=True) as connection:
        yield connection


def test_a_job_first_and_queries_then_keep_landing_as_the_org_is(
    served: Crm, tmp_path: Path
) -> None:
    org = served.as_new()
    first = read(org, tmp_path, "run-1", bulk_from=0)
    assert {report.status for report in first.values()} == {"fresh"}
    assert (first["account"].rows_landed, first["account"].rows_rejected) == (16, 0)

    org.clock.sleep(600)
    with org.target() as target:
        target.send("update", to_firms([101], **{NAME.name: "Renamed"}))
        target.client.send("DELETE", f"/sobjects/Contact/{CY_ID}")
    second = read(org, tmp_path, "run-2", bulk_from=1000)

    assert second["contact"].rows_deleted == 0
    with landing(tmp_path) as connection:
        assert connection.execute(UNTIED, ["run-1"]).fetchall() == []
        assert connection.execute(UNTIED, ["run-2"]).fetchall() == []
        renamed = connection.execute(
            "select name from raw_salesforce.account where netsuite_id__c = 'F-101'"
        ).fetchall()
        marked = connection.execute(
            "select id from raw_salesforce.contact where isdeleted"
        ).fetchall()
        rejected = connection.execute("select * from raw_salesforce.rejected_rows").fetchall()
    assert (renamed, marked, rejected) == ([("Renamed",)], [(CY_ID,)], [])


def test_a_value_that_does_not_fit_sets_one_record_aside(served: Crm, tmp_path: Path) -> None:
    org = served.as_new()
    org.faults.add("not-a-number", match="/results", name="GTV_Balance__c", value="n/a")
    report = read(org, tmp_path, "run-1", bulk_from=0, tables=["account"])["account"]
    assert (report.status, report.rows_landed, report.rows_rejected) == ("fresh", 15, 1)
    with landing(tmp_path) as connection:
        reasons = connection.execute("select reason from raw_salesforce.rejected_rows").fetchall()
    assert reasons == [("gtv_balance__c: not decimal(18,2): 'n/a'",)]
