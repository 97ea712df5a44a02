"""Moves a table's arrivals to their place, and what is set aside to `rejected_rows`."""

from dataclasses import dataclass
from pathlib import Path

from pipelines import cursors
from pipelines.contracts import OWN_COLUMNS
from pipelines.delivery import REJECTIONS, arrival_table
from pipelines.landing import Landing, quoted
from pipelines.parcel import Reading
from systems.base import Table
from tieout.errors import StorageError

_FEW = 20_000  # rows that are compared with what is held, rather than loaded again


@dataclass(frozen=True, slots=True)
class Landed:
    """What became of a reading: records in the table, set aside, and gone from the table."""

    rows: int = 0
    rejected: int = 0
    gone: int = 0


def is_held(
    landing: Landing, table: Table, reading: Reading, files: list[Path], refused: list[Path]
) -> bool:
    """Whether landing has these very rows, so that nothing need travel.

    For a full read it must have them and no others. `files` are the reading's rows, `refused` those
    that were set aside.
    """
    if reading.records > _FEW or not cursors.is_declared(landing, reading):
        return False
    if reading.is_full:
        rows = landing.number(_COUNT, it=landing.name(table.name))
        rejected = landing.number(_COUNT_OF, table.name, it=landing.name("rejected_rows"))
        if (rows, rejected) != (reading.records - reading.rejected, reading.rejected):
            return False
    held = landing.columns(table.name)
    return all(_holds(landing, table, file, held) for file in files) and not any(
        landing.run(_REFUSED_OTHERWISE, str(file), it=landing.name("rejected_rows"))
        for file in refused
    )


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
    if reading.records and not rows + rejected:
        raise StorageError(
            f"{landing.schema}.{table.name}: {reading.records} records were read and none arrived. "
            "Read them again: tieout extract"
        )
    if reading.is_full:
        return Landed(rows, rejected, _replace(landing, table, names, is_empty=not rows))
    if rows:
        _merge(landing, table, names)
    landing.run(_DELETE_REJECTED_FROM_TABLE, table.name, **names)
    return Landed(rows, rejected)


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


def _holds(landing: Landing, table: Table, file: Path, held: list[str]) -> bool:
    names = _names(landing, table)
    described = landing.run("describe from read_parquet(?)", str(file))
    columns = [row[0] for row in described if row[0] not in OWN_COLUMNS]
    if not set(columns) <= set(held):
        return False
    differs = [f"held.{quoted(table.key[0])} is null"]
    differs += [
        f"cast(arrived.{quoted(it)} as varchar) is distinct from cast(held.{quoted(it)} as varchar)"
        for it in columns
    ]
    vanished = [it for it in held if it not in columns and it not in OWN_COLUMNS]
    differs += [f"held.{quoted(it)} is not null" for it in vanished]
    return not landing.run(_DIFFERENT, str(file), **names, differs=" or ".join(differs))


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
_COUNT_OF = "select count(*) from {it} where table_name = ?"
_COUNT_OF_RUN = "select count(*) from {it} where table_name = ? and run_id = ?"
_REFUSED_OTHERWISE = """
    select table_name, record_key, reason, payload from read_parquet(?)
    except select table_name, record_key, reason, payload from {it} limit 1
"""
_DIFFERENT = """
    select 1 from read_parquet(?) as arrived left join {held} as held on {same}
    where {differs} limit 1
"""
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
_COUNT_GONE = """
    select count(*) from {held} as held
    where not exists (select 1 from {arrived} as arrived where {same})
        and {held_key} not in (select record_key from {rejected} where table_name = ?)
"""
_COUNT_GONE_FROM_EMPTY = """
    select count(*) from {held} as held
    where {held_key} not in (select record_key from {rejected} where table_name = ?)
"""
