"""One record as text: what it holds, or what became of what is wanted of it. Prints nothing."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby

from reverse_etl.fates import Fate, FieldFate
from reverse_etl.values import shown, to_text
from systems.base import Field, Record

WORDS: Mapping[Fate, str] = {
    "held": "as wanted",
    "kept": "left as it is",
    "planned": "not written",
    "unchanged": "held it already",
}


def fates_text(title: Mapping[str, str | None], fates: Sequence[FieldFate]) -> str:
    """What became of each field, a block for each sync; a line says it of a record without any."""
    lines = [_heading(title)]
    if not fates:
        lines.append("  No sync wants anything of it.")
    widest = max((len(it.field) for it in fates), default=0)
    for sync, some in groupby(fates, key=lambda it: it.sync):
        of_sync = list(some)
        lines += ["", f"  {sync}" + (f", for {of_sync[0].why}" if of_sync[0].why else "")]
        lines += [f"    {it.field:<{widest}}  {_fate(it)}" for it in of_sync]
    return "\n".join(lines)


def record_text(
    title: Mapping[str, str | None], fields: Sequence[Field], record: Record, lacking: Sequence[str]
) -> str:
    """What a record holds, a line for each field."""
    lines = [_heading(title), f"  {title['address']}", ""]
    widest = max((len(it.name) for it in fields), default=0)
    for field in fields:
        held = shown(to_text(record.values.get(field.name), field))
        lines.append(f"  {field.name:<{widest}}  {held}")
    lines += _missing(lacking)
    return "\n".join(lines)


def _heading(title: Mapping[str, str | None]) -> str:
    ids = [title["record_id"] or "no record yet"]
    ids += [f"external id {title['external_id']}"] if title["external_id"] else []
    name = f"{title['name']}, " if title["name"] else ""
    return f"{name}{title['system']} {title['object']} {', '.join(ids)}"


def _fate(it: FieldFate) -> str:
    before, wanted = shown(it.before), shown(it.wanted)
    values = before if it.fate == "held" else f"{before} → {wanted}"
    words = f": {it.words}" if it.words else ""
    return f"{values}  [{WORDS.get(it.fate, it.fate)}{words}]"


def _missing(lacking: Sequence[str]) -> Iterator[str]:
    if lacking:
        yield ""
        yield f"  Not there, or hidden from this user: {', '.join(lacking)}"
