"""Where the values of a record come from, as text. Prints nothing."""

from collections.abc import Iterator, Sequence
from textwrap import wrap

from reverse_etl.values import shown
from tieout.cli.explanation import Explained, Explanation, FromMart, FromSource

MOST_LINES = 6  # of one kind, of one field
INDENT = "    "
WIDTH = 100


def as_text(found: Explanation) -> str:
    """For a terminal: the record, then each field with all that is behind it."""
    title = f"{found.name or 'without a name'} ({found.system} {found.object} {found.record_id})"
    lines = [title]
    if found.address:
        lines.append(f"  {found.address}")
    lines += [f"  Note: {note}" for note in found.notes]
    if not found.fields:
        lines.append(f"  No sync writes {found.object} of {found.system}.")
    for one in found.fields:
        lines += ["", *_field(one, is_read=found.is_read)]
    return "\n".join(lines)


def _field(one: Explained, *, is_read: bool) -> Iterator[str]:
    yield f"  {one.field}" + (f", {one.title}" if one.title else "")
    if is_read:
        yield from _listed("holds", [shown(one.holds)])
    wanted = shown(one.wanted) if one.has_row else "nothing: the sync has no row for this record"
    verdict = {True: "as wanted", False: "differs", None: ""}[one.is_as_wanted]
    remarks = "; ".join(filter(None, (verdict, one.rule)))
    yield from _listed("wanted", [wanted + (f"  [{remarks}]" if remarks else "")])
    yield from _listed("by", [f"{one.sync}.{one.column}, mode {one.mode}", one.model])
    yield from _listed("from", [_mart(it) for it in one.marts])
    yield from _listed("read in", [_source(it) for it in one.sources])
    writes = [
        f"{it.at:%Y-%m-%d %H:%M} UTC {it.run_id}: {shown(it.before)} → {shown(it.after)}, "
        f"{it.outcome}" + (f" ({it.reason})" if it.reason else "")
        for it in one.writes
    ]
    yield from _listed("written", writes or ["never"])


def _mart(it: FromMart) -> str:
    key = ", ".join(f"{name} {value}" for name, value in it.key.items())
    return f"{it.table}.{it.column} = {shown(it.value)}" + (f"  [{key}]" if key else "")


def _source(it: FromSource) -> str:
    if not it.record_id:
        return f"{it.system} {it.table}: {', '.join(it.values)}"
    values = ", ".join(f"{name} = {shown(value)}" for name, value in it.values.items())
    loaded = f"; loaded {it.loaded_at:%Y-%m-%d %H:%M} UTC" if it.loaded_at else ""
    others = f"; one of {it.count:,}" if it.count > 1 else ""
    return f"{it.system} {it.table} {it.record_id}: {values}{loaded}{others}"


def _listed(word: str, things: Sequence[str]) -> Iterator[str]:
    for place, it in enumerate(things[:MOST_LINES]):
        head = f"{INDENT}{word if place == 0 else '':<9}"
        below = " " * (len(head) + 2)
        yield from wrap(
            it, WIDTH, initial_indent=head, subsequent_indent=below, break_on_hyphens=False
        )
    if len(things) > MOST_LINES:
        yield f"{INDENT}{'':<9}… and {len(things) - MOST_LINES:,} more: --json"
