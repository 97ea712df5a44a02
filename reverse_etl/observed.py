"""The records as the target holds them now, beside the rows that want something of them."""

import heapq
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, groupby, islice
from typing import TypeVar

from reverse_etl.desired import DesiredRow
from systems.base import Field, Key, Record, Target

Rows = list[DesiredRow]
RECORDS_AT_ONCE = 2_000  # held in memory; a whole number of every vendor's pages
_T = TypeVar("_T")


def matched(
    desired: Sequence[Iterable[DesiredRow]], target: Target, fields: Sequence[Field]
) -> Iterator[tuple[Rows, Record | None]]:
    """All rows of all syncs for one record, with that record; None where the target has none.

    Each of `desired` is one sync's rows in order of `DesiredRow.place`. A row that names its record
    by id and one that names it by external id meet, also where only the target tells.
    """
    groups = _grouped(desired)
    without_id: dict[str, Rows] = {}
    for rows in groups:
        if rows[0].record_id is not None:
            groups = chain([rows], groups)
            break
        if rows[0].external_id is None:
            yield from (([row], None) for row in rows)
        else:
            without_id[rows[0].external_id] = rows
    looked_up = _LookedUp(without_id, target, fields)
    for some in sliced(map(looked_up.joined, groups), RECORDS_AT_ONCE):
        keys = [_key(rows) for rows in some]
        records = target.read(keys, fields)
        yield from zip(some, map(records.get, keys), strict=True)
    yield from looked_up.rest()


def sliced(things: Iterable[_T], size: int) -> Iterator[list[_T]]:
    """In lists of `size`, the last one shorter."""
    iterator = iter(things)
    while some := list(islice(iterator, size)):
        yield some


class _LookedUp:
    """Rows that know no record id, and what the target has under their external ids."""

    def __init__(self, rows: dict[str, Rows], target: Target, fields: Sequence[Field]) -> None:
        self._rows = rows
        self._found: dict[str, tuple[Record, list[str]]] = {}
        absent = set(rows)
        for keys in sliced([Key(None, external_id) for external_id in rows], RECORDS_AT_ONCE):
            for key, record in target.read(keys, fields).items():
                external_id = key.external_id or ""
                self._found.setdefault(record.record_id, (record, []))[1].append(external_id)
                absent.discard(external_id)
        self._absent = absent

    def joined(self, rows: Rows) -> Rows:
        """The rows of a record that is known by id, with those that mean it by external id."""
        if not self._rows:
            return rows
        _, meant = self._found.pop(rows[0].record_id or "", (None, []))
        wanted = [row.external_id for row in rows if row.external_id in self._absent]
        others = [row for one in dict.fromkeys([*meant, *wanted]) for row in self._taken(one)]
        return sorted(rows + others, key=lambda row: row.sync) if others else rows

    def rest(self) -> Iterator[tuple[Rows, Record | None]]:
        """The rows that nobody joined: found by external id, or without a record."""
        for record, external_ids in self._found.values():
            if rows := [row for one in external_ids for row in self._taken(one)]:
                yield rows, record
        yield from ((rows, None) for rows in self._rows.values())

    def _taken(self, external_id: str | None) -> Rows:
        return self._rows.pop(external_id or "", [])


def _grouped(desired: Sequence[Iterable[DesiredRow]]) -> Iterator[Rows]:
    """The rows of each record together: those without a record id first."""
    in_order = [_checked(rows) for rows in desired]
    merged = heapq.merge(*in_order, key=lambda row: row.place)
    for _, rows in groupby(merged, key=lambda row: row.record_id or ("", row.external_id)):
        yield list(rows)


def _checked(rows: Iterable[DesiredRow]) -> Iterator[DesiredRow]:
    last = (False, "", "")
    for row in rows:
        place = row.place
        if place < last:
            raise ValueError(f"{row.sync}: rows must come in order, {last} came before {place}")
        last = place
        yield row


def _key(rows: Rows) -> Key:
    first = rows[0]
    external_id = first.external_id or next(
        (row.external_id for row in rows if row.external_id), None
    )
    return Key(first.record_id, external_id)
