"""What is compared in a query: fields, functions of them, and values, put into SQL."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from decimal import Decimal

from sandbox.salesforce.errors import Refusal
from sandbox.salesforce.ids import normalised
from sandbox.salesforce.schema import NUMBERS
from sandbox.salesforce.soql_dates import span
from sandbox.salesforce.soql_scope import Known, Scope, quoted
from sandbox.salesforce.soql_tokens import wrong_at
from sandbox.salesforce.soql_tree import Expression, Function, Literally, Path

AGGREGATES = frozenset({"COUNT", "COUNT_DISTINCT", "SUM", "MIN", "MAX", "AVG"})
DATE_PARTS: Mapping[str, str] = {
    "CALENDAR_YEAR": "year",
    "CALENDAR_QUARTER": "quarter",
    "CALENDAR_MONTH": "month",
    "FISCAL_YEAR": "year",
    "FISCAL_QUARTER": "quarter",
    "FISCAL_MONTH": "month",
    "DAY_IN_MONTH": "day",
    "DAY_IN_YEAR": "dayofyear",
    "HOUR_IN_DAY": "hour",
}
SHOWN_AS = frozenset({"FORMAT", "TOLABEL", "CONVERTCURRENCY"})
TYPE_NAMES: Mapping[str, str] = {"datetime": "dateTime", "currency": "double", "percent": "double"}


@dataclass(frozen=True, slots=True)
class Valued:
    """An expression in SQL. `type` is a field's type; `label` is what a refusal calls it."""

    sql: str
    type: str
    label: str
    known: Known | None = None
    is_aggregate: bool = False


@dataclass(frozen=True, slots=True)
class Values:
    """Puts expressions and values of one query into SQL.

    `rates` are units of a currency for one of the corporate currency; `today` is the org's day.
    """

    scope: Scope
    today: date
    rates: Mapping[str, Decimal] = field(default_factory=dict)

    def valued(self, expression: Expression) -> Valued:
        if isinstance(expression, Path):
            known = self.scope.known(expression)
            return Valued(known.sql, known.field.type, known.field.name, known)
        return self._function(expression)

    def compared(self, it: Valued) -> str:
        """What stands for it in a comparison or an order: money in the corporate currency."""
        known = it.known
        if it.type == "currency" and known is not None and known.owner.has_currency and self.rates:
            return f"(CAST({it.sql} AS DOUBLE) / {self.rate_of(known)})"
        return it.sql

    def rate_of(self, known: Known) -> str:
        cases = " ".join(f"WHEN '{code}' THEN {rate}" for code, rate in self.rates.items())
        return f'CAST(CASE {known.alias}."CurrencyIsoCode" {cases} ELSE 1 END AS DOUBLE)'

    def span(self, value: Literally) -> tuple[date, date]:
        found = span(value.text, value.count, self.today)
        if found is None:
            raise wrong_at(self.scope.soql, value.at, f"unexpected token: '{value.text}'")
        return found

    def literal(self, it: Valued, value: Literally) -> str:
        """One value as SQL, of the type that it is compared with."""
        if value.kind == "null" or (value.kind == "text" and not value.text and _is_texty(it)):
            return "NULL"
        if it.type in ("id", "reference"):
            return self._id(it, value)
        wanted, write = _WRITTEN.get(it.type, ("text", quoted))
        is_money = value.kind == "money" and it.type in NUMBERS
        if value.kind != wanted and not is_money:
            raise self._mistyped(it, value)
        try:
            return write(value.text)
        except ValueError as error:
            raise wrong_at(self.scope.soql, value.at, f"Invalid {wanted}: {value.text}") from error

    def refused(self, at: int, words: str, code: str = "INVALID_FIELD") -> Refusal:
        return wrong_at(self.scope.soql, at, words, code)

    def _id(self, it: Valued, value: Literally) -> str:
        if value.kind != "text":
            raise self._mistyped(it, value)
        found = normalised(value.text)
        if found is None:
            words = f"invalid ID field: {value.text}"
            raise self.refused(value.at, words, "INVALID_QUERY_FILTER_OPERATOR")
        return quoted(found)

    def _mistyped(self, it: Valued, value: Literally) -> Refusal:
        is_texty = _is_texty(it)
        type_name = "string" if is_texty else TYPE_NAMES.get(it.type, it.type)
        should = "should be" if is_texty else "should not be"
        return self.refused(
            value.at,
            f"value of filter criterion for field '{it.label}' must be of type {type_name} and "
            f"{should} enclosed in quotes",
        )

    def _function(self, it: Function) -> Valued:
        if it.name == "COUNT" and it.argument is None:
            return Valued("count(*)", "int", "COUNT()", None, is_aggregate=True)
        if it.argument is None:
            raise self.refused(it.at, "unexpected token: ')'", "MALFORMED_QUERY")
        inner = self.valued(it.argument)
        if it.name in AGGREGATES:
            return self._aggregate(it, inner)
        if it.name in SHOWN_AS:
            return self._shown(it, inner)
        if it.name == "DAY_ONLY" and inner.type == "datetime":
            return Valued(f"CAST({inner.sql} AS DATE)", "date", inner.label, inner.known)
        part = DATE_PARTS.get(it.name)
        if part is None or inner.type not in ("date", "datetime"):
            raise self.refused(it.at, f"unexpected token: '{it.name}'", "MALFORMED_QUERY")
        return Valued(f"date_part('{part}', {inner.sql})", "int", inner.label, inner.known)

    def _aggregate(self, it: Function, inner: Valued) -> Valued:
        known = inner.known
        if known is not None and (known.field.is_compound or known.field.is_long_text):
            raise self.refused(
                it.at, f"field {known.field.name} does not support aggregate operator"
            )
        if it.name in ("SUM", "AVG") and inner.type not in NUMBERS:
            words = f"field {inner.label} does not support aggregate operator {it.name}"
            raise self.refused(it.at, words)
        if it.name == "COUNT":
            return Valued(f"count({inner.sql})", "int", inner.label, None, is_aggregate=True)
        if it.name == "COUNT_DISTINCT":
            sql = f"count(DISTINCT {inner.sql})"
            return Valued(sql, "int", inner.label, None, is_aggregate=True)
        kind = "double" if it.name == "AVG" else inner.type
        return Valued(f"{it.name.lower()}({inner.sql})", kind, inner.label, None, is_aggregate=True)

    def _shown(self, it: Function, inner: Valued) -> Valued:
        known = inner.known
        if it.name == "TOLABEL":
            return inner
        if it.name == "FORMAT":
            return Valued(_formatted(inner), "string", inner.label, known)
        if inner.type != "currency" or known is None:
            words = f"field {inner.label} does not support convertCurrency"
            raise self.refused(it.at, words)
        if not self.rates or not known.owner.has_currency:
            return inner
        converted = f"CAST(round({inner.sql} / {self.rate_of(known)}, 6) AS DECIMAL(18, 6))"
        return Valued(converted, "currency", inner.label, known)


