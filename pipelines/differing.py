"""What of a reading differs from what landing holds: only that need travel."""

from dataclasses import replace
from pathlib import Path

from pipelines import cursors
from pipelines.comparing import differences, same_key
from pipelines.contracts import OWN_COLUMNS
from pipelines.landing import Landing, quoted
from pipelines.parcel import Reading
from systems.base import Table

_MOST_VANISHED = 20_000  # keys that a parcel names; where more went, the table is landed anew


def reduced(
    landing: Landing, table: Table, reading: Reading, files: list[Path], refused: list[Path]
) -> tuple[Reading, list[Path]]:
    """The reading as it need travel, and the files of the rows that do.

    `files` are the reading's rows, `refused` those that were set aside. Where landing holds these
    very rows (after a full read: and no others) nothing travels; where few differ, those alone,
    with the keys that vanished. Else all of it, as where one record came in two batches: which form
    is the last is for landing to say.
    """
    based_on = cursors.read_at(landing, reading)
    if based_on is None:
        return reading, files
    changed = {file: _changed(landing, table, file) for file in files}
    travelling = sum(changed.values())
    vanished = _vanished(landing, table, files) if reading.is_full else []
    if not travelling and not vanished and _is_refused_as_before(landing, table, reading, refused):
        return replace(reading, is_unchanged=True, based_on=based_on), []
    is_small = travelling * 2 <= reading.records and len(vanished) <= _MOST_VANISHED
    if not is_small or _comes_twice(landing, reading, files):
        return reading, files
    cut = [_cut(landing, table, file) for file, count in changed.items() if count]
    return replace(reading, travelling=travelling, vanished=tuple(vanished), based_on=based_on), cut


def _comes_twice(landing: Landing, reading: Reading, files: list[Path]) -> bool:
    count = "select count(*) from read_parquet(?)"
    rows = sum(landing.number(count, str(file)) for file in files)
    return rows + reading.rejected > reading.records


def _changed(landing: Landing, table: Table, file: Path) -> int:
    return landing.number(f"select count(*) {_DIFFERENT}", **_names(landing, table, file))


def _cut(landing: Landing, table: Table, file: Path) -> Path:
    """A file of those rows that differ, in place of the whole one."""
    cut = file.with_stem(f"{file.stem}-changed")
    landing.run(
        f"copy (select arrived.* {_DIFFERENT}) to {{cut}} (format parquet, compression lz4)",
        cut=_literal(cut),
        **_names(landing, table, file),
    )
    file.unlink()
    return cut


def _vanished(landing: Landing, table: Table, files: list[Path]) -> list[tuple[str, ...]]:
    """Keys that landing holds and a full reading brought no well row of; at most one too many."""
    keys = (f"cast(held.{quoted(name)} as varchar)" for name in table.key)
    listed = ", ".join(map(_literal, files))
    arrived = f"read_parquet([{listed}], union_by_name = true) as arrived"
    return landing.run(
        "select {keys} from {held} as held {unmatched} limit {most}",
        keys=", ".join(keys),
        held=landing.name(table.name),
        unmatched=f"anti join {arrived} on {same_key(table.key)}" if files else "",
        most=str(_MOST_VANISHED + 1),
    )


def _is_refused_as_before(
    landing: Landing, table: Table, reading: Reading, refused: list[Path]
) -> bool:
    it = landing.name("rejected_rows")
    if reading.is_full and reading.rejected != landing.number(_COUNT_OF, table.name, it=it):
        return False
    return not any(landing.run(_REFUSED_OTHERWISE, str(file), it=it) for file in refused)


def _names(landing: Landing, table: Table, file: Path) -> dict[str, str]:
    held = _types(landing, f"from {landing.name(table.name)}")
    arrived = _types(landing, f"from read_parquet({_literal(file)})")
    return {
        "arrived": f"read_parquet({_literal(file)})",
        "held": landing.name(table.name),
        "same": same_key(table.key),
        "differs": " or ".join(
            (f"held.{quoted(table.key[0])} is null", *differences(held, arrived).values())
        ),
    }


def _types(landing: Landing, source: str) -> dict[str, str]:
    """Column to type, but for the columns that say when a row landed."""
    described = landing.run("describe {source}", source=source)
    return {name: kind for name, kind, *_ in described if name not in OWN_COLUMNS}


def _literal(path: Path) -> str:
    return "'{}'".format(str(path).replace("'", "''"))


_DIFFERENT = "from {arrived} as arrived left join {held} as held on {same} where {differs}"
_COUNT_OF = "select count(*) from {it} where table_name = ?"
_REFUSED_OTHERWISE = """
    select table_name, record_key, reason, payload from read_parquet(?)
    except select table_name, record_key, reason, payload from {it} limit 1
"""
