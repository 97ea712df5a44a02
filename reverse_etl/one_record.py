"""One record, found by whichever of its ids somebody has at hand."""

from collections.abc import Collection, Iterable, Iterator, Sequence

from reverse_etl.desired import DesiredRow
from systems.base import Field, Key, Record, Target
from tieout.errors import NoSuchRecord, Refused


def find(place: tuple[str, str], target: Target, some_id: str, fields: Sequence[Field]) -> Record:
    """The record whose own id that is; where there is none, the one with this external id.

    NoSuchRecord, with what the system said to the question where it said anything.
    """
    words: list[str] = []
    for key in (Key(some_id), Key(None, some_id)):
        try:
            found = target.read([key], fields).get(key)
        except Refused as refused:  # what cannot be an id of theirs may be an external one
            words.append(str(refused))
            continue
        if found is not None:
            return found
    system, object_ = place
    sentence = f"{object_} has no record {some_id}, by id or by external id."
    raise NoSuchRecord(system, " ".join([sentence, *dict.fromkeys(words)]))


def key_of(record: Record | None, some_id: str) -> Key:
    """How rows name a record that was found; one that was not may be known by either id."""
    return Key(record.record_id, record.external_id) if record else Key(some_id, some_id)


def of_records(rows: Iterable[DesiredRow], keys: Collection[Key]) -> Iterator[DesiredRow]:
    """The rows of these records, in the order that they came in.

    A row that knows its record's id is of no other; one that does not goes by the external id,
    without regard to case: what a system makes of that, it will say.
    """
    record_ids = {key.record_id for key in keys}
    external_ids = {key.external_id.lower() for key in keys if key.external_id}
    for row in rows:
        if row.record_id:
            if row.record_id in record_ids:
                yield row
        elif row.external_id and row.external_id.lower() in external_ids:
            yield row