def instant(text: str) -> datetime:
    """A moment of a query in UTC, without its zone; fractions have any number of digits."""
    body, zone = text[:19], text[19:]
    fraction = ""
    if zone.startswith("."):
        digits = zone[1 : len(zone) - (1 if zone.endswith("Z") else _zone_length(zone))]
        fraction, zone = "." + digits[:6].ljust(6, "0"), zone[1 + len(digits) :]
    offset = "+00:00" if zone == "Z" else zone
    moment = datetime.fromisoformat(body + fraction + offset)
    return moment.astimezone(UTC).replace(tzinfo=None)


def _zone_length(zone: str) -> int:
    return len(zone) - max(zone.rfind("+"), zone.rfind("-"))


def timestamp(moment: datetime) -> str:
    return f"TIMESTAMP '{moment.isoformat(sep=' ')}'"


def midnight(day: date) -> str:
    return timestamp(datetime.combine(day, time()))


def _is_texty(it: Valued) -> bool:
    return it.type not in _WRITTEN


def _number(text: str) -> str:
    digits = text.lstrip("+") if not text[:1].isalpha() else text[3:]
    return digits if "e" not in digits.lower() else f"CAST({digits} AS DOUBLE)"


def _formatted(inner: Valued) -> str:
    if inner.type == "currency" and inner.known is not None and inner.known.owner.has_currency:
        code = f'{inner.known.alias}."CurrencyIsoCode"'
        return f"concat({code}, ' ', format('{{:,.2f}}', CAST({inner.sql} AS DOUBLE)))"
    return f"CAST({inner.sql} AS VARCHAR)"


_WRITTEN: Mapping[str, tuple[str, Callable[[str], str]]] = {
    "boolean": ("boolean", str),
    "int": ("number", _number),
    "double": ("number", _number),
    "currency": ("number", _number),
    "percent": ("number", _number),
    "date": ("date", lambda text: f"DATE '{date.fromisoformat(text)}'"),
    "datetime": ("datetime", lambda text: timestamp(instant(text))),
}
