"""Takes out of landing what the system says was deleted."""

from datetime import datetime

from pipelines.landing import Landing, quoted
from pipelines.parcel import Parcel
from systems.base import Table


def remove(landing: Landing, parcel: Parcel) -> dict[str, int]:
    """Remove the records that a parcel lists; how many went, by table.

    A deletion counts once: what the feed repeats later does not touch a record that came back.
    """
    gone: dict[str, int] = {}
    for table in landing.system.tables:
        listed = [(it.key, it.deleted_at) for it in parcel.deletions if it.table == table.name]
        if listed:
            gone[table.name] = _remove(landing, table, parcel.run_id, listed)
    return gone


def _remove(
    landing: Landing, table: Table, run_id: str, listed: list[tuple[tuple[str, ...], datetime]]
) -> int:
    names = {"log": landing.name("deleted_rows"), "held": landing.name(table.name)}
    landing.run("create or replace temp table listed (key varchar[], deleted_at timestamptz)")
    landing.connection.executemany("insert into listed values (?, ?)", listed)
    landing.run(_FORGET_KNOWN, table.name, **names)
    landing.run(_LOG, table.name, run_id, **names)
    gone = landing.number(
        "select count(*) from {held} as held where exists (select 1 from listed where {same})",
        **names,
        same=_same(table),
    )
    landing.run("delete from {held} as held using listed where {same}", **names, same=_same(table))
    landing.run(_UNREJECT, table.name, rejected=landing.name("rejected_rows"))
    return gone


def _same(table: Table) -> str:
    """Whether a listed key, which may be only the beginning of one, is that of a held row."""
    parts = [
        f"(len(listed.key) < {place} or listed.key[{place}] = cast(held.{quoted(name)} as varchar))"
        for place, name in enumerate(table.key, start=1)
    ]
    return " and ".join(parts)


_FORGET_KNOWN = """
    delete from listed using {log} as log
    where log.table_name = ? and log.record_key = listed.key
        and log.deleted_at = listed.deleted_at
"""
_LOG = "insert into {log} select distinct ?, key, deleted_at, ? from listed"
_UNREJECT = """
    delete from {rejected} as rejected using listed
    where rejected.table_name = ?
        and starts_with(concat(rejected.record_key, '/'), array_to_string(listed.key, '/') || '/')
"""
