"""The functions that SuiteQL knows, each in DuckDB's words. What is not in the table is refused."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from sqlglot import exp, parse_one

from sandbox.netsuite.errors import invalid_query
from sandbox.netsuite.formats import (
    BadPicture,
    DatePreference,
    NumberPicture,
    date_picture,
    is_number_picture,
    number_picture,
)
from sandbox.netsuite.scopes import Kind

DATE_KINDS = frozenset({"day", "moment", "instant"})
_UNITS = {
    **dict.fromkeys(("YYYY", "YEAR", "YY", "Y", "SYYYY"), "year"),
    "Q": "quarter",
    **dict.fromkeys(("MM", "MONTH", "MON"), "month"),
    **dict.fromkeys(("IW", "D", "DAY", "WW"), "week"),
    **dict.fromkeys(("DD", "DDD", "J"), "day"),
    **dict.fromkeys(("HH", "HH24"), "hour"),
    "MI": "minute",
}
Arguments = Sequence[exp.Expr]
Build = Callable[[Arguments, DatePreference], exp.Expr]


@dataclass(frozen=True, slots=True)
class Function:
    """How many arguments a function takes, the kind of its result, and its DuckDB form."""

    least: int
    most: int
    gives: Kind | Literal["first"] | None
    build: Build
    is_aggregate: bool = False


def kind_of(node: exp.Expr) -> Kind | None:
    """The kind of an expression that was rewritten already."""
    kind: Kind | None = node.meta.get("kind")
    return kind


def call(name: str, *arguments: exp.Expr) -> exp.Anonymous:
    return exp.Anonymous(this=name, expressions=list(arguments))


def built(template: str, *arguments: exp.Expr) -> exp.Expr:
    """DuckDB's `template` with `:a`, `:b`, … replaced by the arguments."""
    names = dict(zip("abcd", arguments, strict=False))
    return exp.replace_placeholders(_parsed(template), **names)


@lru_cache(maxsize=256)
def _parsed(template: str) -> exp.Expr:
    return parse_one(template, read="duckdb")


def text(value: exp.Expr, preference: DatePreference) -> exp.Expr:
    """A value as Oracle turns it into text by itself."""
    kind = kind_of(value)
    if kind == "text":
        return value
    if kind in DATE_KINDS:
        return call("strftime", value, exp.Literal.string(preference.strftime))
    return call("ns_text", value)


def _plain(name: str) -> Build:
    return lambda arguments, _: call(name, *arguments)


def _of(template: str) -> Build:
    return lambda arguments, _: built(template, *arguments)


def _picture(node: exp.Expr) -> str:
    if not (isinstance(node, exp.Literal) and node.is_string):
        raise invalid_query("Search error occurred: a format must be a text in quotes.")
    return str(node.this)


def _date_picture(node: exp.Expr) -> exp.Expr:
    try:
        return exp.Literal.string(date_picture(_picture(node)))
    except BadPicture as error:
        raise invalid_query(f"Search error occurred: {error}.") from error


def _to_char(arguments: Arguments, preference: DatePreference) -> exp.Expr:
    value = arguments[0]
    if len(arguments) == 1:
        return text(value, preference)
    picture = _picture(arguments[1])
    if kind_of(value) not in DATE_KINDS and is_number_picture(picture):
        return _number_text(value, number_picture(picture))
    return call("strftime", value, _date_picture(arguments[1]))


def _number_text(value: exp.Expr, picture: NumberPicture) -> exp.Expr:
    shown = built(f"CAST(round(:a, {picture.places}) AS DECIMAL(38, {picture.places}))", value)
    shown = built("CAST(:a AS VARCHAR)", shown)
    if picture.is_grouped:
        shown = built(
            "regexp_replace(format('{:,}', CAST(trunc(:a) AS BIGINT)), '$', :b)",
            value,
            built("regexp_extract(:a, '\\..*$')", shown),
        )
    if not picture.has_leading_zero and picture.places:
        shown = built("regexp_replace(:a, '^(-?)0\\.', '\\1.')", shown)
    if not picture.is_bare:
        return built(f"lpad(:a, {picture.width}, ' ')", shown)
    if picture.places > picture.fixed_places:
        return built(
            f"regexp_replace(:a, '0{{1,{picture.places - picture.fixed_places}}}$', '')", shown
        )
    return shown


def _to_instant(arguments: Arguments, preference: DatePreference) -> exp.Expr:
    value = arguments[0]
    if kind_of(value) in DATE_KINDS:
        return built("CAST(:a AS TIMESTAMP)", value)
    picture = (
        _date_picture(arguments[1])
        if len(arguments) == 2
        else exp.Literal.string(preference.strftime)
    )
    return call("strptime", text(value, preference), picture)


def _trunc(arguments: Arguments, _: DatePreference) -> exp.Expr:
    value = arguments[0]
    if kind_of(value) not in DATE_KINDS:
        return call("trunc", *arguments)
    unit = _UNITS.get(_picture(arguments[1]).upper(), "") if len(arguments) == 2 else "day"
    if not unit:
        raise invalid_query(f"Search error occurred: date format not recognized: {arguments[1]}.")
    return built(f"date_trunc('{unit}', CAST(:a AS TIMESTAMP))", value)


