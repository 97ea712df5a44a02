"""Text to typed values, exactly or not at all.

Each kind has one or more fast forms that Polars reads a column at a time, null where the text has
another form; what is left is judged value by value, and refused rather than rounded.
"""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Context, Decimal, Inexact, InvalidOperation

import polars as pl

from systems.base import Column

_NUMBER = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]{1,3})?")
_TRUTH = {"true": True, "T": True, "false": False, "F": False}
_INT64 = range(-(2**63), 2**63)


def dtype(column: Column) -> pl.DataType:
    """The Polars type that the column lands as."""
    match column.kind:
        case "decimal":
            return pl.Decimal(column.precision, column.scale)
        case "integer":
            return pl.Int64()
        case "boolean":
            return pl.Boolean()
        case "date":
            return pl.Date()
        case "timestamp":
            return pl.Datetime("us", "UTC")
        case "text" | "json":
            return pl.String()


def wanted(column: Column) -> str:
    """What a value of the column must be, in words."""
    match column.kind:
        case "decimal":
            return f"decimal({column.precision},{column.scale})"
        case "integer" | "timestamp" | "boolean" | "date" | "json" | "text":
            return f"{'an' if column.kind == 'integer' else 'a'} {column.kind}"


def read(column: Column, texts: pl.Series) -> tuple[pl.Series, list[int]]:
    """The column's values, and the positions of the texts that are none."""
    if column.kind in ("text", "json"):
        return texts, []
    frame, filled = texts.to_frame("text"), len(texts) - texts.null_count()
    first, *others = _forms(column)
    values = frame.select(first).to_series()
    for form in others:
        if len(values) - values.null_count() == filled:
            break
        values = values.fill_null(frame.select(form).to_series())
    unread = (values.is_null() & texts.is_not_null()).arg_true()
    return _judged(column, texts, values.alias(column.name), unread.to_list())


def _forms(column: Column) -> tuple[pl.Expr, ...]:
    text = pl.col("text")
    match column.kind:
        case "decimal":
            whole = column.precision - column.scale
            plain = rf"^-?[0-9]{{1,{whole}}}(\.[0-9]{{0,{column.scale}}}0*)?$"
            kept = pl.when(text.str.contains(plain)).then(text)
            return (kept.cast(pl.Decimal(column.precision, column.scale), strict=False),)
        case "integer":
            return (text.cast(pl.Int64, strict=False),)
        case "boolean":
            return (text.replace_strict(_TRUTH, default=None, return_dtype=pl.Boolean),)
        case "date":
            return (text.str.to_date("%Y-%m-%d", strict=False),)
        case "timestamp":
            return (
                _without_zone(text, "%FT%TZ"),  # by far the fastest of all
                text.str.to_datetime("%+", time_unit="us", time_zone="UTC", strict=False),
                _without_zone(text, "%Y-%m-%dT%H:%M:%S%.f"),
                _without_zone(text, "%Y-%m-%d %H:%M:%S%.f"),
            )
        case _:
            return ()


def _without_zone(text: pl.Expr, form: str) -> pl.Expr:
    naive = text.str.to_datetime(form, time_unit="us", strict=False)
    return naive.dt.replace_time_zone("UTC")


def _judged(
    column: Column, texts: pl.Series, values: pl.Series, unread: list[int]
) -> tuple[pl.Series, list[int]]:
    judge = _JUDGES.get(column.kind)
    if judge is None:
        return values, unread
    found: dict[int, object] = {}
    for position in unread:
        try:
            found[position] = judge(column, texts[position])
        except (ValueError, ArithmeticError):
            continue  # the caller sets the row aside, with its text
    if found:
        values = values.scatter(list(found), pl.Series(list(found.values()), dtype=dtype(column)))
    return values, [position for position in unread if position not in found]


def _decimal(column: Column, text: str) -> Decimal:
    if not _NUMBER.fullmatch(text.strip()):
        raise ValueError(text)
    exact = Context(prec=column.precision, traps=[Inexact, InvalidOperation])
    return Decimal(text.strip()).quantize(Decimal(1).scaleb(-column.scale), context=exact)


def _integer(column: Column, text: str) -> int:
    number = int(_decimal(Column(column.name, "decimal", precision=19, scale=0), text))
    if number not in _INT64:
        raise ValueError(text)
    return number


def _timestamp(_: Column, text: str) -> datetime:
    if len(text) <= len("2026-06-30"):  # a date is not a time of day
        raise ValueError(text)
    moment = datetime.fromisoformat(text)
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


_JUDGES: dict[str, Callable[[Column, str], object]] = {
    "decimal": _decimal,
    "integer": _integer,
    "timestamp": _timestamp,
}
