"""What a plan hears of the ledger is what its view of all entries says, whatever was written."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from reverse_etl.ledger import Ledger, open_ledger
from systems.base import Key

PLACE = ("crm", "firms")
IDS = ("1", "2", "3")
KEYS = ("C1", "C2")
NAMES = ("name", "hold")
TEXTS = (None, "", "a", "b")
DAWN = datetime(2026, 6, 30, tzinfo=UTC)


@dataclass(frozen=True)
class Line:
    """One field that was sent, and the words on it, each with the id that the record got."""

    record_id: str | None
    external_id: str | None
    field: str
    after: str | None
    words: Sequence[tuple[str, str | None, bool]]


words = st.tuples(
    st.sampled_from(["written", "rejected", "unknown", "stale", "unchanged"]),
    st.sampled_from([None, *IDS]),
    st.booleans(),
)
lines = st.builds(
    Line,
    *(st.sampled_from([None, *IDS]), st.sampled_from([None, *KEYS])),
    *(st.sampled_from(NAMES), st.sampled_from(TEXTS), st.lists(words, max_size=2)),
)
batches = st.lists(st.tuples(st.booleans(), st.lists(lines, min_size=1, max_size=3)), max_size=4)
Batches = Sequence[tuple[bool, Sequence[Line]]]


def remember(ledger: Ledger, sent: Batches) -> None:
    """Write it down as it would be: one batch after the other, the words of a line in order."""
    add = ledger.ask
    for number, (is_elsewhere, some) in enumerate(sent):
        at, object_ = DAWN + timedelta(hours=number), "others" if is_elsewhere else PLACE[1]
        batch = {"it": f"r/{number}", "object": object_, "at": at}
        add("insert into batches values ($it, 'r', 'd', 'crm', $object, 'update', 1, $at)", batch)
        # of one record, a batch has a field once
        once = {(line.record_id, line.external_id, line.field): line for line in some}
        for position, line in enumerate(once.values()):
            place = {"batch": f"r/{number}", "position": position}
            add(
                "insert into writes values ($batch, $position, 0, $id, $key, '', 's', $field, "
                "'text', 2, false, null, $after, '')",
                {**place, "id": line.record_id, "key": line.external_id}
                | {"field": line.field, "after": line.after},
            )
            for minute, (outcome, got, may_retry) in enumerate(line.words):
                add(
                    "insert into outcomes values ($batch, $position, $got, $outcome, 'E', 'no', "
                    "$may_retry, 1, $at)",
                    {**place, "got": got, "outcome": outcome, "may_retry": may_retry}
                    | {"at": at + timedelta(minutes=minute)},
                )


def entries(ledger: Ledger) -> list[tuple[str | None, str | None, str, str | None, str, bool, str]]:
    """Everything sent to the object, the latest first."""
    return ledger.ask(
        "select record_id, external_id, field, after, outcome, may_retry, batch_id from entries "
        "where system = $system and object = $object order by intended_at desc, batch_id desc",
        {"system": PLACE[0], "object": PLACE[1]},
    )


@settings(max_examples=60, deadline=None)
@given(sent=batches, held=st.sampled_from(TEXTS), asked=st.sets(st.sampled_from(IDS)))
def test_our_last_writes_are_those_of_the_view(
    sent: Batches, held: str | None, asked: set[str]
) -> None:
    with TemporaryDirectory() as folder, open_ledger(Path(folder) / "ledger.duckdb") as ledger:
        remember(ledger, sent)
        found = [(record_id, name, held) for record_id in sorted(asked) for name in NAMES]
        told = ledger.written_otherwise(*PLACE, found)

        all_of_them = entries(ledger)
        for record_id, name, _ in found:
            mine = [it for it in all_of_them if (it[0], it[2]) == (record_id, name)]
            written = [(it[6], it[3]) for it in mine if it[4] == "written"]
            last = {after for batch_id, after in written if batch_id == written[0][0]}
            said = told.get(record_id, {}).get(name)
            if said is None:
                assert not last or held in last
            else:
                assert said.after in last - {held}
                assert sorted(map(str, said.in_doubt)) == sorted(
                    str(it[3]) for it in mine if it[4] == "unknown"
                )
        assert told.keys() <= asked


@settings(max_examples=60, deadline=None)
@given(sent=batches, asked=st.sets(st.sampled_from(IDS)), to_make=st.sets(st.sampled_from(KEYS)))
def test_what_was_rejected_is_what_the_view_says(
    sent: Batches, asked: set[str], to_make: set[str]
) -> None:
    with TemporaryDirectory() as folder, open_ledger(Path(folder) / "ledger.duckdb") as ledger:
        remember(ledger, sent)
        told = ledger.rejections(*PLACE, sorted(asked), sorted(to_make))

        expected: dict[Key, set[tuple[str, str | None]]] = {}
        last_batch: dict[Key, str] = {}
        for record_id, external_id, name, after, outcome, may_retry, batch_id in entries(ledger):
            key = Key(record_id) if record_id else Key(None, external_id)
            if key.record_id not in asked and key.external_id not in to_make:
                continue
            is_last = last_batch.setdefault(key, batch_id) == batch_id
            if is_last and outcome == "rejected" and not may_retry:
                expected.setdefault(key, set()).add((name, after))
        assert told.keys() == expected.keys()
        for key, rejection in told.items():
            assert set(rejection.wanted.items()) <= expected[key]
            assert (rejection.error_code, rejection.error_text) == ("E", "no")
