"""A first load of the CRM: many creates at once go in jobs, through the same ledger and proof."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from reverse_etl import apply, plan, specs
from reverse_etl.desired import DesiredRow
from reverse_etl.ledger import Ledger, open_ledger
from reverse_etl.outcome import ApplyReport
from reverse_etl.plan import Plan
from systems.base import Bulk, Key
from systems.salesforce.writes import ACCOUNT, Records
from tests.systems.crm import BALANCE, NAME, Crm, crm
from tieout.errors import SettingsError

SYNC, PLACE = "sync_salesforce__accounts", ("salesforce", "account")
FIELDS = (NAME, BALANCE)
MANY = 2_300
SPEC = specs.load(
    {
        SYNC: {
            **dict(zip(("record_id", "external_id", "name", "why"), "abcd", strict=True)),
            "system": "salesforce",
            "object": "account",
            "action": "upsert",
            "mode": "apply",
            "fields": {it.name: {"name": it.name, "kind": it.kind} for it in FIELDS},
            "limits": {"greatest_share": 1},
        }
    },
    {},
)[0]


@pytest.fixture(scope="module")
def served() -> Iterator[Crm]:
    with crm() as org:
        yield org


@pytest.fixture
def org(served: Crm) -> Crm:
    return served.as_new()


@pytest.fixture
def target(org: Crm) -> Iterator[Records]:
    with org.target() as target:
        yield target


@pytest.fixture
def ledger(org: Crm, tmp_path: Path) -> Iterator[Ledger]:
    with open_ledger(tmp_path / "ledger.duckdb", now=org.clock.now) as ledger:
        yield ledger


def new(count: int, *, nameless: tuple[int, ...] = ()) -> list[DesiredRow]:
    """Accounts that the CRM never heard of; it takes none without a name."""
    return [
        DesiredRow(
            *(SYNC, None, key, key, key),
            (None if number in nameless else f"Firm {number}", Decimal(number)),
        )
        for number in range(count)
        for key in [f"B-{number:05}"]
    ]


def planned(target: Records, ledger: Ledger, rows: list[DesiredRow], run_id: str = "r") -> Plan:
    return plan.make([SPEC], {SYNC: rows}, {PLACE: target}, ledger, {}, date(2026, 6, 30), run_id)


def applied(target: Records, ledger: Ledger, made: Plan, **more: Any) -> ApplyReport:
    sleep = target.client.clock.sleep
    return apply.run(made, {PLACE: target}, ledger, made.run_id, sleep=sleep, **more)


def jobs(target: Records) -> int:
    return target.client.calls_made().get(("POST", "/jobs/ingest"), 0)


def collections(target: Records) -> int:
    calls = target.client.calls_made()
    return sum(count for (_, route), count in calls.items() if "composite" in route)


def test_thousands_of_creates_go_in_one_job_and_are_proven_one_by_one(
    target: Records, ledger: Ledger
) -> None:
    rows = new(MANY)

    report = applied(target, ledger, planned(target, ledger, rows))

    assert report.records.written == report.records.planned == MANY
    assert (jobs(target), collections(target)) == (1, 0)
    assert not planned(target, ledger, rows, "later").changes
    assert ledger.counts("r") == {(SYNC, "written"): 2 * MANY}


def test_up_to_the_threshold_collections_do(target: Records, ledger: Ledger) -> None:
    target.bulk = Bulk(above=300, size=10_000, in_flight=2)

    applied(target, ledger, planned(target, ledger, new(300)))

    assert (jobs(target), collections(target)) == (0, 2)


def test_a_load_of_several_jobs_notes_each_before_it_starts(
    org: Crm, target: Records, ledger: Ledger
) -> None:
    target.bulk = Bulk(above=300, size=250, in_flight=2)
    noted: list[int] = []

    def at(name: str) -> None:
        if name == "job noted":
            noted.append(len(target.read([Key(None, "B-00000"), Key(None, "B-00250")], [])))

    report = applied(target, ledger, planned(target, ledger, new(750)), at=at)

    assert report.records.written == 750
    assert jobs(target) == 3
    assert noted[:2] == [0, 0]


def test_rows_of_a_job_that_fail_are_rejected_with_their_own_words(
    target: Records, ledger: Ledger
) -> None:
    target.bulk = Bulk(above=300, size=10_000, in_flight=2)
    rows = new(400, nameless=(7, 399))

    report = applied(target, ledger, planned(target, ledger, rows))

    assert (report.records.written, report.records.rejected) == (398, 2)
    assert {it.worst.error_code for it in report.problems} == {"REQUIRED_FIELD_MISSING"}
    assert sorted(it.change.external_id or "" for it in report.problems) == ["B-00007", "B-00399"]
    again = planned(target, ledger, rows, "later")
    assert not again.changes
    assert len(again.quarantined) == 2


def test_a_job_half_of_which_fails_is_accounted_for_row_by_row(
    org: Crm, target: Records, ledger: Ledger
) -> None:
    target.bulk = Bulk(above=300, size=10_000, in_flight=2)
    org.faults.add("half-failed-job", match="jobs/ingest")

    report = applied(target, ledger, planned(target, ledger, new(400)))

    assert (report.records.written, report.records.rejected) == (200, 200)


@pytest.mark.parametrize(("fault", "written"), [("failed-job", 0), ("killed-job", 200)])
def test_a_job_that_dies_leaves_what_reads_back_and_the_rest_goes_again(
    org: Crm, target: Records, ledger: Ledger, fault: str, written: int
) -> None:
    target.bulk = Bulk(above=300, size=10_000, in_flight=2)
    org.faults.add(fault, match="jobs/ingest")
    rows = new(400)

    report = applied(target, ledger, planned(target, ledger, rows))
    rest = applied(target, ledger, planned(target, ledger, rows, "later"))

    assert (report.records.written, report.records.rejected) == (written, 400 - written)
    assert rest.records.written == rest.records.planned == 400 - written
    assert not ledger.unresolved()


def test_a_job_of_which_nobody_hears_is_unknown_and_resolved_by_following_it(
    org: Crm, ledger: Ledger
) -> None:
    rows = new(400)
    org.faults.add("drop", match="GET /services/data/v60.0/jobs/ingest", times=None)
    with org.target(patience_seconds=0) as target:
        target.bulk = Bulk(above=300, size=10_000, in_flight=2)
        first = applied(target, ledger, planned(target, ledger, rows))
    org.faults.clear()

    with org.target() as later:
        second = applied(later, ledger, planned(later, ledger, [], "later"))
        assert not planned(later, ledger, rows, "last").changes

    assert first.records.unknown == 400
    assert second.resolved.written == 400


def test_an_org_may_have_another_threshold_or_none(org: Crm) -> None:
    with org.target() as usual, org.target(settings={"bulk_above": "50"}) as early:
        assert (usual.bulk, early.bulk) == (Bulk(2_000, 10_000, 2), Bulk(50, 10_000, 2))
    with org.target(settings={"bulk_above": "0"}) as never:
        assert never.bulk is None
    with pytest.raises(SettingsError, match="bulk_above takes a whole number, 0 for never"):
        Records({**org.settings, "bulk_above": "many"}, written=ACCOUNT)
