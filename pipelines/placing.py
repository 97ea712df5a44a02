"""Moves a table's arrivals to their place, and what is set aside to `rejected_rows`."""

from dataclasses import dataclass

from pipelines.delivery import REJECTIONS, arrival_table
from pipelines.landing import Landing, quoted
from pipelines.parcel import Reading
from systems.base import Table
from tieout.errors import StorageError


@dataclass(frozen=True, slots=True)
class Landed:
    """What became of a reading: records in the table, set aside, and gone from the table."""

    rows: int = 0
    rejected: int = 0
    gone: int = 0


def place(landing: Landing, table: Table, run_id: str, reading: Reading) -> Landed:
    """Bring the table and its rejected rows up to date with what arrived.

    A record that is set aside is not in the table, even where an earlier form of it was.
    """
    if reading.is_unchanged:
        return Landed(reading.records - reading.rejected, reading.rejected)
    has_rows = bool(landing.columns(arrival_table(table)))
    names = _names(landing, table)
    if has_rows:
        _keep_the_last(landing, table, names)
    _set_aside(landing, table, names, is_full=reading.is_full, has_rows=has_rows)
    rejected = landing.number(_COUNT_OF_RUN, table.name, run_id, it=names["rejected"])
    rows = landing.number(_COUNT, it=names["arrived"]) if has_rows else 0
    _raise_unless_all_arrived(landing, reading, rows, rejected)
    if reading.travelling is not None:
        gone = _amend(landing, table, reading, names) if reading.vanished else 0
    elif reading.is_full:
        return Landed(rows, rejected, _replace(landing, table, names, is_empty=not rows))
    else:
        gone = 0
    if rows:
        _merge(landing, table, names)
    landing.run(_DELETE_REJECTED_FROM_TABLE, table.name, **names)
    stand = rows if reading.travelling is None else reading.records - reading.rejected
    return Landed(stand, rejected, gone)


def _raise_unless_all_arrived(landing: Landing, reading: Reading, rows: int, rejected: int) -> None:
    """StorageError where rows were lost on the way."""
    if reading.travelling is None:
        is_lost, expected = bool(reading.records) and not rows + rejected, reading.records
    else:
        is_lost, expected = rows != reading.travelling, reading.travelling
    if is_lost:
        raise StorageError(
            f"{landing.schema}.{reading.table}: {expected} records were read and {rows or 'none'} "
            "arrived. Read them again: tieout extract"
        )


def _names(landing: Landing, table: Table) -> dict[str, str]:
    same = (f"held.{quoted(it)} = arrived.{quoted(it)}" for it in table.key)
    return {
        "held": landing.name(table.name),
        "arrived": landing.name(arrival_table(table)),
        "bare_name": quoted(table.name),
        "rejected": landing.name("rejected_rows"),
        "refused": landing.name(REJECTIONS),
        "key": ", ".join(quoted(it) for it in table.key),
        "same": " and ".join(same),
        "held_key": _record_key(table, "held"),
        "arrived_key": _record_key(table, "arrived"),
    }


def _record_key(table: Table, alias: str) -> str:
    """A row's key as `contracts.record_key` writes it."""
    parts = (f"cast({alias}.{quoted(name)} as varchar)" for name in table.key)
    return f"concat_ws('/', {', '.join(parts)})"


def _keep_the_last(landing: Landing, table: Table, names: dict[str, str]) -> None:
    """Of arrivals with one key the last stays, be it well or refused."""
    rows, keys = landing.run("select count(*), count(distinct ({key})) from {arrived}", **names)[0]
    if rows > keys:
        landing.run(_DELETE_EARLIER, **names)
    if landing.columns(REJECTIONS):
        landing.run(_DELETE_WHERE_REFUSED_LATER, table.name, **names)
        landing.run(_DELETE_REFUSAL_WHERE_WELL_LATER, table.name, **names)


def _set_aside(
    landing: Landing, table: Table, names: dict[str, str], *, is_full: bool, has_rows: bool
) -> None:
    """Bring `rejected_rows` up to date with what arrived."""
    if is_full:
        landing.run("delete from {rejected} where table_name = ?", table.name, **names)
    elif has_rows:
        landing.run(_DELETE_REJECTED_WHERE_WELL, table.name, **names)
    if landing.columns(REJECTIONS):
        landing.run(_DELETE_REJECTED_WHERE_REFUSED_AGAIN, table.name, table.name, **names)
        landing.run(_INSERT_REJECTED, table.name, **names)


