"""Whatever mix of failures: the ledger says written exactly where the target holds the value."""

from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from reverse_etl.desired import DesiredRow
from tests.reverse_etl.pretend import Companies, Trouble
from tests.reverse_etl.stage import Stage, company, financials, stage

RECORDS = 8
TROUBLES: Sequence[Trouble | None] = (
    *(None, None, None, "answer lost before", "answer lost after", "refused"),
    *("limited", "job fails", "job lost", "job late"),
)
PASSING = [trouble for trouble in TROUBLES if trouble != "refused"]
numbers = st.integers(0, RECORDS - 1)


def rows_of(ids: dict[str, str | None]) -> list[DesiredRow]:
    return [
        row
        for key, record_id in ids.items()
        for row in (company(record_id, key, f"{key} Ltd"), financials(record_id, key, key, "7.5"))
    ]


def holds(target: Companies, key: str, name: str) -> bool:
    found = target.by_external_id(key)
    wanted = {"name": f"{key} Ltd", "balance": "7.50", "external_id": key}
    return bool(found) and str(target.held(found[0], name)) == wanted[name]


def last_words(act: Stage) -> dict[tuple[str, str], str]:
    """(external id, field) -> the outcome of the latest write."""
    return {
        (key, name): outcome for key, name, outcome in act.writes("external_id, field, outcome")
    }


@settings(max_examples=15, deadline=None)
@given(
    new=st.sets(numbers),
    troubles=st.lists(st.sampled_from(TROUBLES), max_size=6),
    rejected=st.sets(numbers, max_size=3),
    moved=st.sets(numbers, max_size=3),
    gone=st.sets(numbers, max_size=2),
    drops=st.sets(st.sampled_from(["balance", "name"]), max_size=1),
    has_jobs=st.booleans(),
)
def test_written_means_that_the_target_holds_it(
    new: set[int],
    troubles: list[Trouble | None],
    rejected: set[int],
    moved: set[int],
    gone: set[int],
    drops: set[str],
    has_jobs: bool,
) -> None:
    target = Companies(has_jobs=has_jobs, keeps_external_ids_apart=False, drops=drops)
    keys = [f"C{number}" for number in range(RECORDS)]
    ids = {
        key: None if number in new else target.add(key, name="old")
        for number, key in enumerate(keys)
    }
    target.rejects = {ids[keys[one]] or keys[one]: ("Nope", "no") for one in rejected}
    target.troubles.extend(troubles)
    with TemporaryDirectory() as folder, stage(Path(folder), target) as act:
        plan = act.plan(*rows_of(ids))
        for one in moved - new:
            target.records[ids[keys[one]] or ""].values["name"] = "by hand"
        for one in gone - new:
            target.records.pop(ids[keys[one]] or "", None)

        act.apply(plan)

        said = last_words(act)
        for (key, name), outcome in said.items():
            assert outcome not in {"written", "unchanged"} or holds(target, key, name)

        target.troubles.clear()
        target.finish_late_jobs()
        act.run()  # nothing is planned; what was left unknown is read

        said = last_words(act)
        assert "unknown" not in said.values()
        for (key, name), outcome in said.items():
            assert (outcome in {"written", "unchanged"}) == holds(target, key, name), (key, name)


@settings(max_examples=10, deadline=None)
@given(
    new=st.sets(numbers),
    troubles=st.lists(st.sampled_from(PASSING), max_size=8),
    has_jobs=st.booleans(),
)
def test_troubles_that_pass_leave_every_record_written_once(
    new: set[int], troubles: list[Trouble | None], has_jobs: bool
) -> None:
    target = Companies(has_jobs=has_jobs, keeps_external_ids_apart=False)
    keys = [f"C{number}" for number in range(RECORDS)]
    ids = {
        key: None if number in new else target.add(key, name="old")
        for number, key in enumerate(keys)
    }
    target.troubles.extend(troubles)
    with TemporaryDirectory() as folder, stage(Path(folder), target) as act:
        for number in range(2 * len(troubles) + 2):
            act.run(*rows_of(ids), settle_seconds=9, sleep=lambda _: target.finish_late_jobs())
            if number % 2:  # a job that is late may be late for whole runs
                target.finish_late_jobs()

        assert sorted(one.external_id or "" for one in target.records.values()) == keys
        assert all(holds(target, key, name) for key in keys for name in ("name", "balance"))
        assert not act.plan(*rows_of(ids)).changes
