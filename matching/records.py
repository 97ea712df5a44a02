"""Files of firms as one table of records, each value as it is compared."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from matching import places
from matching.columns import columns
from matching.names import name, names, plain
from matching.tables import Table, table
from tieout.errors import UsageError


@dataclass(frozen=True, slots=True)
class Taken:
    """What was taken of one file: our column -> its header, and how it was read."""

    path: Path
    columns: Mapping[str, str]
    rows: int
    encoding: str
    separator: str
    ragged: int

    def __str__(self) -> str:
        found = ", ".join(f"{ours}={header}" for ours, header in self.columns.items())
        numbered = "" if "id" in self.columns else "id=number of the row, "
        separator = {"\t": "tab"}.get(self.separator, self.separator)
        ragged = f", {self.ragged:,} of them ragged" if self.ragged else ""
        return (
            f"{self.path.name}: {numbered}{found} ({self.rows:,} rows{ragged}, {self.encoding}, "
            f"separated by {separator})"
        )


def read(
    paths: Sequence[Path],
    named: Mapping[str, Sequence[str]],
    tell: Callable[[Taken], object] = str,
) -> pl.DataFrame:
    """One row a record of all files, null where a value is not there.

    `named` says which headers a column of ours has, as `columns` takes it; `tell` hears of each
    file what was taken. UsageError says which file cannot be read, and what it has instead.
    """
    tables = [table(path) for path in paths]
    _known(tables, named)
    found = [columns(it, named) for it in tables]
    # Where one file has the town within the address, the other's town is part of its address too.
    has_city = all("city" in its for its in found)
    frames = []
    for number, (it, its) in enumerate(zip(tables, found, strict=True)):
        tell(Taken(it.path, its, len(it.rows), it.encoding, it.separator, it.ragged))
        frames.append(_frame(number, it, its, has_city=has_city))
    return pl.concat(frames)


def _known(tables: Sequence[Table], named: Mapping[str, Sequence[str]]) -> None:
    """UsageError where a named header is in no file."""
    headers = {header for it in tables for header in it.headers} | {"-"}
    for role, given in named.items():
        for header in given:
            if header not in headers:
                raise UsageError(
                    f"--column {role}={header}: no file has the header {header!r}. "
                    f"They have: {', '.join(sorted(headers - {'-'}))}."
                )


def _frame(number: int, it: Table, found: Mapping[str, str], *, has_city: bool) -> pl.DataFrame:
    index = {role: it.headers.index(header) for role, header in found.items()}
    rows = (
        record(number, place, {role: row[at] for role, at in index.items()}, has_city=has_city)
        for place, row in enumerate(it.rows, 1)
    )
    return pl.DataFrame(list(rows), schema=SCHEMA, orient="row")


def record(
    number: int, place: int, given: Mapping[str, str], *, has_city: bool
) -> tuple[object, ...]:
    """A row of `SCHEMA` from what is given by our columns' names; `number` is that of its file."""
    first, within = names(given["name"])
    its, other = name(first), name(given.get("other_name") or within)
    address = f"{given.get('street', '')} {given.get('street_more', '')}".strip()
    spelt = places.street(address)
    city, region = plain(given.get("city")), plain(given.get("region"))
    postal_code = places.postal_code(given.get("postal_code", ""), address)
    return (
        f"{number:03}:{place:09}",
        f"{number:03}",
        place,
        given.get("id") or str(place),
        given["name"],
        its.key or None,
        "".join(its.words) or None,
        its.numbers,
        its.form or None,
        its.words,
        other.words or None,
        spelt or None,
        places.house_number(spelt),
        list(dict.fromkeys((spelt if has_city else f"{spelt} {city}").split())) if spelt else None,
        city or None,
        postal_code,
        region or None,
        plain(given.get("country")) or None,
        places.domain(given.get("domain", "")),
        places.tax_id(given.get("tax_id", "")),
        places.phone(given.get("phone", "")),
    )


SCHEMA: Mapping[str, pl.DataType | type[pl.DataType]] = {
    "unique_id": pl.String,
    "source_dataset": pl.String,
    "row": pl.Int64,
    "id": pl.String,
    "name": pl.String,
    "name_key": pl.String,
    "compact": pl.String,
    "numbers": pl.String,
    "form": pl.String,
    "words": pl.List(pl.String),
    "other_words": pl.List(pl.String),
    "street": pl.String,
    "house_number": pl.String,
    "place_words": pl.List(pl.String),
    "city": pl.String,
    "postal_code": pl.String,
    "region": pl.String,
    "country": pl.String,
    "domain": pl.String,
    "tax_id": pl.String,
    "phone": pl.String,
}