def _amend(landing: Landing, table: Table, reading: Reading, names: dict[str, str]) -> int:
    """Take out what vanished; how many records, but for those that are set aside now."""
    landing.run("create or replace temp table vanished (key varchar[])")
    landing.connection.executemany(
        "insert into vanished values (?)", [[list(key)] for key in reading.vanished]
    )
    parts = (f"cast(held.{quoted(name)} as varchar)" for name in table.key)
    listed = f"[{', '.join(parts)}]"
    gone = landing.number(_COUNT_VANISHED, table.name, **names, listed=listed)
    landing.run(_DELETE_VANISHED, **names, listed=listed)
    return gone


def _replace(landing: Landing, table: Table, names: dict[str, str], *, is_empty: bool) -> int:
    """The table holds just what arrived; how many records went that it held before."""
    if is_empty:
        gone = landing.number(_COUNT_GONE_FROM_EMPTY, table.name, **names)
        landing.run("delete from {held}", **names)
        return gone
    gone = landing.number(_COUNT_GONE, table.name, **names)
    landing.run("drop table {held}", **names)
    landing.run("alter table {arrived} rename to {bare_name}", **names)
    landing.run("create table {arrived} as from {held} limit 0", **names)
    return gone


def _merge(landing: Landing, table: Table, names: dict[str, str]) -> None:
    """What arrived stands in the table in place of what had the same keys."""
    present = set(landing.columns(table.name))
    for name in landing.columns(arrival_table(table)):
        if name not in present:
            landing.add_column(table.name, name, "varchar")  # only undeclared ones are missing
    landing.run("delete from {held} as held using {arrived} as arrived where {same}", **names)
    landing.run("insert into {held} by name from {arrived}", **names)


_COUNT = "select count(*) from {it}"
_COUNT_OF_RUN = "select count(*) from {it} where table_name = ? and run_id = ?"
_DELETE_EARLIER = """
    delete from {arrived} where rowid in (
        select rowid from {arrived}
        qualify row_number() over (partition by {key} order by _landed_at desc, rowid desc) > 1
    )
"""
_DELETE_WHERE_REFUSED_LATER = """
    delete from {arrived} as arrived using {refused} as refused
    where refused.table_name = ? and refused.record_key = {arrived_key}
        and refused.rejected_at > arrived._landed_at
"""
_DELETE_REFUSAL_WHERE_WELL_LATER = """
    delete from {refused} as refused using {arrived} as arrived
    where refused.table_name = ? and refused.record_key = {arrived_key}
"""
_DELETE_REJECTED_WHERE_WELL = """
    delete from {rejected} as rejected using {arrived} as arrived
    where rejected.table_name = ? and rejected.record_key = {arrived_key}
"""
# a record without a key is known again by its whole content
_DELETE_REJECTED_WHERE_REFUSED_AGAIN = """
    delete from {rejected} as rejected using {refused} as refused
    where rejected.table_name = ? and refused.table_name = ?
        and rejected.record_key = refused.record_key
        and (rejected.record_key != '' or rejected.payload = refused.payload)
"""
_INSERT_REJECTED = """
    insert into {rejected} by name
    select * from {refused} where table_name = ?
    qualify row_number() over (
        partition by record_key, case when record_key = '' then payload end
        order by rejected_at desc
    ) = 1
"""
_DELETE_REJECTED_FROM_TABLE = """
    delete from {held} as held using {rejected} as rejected
    where rejected.table_name = ? and rejected.record_key = {held_key}
"""
_COUNT_VANISHED = """
    select count(*) from {held} as held
    where {listed} in (select key from vanished)
        and {held_key} not in (select record_key from {rejected} where table_name = ?)
"""
_DELETE_VANISHED = "delete from {held} as held where {listed} in (select key from vanished)"
_COUNT_GONE = """
    select count(*) from {held} as held
    where not exists (select 1 from {arrived} as arrived where {same})
        and {held_key} not in (select record_key from {rejected} where table_name = ?)
"""
_COUNT_GONE_FROM_EMPTY = """
    select count(*) from {held} as held
    where {held_key} not in (select record_key from {rejected} where table_name = ?)
"""
