"""Questions in SOQL: pages of a table in the order of change, counts, sums, records by key."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import quote

LONGEST_ADDRESS = 12_000  # characters of a query in an address; 16,384 with the headers


@dataclass(frozen=True, slots=True)
class Place:
    """Behind which row a read goes on: by time and id, or in a full read by id alone."""

    modified_at: datetime | None
    record_id: str


def page_query(fields: Sequence[str], of: str, floor: datetime | None, after: Place | None) -> str:
    """Rows since `floor` by time and id, or all of them by id; behind `after` where one is given.

    Several rows may have one time: hence the id.
    """
    if floor is None:
        where = f" WHERE Id > {text(after.record_id)}" if after else ""
        return _select(fields, of, f"{where} ORDER BY Id")
    if after is None or after.modified_at is None:
        where = f"SystemModstamp >= {moment(floor)}"
    else:
        last = moment(after.modified_at)
        where = (
            f"SystemModstamp > {last} OR (SystemModstamp = {last} AND Id > {text(after.record_id)})"
        )
    return _select(fields, of, f" WHERE {where} ORDER BY SystemModstamp, Id")


def bulk_query(fields: Sequence[str], of: str, floor: datetime | None) -> str:
    """The same rows in whatever order: an ORDER BY would have the server work in one piece."""
    where = f" WHERE SystemModstamp >= {moment(floor)}" if floor else ""
    return _select(fields, of, where)


def count_query(of: str) -> str:
    return _select(["COUNT()"], of)


def sum_query(of: str, amount: str, currency: str | None) -> str:
    """The sum by currency; of an org with one currency, the sum."""
    if currency is None:
        return _select([f"SUM({amount}) summed"], of)
    return _select([currency, f"SUM({amount}) summed"], of, f" GROUP BY {currency}")


def with_values(
    fields: Sequence[str], of: str, column: str, values: Iterable[str]
) -> Iterator[str]:
    """Queries for the records of which `column` has one of these values, each short enough."""
    head = _select(fields, of, f" WHERE {column} IN (")
    some: list[str] = []
    room = LONGEST_ADDRESS - len(quote(head))
    for value in values:
        literal = text(value)
        length = _length(literal) + 3  # and a comma, as an address has it
        if some and room < length:
            yield f"{head}{','.join(some)})"
            some, room = [], LONGEST_ADDRESS - len(quote(head))
        some.append(literal)
        room -= length
    if some:
        yield f"{head}{','.join(some)})"


def _length(literal: str) -> int:
    """How long a text of SOQL is in an address."""
    inner = literal[1:-1]
    plain = inner.isascii() and inner.isalnum()  # as ids are: only its two quotes grow
    return len(literal) + 4 if plain else len(quote(literal, safe=""))


def _select(fields: Sequence[str], of: str, rest: str = "") -> str:
    return f"SELECT {', '.join(fields)} FROM {of}{rest}"  # noqa: S608 - names of the API


def text(value: str) -> str:
    """A text as SOQL writes it, whatever is in it."""
    for plain, escaped in (
        *(("\\", "\\\\"), ("'", "\\'"), ("\n", "\\n"), ("\r", "\\r")),
        ("\t", "\\t"),
    ):
        value = value.replace(plain, escaped)
    return f"'{value}'"


def moment(at: datetime) -> str:
    """A time as SOQL writes it: UTC, milliseconds where there are any, never in quotes."""
    at = at.astimezone(UTC)
    fraction = f".{at.microsecond // 1000:03d}" if at.microsecond else ""
    return f"{at:%Y-%m-%dT%H:%M:%S}{fraction}Z"