def _joined(arguments: Arguments, preference: DatePreference) -> exp.Expr:
    return call("concat", *(text(it, preference) for it in arguments))


def _padded(name: str) -> Build:
    def build(arguments: Arguments, preference: DatePreference) -> exp.Expr:
        value, width, *fill = arguments
        return call(name, text(value, preference), width, *(fill or [exp.Literal.string(" ")]))

    return build


def _on_text(name: str) -> Build:
    def build(arguments: Arguments, preference: DatePreference) -> exp.Expr:
        return call(name, text(arguments[0], preference), *arguments[1:])

    return build


FUNCTIONS: Mapping[str, Function] = {
    "NVL": Function(2, 2, "first", _plain("coalesce")),
    "COALESCE": Function(2, 99, "first", _plain("coalesce")),
    "NVL2": Function(3, 3, None, _of("CASE WHEN :a IS NOT NULL THEN :b ELSE :c END")),
    "NULLIF": Function(2, 2, "first", _plain("nullif")),
    "GREATEST": Function(1, 99, "first", _plain("greatest")),
    "LEAST": Function(1, 99, "first", _plain("least")),
    "TO_CHAR": Function(1, 2, "text", _to_char),
    "TO_DATE": Function(1, 2, "instant", _to_instant),
    "TO_TIMESTAMP": Function(1, 2, "instant", _to_instant),
    "TO_NUMBER": Function(1, 1, "number", _of("CAST(:a AS DECIMAL(38, 10))")),
    "SYS_EXTRACT_UTC": Function(1, 1, "instant", _of("timezone('UTC', CAST(:a AS TIMESTAMPTZ))")),
    "TRUNC": Function(1, 2, "first", _trunc),
    "ADD_MONTHS": Function(
        2, 2, "instant", _of("CAST(:a AS TIMESTAMP) + to_months(CAST(:b AS INTEGER))")
    ),
    "MONTHS_BETWEEN": Function(2, 2, "number", _plain("ns_months_between")),
    "LAST_DAY": Function(1, 1, "day", _of("last_day(CAST(:a AS TIMESTAMP))")),
    "ROUND": Function(1, 2, "number", _plain("round")),
    "ABS": Function(1, 1, "number", _plain("abs")),
    "CEIL": Function(1, 1, "number", _plain("ceil")),
    "FLOOR": Function(1, 1, "number", _plain("floor")),
    "MOD": Function(2, 2, "number", _plain("mod")),
    "POWER": Function(2, 2, "number", _plain("power")),
    "SQRT": Function(1, 1, "number", _plain("sqrt")),
    "SIGN": Function(1, 1, "number", _plain("sign")),
    "UPPER": Function(1, 1, "text", _on_text("upper")),
    "LOWER": Function(1, 1, "text", _on_text("lower")),
    "LTRIM": Function(1, 2, "text", _on_text("ltrim")),
    "RTRIM": Function(1, 2, "text", _on_text("rtrim")),
    "LENGTH": Function(1, 1, "number", _on_text("length")),
    "SUBSTR": Function(2, 3, "text", _on_text("substr")),
    "INSTR": Function(2, 2, "number", _on_text("instr")),
    "REPLACE": Function(3, 3, "text", _on_text("replace")),
    "LPAD": Function(2, 3, "text", _padded("lpad")),
    "RPAD": Function(2, 3, "text", _padded("rpad")),
    "CONCAT": Function(2, 2, "text", _joined),
    "REGEXP_LIKE": Function(2, 2, None, _on_text("regexp_matches")),
    "REGEXP_REPLACE": Function(3, 3, "text", _of("regexp_replace(:a, :b, :c, 'g')")),
    "COUNT": Function(1, 1, "number", _plain("count"), is_aggregate=True),
    "SUM": Function(1, 1, "number", _plain("sum"), is_aggregate=True),
    "AVG": Function(1, 1, "number", _plain("avg"), is_aggregate=True),
    "MEDIAN": Function(1, 1, "number", _plain("median"), is_aggregate=True),
    "STDDEV": Function(1, 1, "number", _plain("stddev"), is_aggregate=True),
    "MIN": Function(1, 1, "first", _plain("min"), is_aggregate=True),
    "MAX": Function(1, 1, "first", _plain("max"), is_aggregate=True),
    "ROW_NUMBER": Function(0, 0, "number", _plain("row_number")),
    "RANK": Function(0, 0, "number", _plain("rank")),
    "DENSE_RANK": Function(0, 0, "number", _plain("dense_rank")),
    "LAG": Function(1, 3, "first", _plain("lag")),
    "LEAD": Function(1, 3, "first", _plain("lead")),
    "FIRST_VALUE": Function(1, 1, "first", _plain("first_value")),
    "LAST_VALUE": Function(1, 1, "first", _plain("last_value")),
}
