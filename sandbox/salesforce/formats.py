"""How values look in the answers: in JSON, in CSV, and as Bulk API 1 has moments.

The reference page, §16. A number has at least one digit after its point, as a Java double has.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from sandbox.salesforce.schema import Field

Shown = Callable[[Any], Any]


def moment(value: datetime) -> str:
    """`2011-07-07T00:37:00.000+0000`; what is stored is UTC."""
    return value.isoformat(timespec="milliseconds") + "+0000"


def moment_of(seconds: float) -> datetime:
    """Unix seconds as the store keeps a moment: UTC without its zone, whole seconds."""
    return datetime.fromtimestamp(int(seconds), UTC).replace(tzinfo=None)


def number(value: Any) -> Any:
    """23.00 -> 23.0, 5 -> 5.0."""
    if not isinstance(value, Decimal):
        return value
    whole, _, rest = format(value, "f").partition(".")
    return Decimal(f"{whole}.{rest.rstrip('0') or '0'}")


def _epoch(value: datetime) -> int:
    return int(value.replace(tzinfo=UTC).timestamp() * 1000)


def _unless_none(shown: Shown) -> Shown:
    return lambda value: None if value is None else shown(value)


JSON: Mapping[str, Shown] = {
    "datetime": _unless_none(moment),
    "date": _unless_none(date.isoformat),
    "double": number,
    "currency": number,
    "percent": number,
}
EPOCH_JSON: Mapping[str, Shown] = {**JSON, "datetime": _unless_none(_epoch)}


def line(cells: Sequence[tuple[str, Field | None]], delimiter: str) -> str:
    """The SQL of one line of a CSV file, every value in quotes; nothing is two of them.

    One call of concat, which takes a null for nothing, is four times as quick as a chain of `||`.
    """
    between = f", '\"{delimiter}\"', "
    return f"concat('\"', {between.join(_cell(sql, it) for sql, it in cells)}, '\"')"


def _cell(sql: str, it: Field | None) -> str:
    text = _text(sql, it)
    return f"""replace({text}, '"', '""')""" if it is None or it.is_text else text


def _text(sql: str, it: Field | None) -> str:
    if it is None:
        return f"CAST({sql} AS VARCHAR)"
    if it.is_text:
        return sql
    if it.type == "datetime":
        return f"strftime({sql}, '%Y-%m-%dT%H:%M:%S.%gZ')"
    plain = f"CAST({sql} AS VARCHAR)"
    if it.type not in ("double", "currency", "percent"):
        return plain
    if it.scale == 0:
        return f"{plain} || '.0'"
    if it.scale == 1:
        return plain
    tail = it.scale - 1  # all digits after the point but the first may go where they are zero
    return f"left({plain}, -{tail}) || rtrim(right({plain}, {tail}), '0')"
