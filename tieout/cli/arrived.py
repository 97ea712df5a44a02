"""What there is to say of an extraction beside its figures, in sentences."""

from collections.abc import Iterator

from pipelines.report import ExtractReport, TableReport
from systems import SYSTEMS
from tieout import warehouse
from tieout.settings import Settings

SHOWN = 5  # records set aside, of each table


def remarks(settings: Settings, extracted: ExtractReport) -> Iterator[str]:
    """What could not be read, what was set aside and why, what came that nobody knows."""
    yield from stale(extracted)
    yield from _absent(extracted)
    yield from _set_aside(settings, extracted)
    for table in extracted.tables:
        if table.new_columns:
            named = ", ".join(table.new_columns)
            yield f"{table.system}.{table.table}: {named} came without being declared, kept as text"
    for system, notes in extracted.notes.items():
        yield from (f"{system}: {note}" for note in notes)


def stale(extracted: ExtractReport) -> Iterator[str]:
    """A sentence for each reason that tables could not be read, with all that it is the reason of.

    `zendesk is stale since 2026-06-30 14:15 UTC: the log-in was refused.` Since the first of the
    tables: they were read a moment apart.
    """
    groups: dict[tuple[str, bool, str], list[TableReport]] = {}
    for table in extracted.stale:
        was_read = table.fresh_at is not None
        groups.setdefault((table.system, was_read, table.error), []).append(table)
    for (system, _, error), tables in groups.items():
        first = min((it.fresh_at for it in tables if it.fresh_at), default=None)
        since = f"is stale since {first:%Y-%m-%d %H:%M} UTC" if first else "was never read"
        yield f"{_name(system, tables)} {since}: {error.removeprefix(f'{system}: ')}"


def _absent(extracted: ExtractReport) -> Iterator[str]:
    """A sentence for each system that lacks a feature, with the tables that belong to it."""
    systems: dict[str, list[TableReport]] = {}
    for table in extracted.absent:
        systems.setdefault(table.system, []).append(table)
    for system, tables in systems.items():
        names = ", ".join(table.table for table in tables)
        yield f"{system} does not have {names}: read without them"


def _name(system: str, tables: list[TableReport]) -> str:
    """The system where it is all of it, else its tables."""
    names = [table.table for table in tables]
    all_of_it = next(len(it.tables) for it in SYSTEMS if it.name == system)
    return system if len(names) == all_of_it else f"{system} {', '.join(names)}"


def _set_aside(settings: Settings, extracted: ExtractReport) -> Iterator[str]:
    some = [table for table in extracted.tables if table.rows_rejected]
    if not some:
        return
    with warehouse.connect(settings.landing, read_only=True) as connection:
        for table in some:
            name = f"{table.system}.{table.table}"
            query = (
                f"select record_key, reason from raw_{table.system}.rejected_rows "  # noqa: S608
                "where table_name = ? order by record_key, reason"
            )
            rows = connection.execute(query, [table.table]).fetchall()
            for key, reason in rows[:SHOWN]:
                yield f"{name} {key or 'without a key'} is set aside: {reason}"
            if len(rows) > SHOWN:
                yield f"{name}: {len(rows) - SHOWN:,} more, in raw_{table.system}.rejected_rows"
