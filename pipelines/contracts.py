"""Rows as their table declares them: typed, or set aside with the reason."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import msgspec
import polars as pl

from pipelines import exact
from systems.base import Kind, Row, Table

OWN_COLUMNS = ("_run_id", "_landed_at")
REJECTED = {"record_key": pl.String(), "reason": pl.String(), "payload": pl.String()}
_SHOWN = 60  # characters of a bad value that a reason quotes
_encoded = msgspec.json.Encoder().encode


@dataclass(frozen=True, slots=True)
class Typed:
    """Some rows of one table, typed.

    `good` has the declared columns, then the `unknown` ones as text. `rejected` has the columns of
    `REJECTED`. `hashes` stand for the records that have a key, one each; `keyless` counts the rest.
    Where a record came twice among these rows, only the last is here.
    """

    good: pl.DataFrame
    unknown: tuple[str, ...]
    rejected: pl.DataFrame
    hashes: pl.Series
    keyless: int


def typed(table: Table, rows: Sequence[Row] | pl.DataFrame) -> Typed:
    """Type rows by their table's declaration, decimals exactly and times in UTC.

    Rows that come as a frame have every value as its text already.

    A value that is not what its column declares, or a null where one is required, sets its row
    aside. A column that nobody declared is kept as text; a declared one that is absent is null.
    """
    texts, unknown = _texts(table, rows)
    texts = _last_of_each(table, texts.with_row_index("_row"))
    values, reasons = _values(table, texts)
    good = texts.select("_row", *unknown).with_columns(values)
    good = good.select(*(column.name for column in table.columns), *unknown)
    rejected = _set_aside(table, texts, rows, reasons)
    if reasons:
        kept = [row for row in range(len(texts)) if row not in reasons]
        good = good[kept]
    with_key = texts.select(table.key).drop_nulls()
    return Typed(good, unknown, rejected, with_key.hash_rows(), len(texts) - len(with_key))


def record_key(parts: Iterable[str | None]) -> str:
    """A record's key as people read it: its parts joined by a slash."""
    return "/".join(part for part in parts if part is not None)


def _texts(
    table: Table, rows: Sequence[Row] | pl.DataFrame
) -> tuple[pl.DataFrame, tuple[str, ...]]:
    """Every value as its text, a column each; the unknown columns under names fit for a table."""
    declared = {column.name: column.kind for column in table.columns}
    if isinstance(rows, pl.DataFrame):
        strange = sorted(set(rows.columns) - declared.keys())
        frame = rows.with_columns(
            pl.lit(None, pl.String).alias(name) for name in declared.keys() - set(rows.columns)
        )
    else:
        strange = sorted(set().union(*rows) - declared.keys())
        frame = _row_texts(declared, strange, rows)
    filled = [name for name in strange if frame[name].null_count() < len(frame)]
    renamed = _fit_names(filled, {*declared, *OWN_COLUMNS})
    frame = frame.select(*declared, *(pl.col(old).alias(new) for old, new in renamed.items()))
    return frame, tuple(renamed.values())


def _row_texts(
    declared: Mapping[str, Kind], strange: Sequence[str], rows: Sequence[Row]
) -> pl.DataFrame:
    plain = [name for name, kind in declared.items() if kind != "json"] + [*strange]
    return _text_frame(rows, plain).with_columns(
        pl.Series(name, [_json(row.get(name)) for row in rows], dtype=pl.String)
        for name, kind in declared.items()
        if kind == "json"
    )


def _text_frame(rows: Sequence[Row], names: Sequence[str]) -> pl.DataFrame:
    schema = dict.fromkeys(names, pl.String)
    try:
        return pl.DataFrame(rows, schema=schema)
    except (pl.exceptions.PolarsError, TypeError, ValueError, OverflowError):
        # something nested, or a number beyond 64 bits: slower, value by value
        texts = {name: [_text(row.get(name)) for row in rows] for name in names}
        return pl.DataFrame(texts, schema=schema)


def _text(value: object) -> str | None:
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    return _encoded(value).decode() if isinstance(value, dict | list) else str(value)


def _json(value: object) -> str | None:
    return None if value is None else _encoded(value).decode()


def _fit_names(strange: Iterable[str], taken: set[str]) -> dict[str, str]:
    """Names of unknown columns in lower case, letters, digits and underscores, each only once."""
    fit: dict[str, str] = {}
    for name in strange:
        base = re.sub(r"[^a-z0-9_]", "_", name.lower())
        base = f"_{base}" if base[:1].isdigit() else base or "_"
        wanted, number = base, 2
        while wanted in taken:
            wanted, number = f"{base}_{number}", number + 1
        taken.add(wanted)
        fit[name] = wanted
    return fit


def _last_of_each(table: Table, texts: pl.DataFrame) -> pl.DataFrame:
    keys = texts.select(table.key)
    if keys.n_unique() == len(keys):
        return texts
    has_key = pl.all_horizontal(pl.col(table.key).is_not_null())
    is_last = pl.col("_row") == pl.col("_row").max().over(table.key)
    return texts.filter(is_last | ~has_key)


def _values(table: Table, texts: pl.DataFrame) -> tuple[list[pl.Series], dict[int, list[str]]]:
    """The declared columns typed, and what is wrong with which row (position in `texts`)."""
    reasons: defaultdict[int, list[str]] = defaultdict(list)
    values = []
    for column in table.columns:
        text = texts[column.name]
        typed_column, bad = exact.read(column, text)
        values.append(typed_column)
        for row in bad:
            reasons[row].append(f"{column.name}: not {exact.wanted(column)}: {_quoted(text[row])}")
        if (column.required or column.name in table.key) and text.null_count():
            for row in text.is_null().arg_true():
                reasons[row].append(f"{column.name}: null")
    return values, dict(reasons)


def _quoted(text: str) -> str:
    return f"'{text}'" if len(text) <= _SHOWN else f"'{text[:_SHOWN]}…'"


def _set_aside(
    table: Table,
    texts: pl.DataFrame,
    rows: Sequence[Row] | pl.DataFrame,
    reasons: dict[int, list[str]],
) -> pl.DataFrame:
    columns: dict[str, list[str]] = {name: [] for name in REJECTED}
    for row, why in sorted(reasons.items()):
        columns["record_key"].append(record_key(texts.select(table.key).row(row)))
        columns["reason"].append("; ".join(why))
        columns["payload"].append(_encoded(_row(rows, texts["_row"][row])).decode())
    return pl.DataFrame(columns, schema=REJECTED)


def _row(rows: Sequence[Row] | pl.DataFrame, number: int) -> Row:
    return rows.row(number, named=True) if isinstance(rows, pl.DataFrame) else rows[number]
