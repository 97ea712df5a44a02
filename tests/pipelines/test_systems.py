"""The engine with the real readers, over sockets, against the stand-ins."""

import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from pipelines import ExtractReport, Source, extract_all
from sandbox.serve import Served, serve
from sandbox.standin import StandIn
from sandbox.standins import STANDINS
from sandbox.world import build
from systems import SYSTEMS
from systems.base import System
from tests.pipelines.books import settings_in
from tieout import warehouse
from tieout.settings import Settings

ACCOUNTS = 60
pytestmark = pytest.mark.slow


@dataclass
class Company:
    """All stand-ins, served, and a home to extract them into."""

    served: Served
    settings: Settings
    runs: int = 0

    def extract(self, **more: str) -> ExtractReport:
        """Read all of it, with `more` settings for each."""
        self.runs += 1
        credentials = self.served.credentials()
        sources = [
            Source(it, partial(it.reader, defaults(it) | credentials[it.name] | more))
            for it in SYSTEMS
        ]
        return extract_all(sources, self.settings, f"run-{self.runs}")

    def standin(self, name: str) -> StandIn:
        return next(it for it in self.served.standins if it.name == name)

    def query(self, statement: str) -> list[tuple[Any, ...]]:
        with warehouse.connect(self.settings.landing, read_only=True) as connection:
            return connection.execute(statement).fetchall()


def defaults(system: System) -> dict[str, str]:
    return {it.name: it.default for it in system.settings if it.default is not None}


@pytest.fixture(scope="module")
def served() -> Iterator[Served]:
    world = build(ACCOUNTS)
    standins: Sequence[StandIn] = [STANDINS[it.name](world) for it in SYSTEMS]
    try:
        with serve(standins, answer_key=dict) as it:
            yield it
    finally:
        for standin in standins:
            standin.close()


@pytest.fixture(scope="module")
def landed(served: Served, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, ExtractReport]:
    """The landing file of a first read of everything, and what was said of it."""
    company = Company(served, settings_in(tmp_path_factory.mktemp("landed")))
    report = company.extract()
    return company.settings.landing, report


@pytest.fixture
def company(served: Served, landed: tuple[Path, ExtractReport], tmp_path: Path) -> Company:
    """A company that was read once."""
    for standin in served.standins:
        standin.faults.clear()
        standin.reset()
    settings = settings_in(tmp_path)
    settings.landing.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(landed[0], settings.landing)
    return Company(served, settings, runs=1)


def test_all_of_every_system_lands_and_ties_out(
    company: Company, landed: tuple[Path, ExtractReport]
) -> None:
    bundles = list(build(ACCOUNTS).bundles())
    _, report = landed

    assert report.stale == ()
    assert report.rows_rejected == 0
    assert [(it.table, it.new_columns) for it in report.tables if it.new_columns] == []
    for table, rows in {
        "netsuite.customer": [one for it in bundles for one in it.customers],
        "netsuite.subscription": [one for it in bundles for one in it.subscriptions.subscriptions],
        "zendesk.organizations": [one for it in bundles for one in it.organizations],
        "zendesk.tickets": [one for it in bundles for one in it.tickets],
        "salesforce.account": [one for it in bundles for one in it.crm.accounts],
        "salesforce.subscription": [one for it in bundles for one in it.crm.subscriptions],
        "gotransverse.services": [one for it in bundles for one in it.billing.services],
        "gotransverse.invoices": [one for it in bundles for one in it.billing.invoices],
        "hubspot.companies": [one for it in bundles for one in it.partners.companies],
        "hubspot.partner_clients": [one for it in bundles for one in it.partners.clients],
        "bigcommerce.orders": [one for it in bundles for one in it.store.orders],
    }.items():
        query = f"select count(*) from raw_{table}"  # noqa: S608
        assert company.query(query) == [(len(rows),)], table
    for system in SYSTEMS:
        totals = f"from raw_{system.name}.source_totals"
        assert company.query(f"{totals} where source_value != raw_value") == [], system.name


def test_systems_that_state_totals_have_them_beside_ours(company: Company) -> None:
    for name in ("netsuite", "salesforce", "gotransverse"):
        query = f"select count(*) > 0 from raw_{name}.source_totals"  # noqa: S608
        assert company.query(query) == [(True,)], name


def test_a_second_run_loads_nothing(company: Company) -> None:
    loads = "select count(*) from raw_{0}._dlt_loads"
    before = [company.query(loads.format(it.name)) for it in SYSTEMS]
    report = company.extract()

    assert report.stale == ()
    assert [company.query(loads.format(it.name)) for it in SYSTEMS] == before
    assert company.query("select distinct _run_id from raw_netsuite.transaction") == [("run-1",)]


def test_a_log_in_that_is_refused_leaves_the_other_systems_fresh(company: Company) -> None:
    company.standin("zendesk").faults.add("wrong-credentials", times=None)
    report = company.extract()

    assert {it.system for it in report.stale} == {"zendesk"}
    assert all(it.fresh_at is not None for it in report.stale)
    assert company.query("select count(*) > 0 from raw_zendesk.organizations") == [(True,)]


def test_of_seven_systems_one_may_be_down(company: Company) -> None:
    company.standin("hubspot").faults.add("drop", times=None)
    report = company.extract(patience_seconds="1")

    assert {it.system for it in report.stale} == {"hubspot"}
    sentence = report.stale[0].sentence
    assert sentence.startswith("hubspot.companies is stale since ")


def test_what_is_no_number_is_set_aside_and_does_not_tie(company: Company) -> None:
    company.standin("netsuite").faults.add(
        "not-a-number", times=None, name="foreigntotal", value="N/A"
    )
    company.settings.landing.unlink()
    report = company.extract()

    (table,) = [it for it in report.tables if it.rows_rejected]
    assert table.table == "transaction"
    assert company.query("select distinct reason from raw_netsuite.rejected_rows") == [
        ("foreigntotal: not decimal(18,2): 'N/A'",)
    ]
    ((source, raw, rejected),) = company.query(
        "select source_value, raw_value, rejected_count from raw_netsuite.source_totals"
        " where table_name = 'transaction' and measure = 'count'"
    )
    assert source - raw == Decimal(rejected) == Decimal(table.rows_rejected)
