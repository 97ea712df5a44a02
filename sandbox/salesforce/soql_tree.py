"""What a query says, as values."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

Operator = Literal["=", "!=", "<", "<=", ">", ">=", "LIKE"]


@dataclass(frozen=True, slots=True)
class Literally:
    """A value that is written out. `kind` is text, number, money, boolean, null, date, datetime or
    relative; for the last one `text` is its name and `count` what follows the colon."""

    kind: str
    text: str
    at: int
    count: int | None = None


@dataclass(frozen=True, slots=True)
class Path:
    """A field, by way of parents: `Owner.Name`."""

    text: str
    at: int

    @property
    def parts(self) -> list[str]:
        return self.text.split(".")


@dataclass(frozen=True, slots=True)
class Function:
    """A function of one field, or of another function of one; COUNT() is of none."""

    name: str
    argument: Path | Function | None
    at: int


Expression = Path | Function


@dataclass(frozen=True, slots=True)
class Item:
    """An entry of the SELECT list."""

    expression: Expression
    alias: str | None = None


@dataclass(frozen=True, slots=True)
class AllFields:
    """FIELDS(ALL), FIELDS(STANDARD) or FIELDS(CUSTOM)."""

    which: str
    at: int


@dataclass(frozen=True, slots=True)
class Children:
    """A query in the SELECT list over the records that refer to the one found."""

    query: Query
    at: int


@dataclass(frozen=True, slots=True)
class Comparison:
    left: Expression
    operator: Operator
    right: Literally


@dataclass(frozen=True, slots=True)
class Among:
    """IN or NOT IN a list."""

    left: Expression
    values: tuple[Literally, ...]
    is_negated: bool


@dataclass(frozen=True, slots=True)
class AmongFound:
    """IN or NOT IN what another query finds."""

    left: Expression
    query: Query
    is_negated: bool


@dataclass(frozen=True, slots=True)
class Picks:
    """INCLUDES or EXCLUDES of a field with several values."""

    left: Expression
    values: tuple[Literally, ...]
    is_negated: bool


@dataclass(frozen=True, slots=True)
class Both:
    """AND or OR of several conditions."""

    word: Literal["AND", "OR"]
    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Not:
    part: Condition


Condition = Comparison | Among | AmongFound | Picks | Both | Not


@dataclass(frozen=True, slots=True)
class Sorting:
    expression: Expression
    is_descending: bool = False
    nulls_last: bool = False


@dataclass(frozen=True, slots=True)
class Query:
    """One SELECT. `source` is an object's name, or in Children a relationship's."""

    soql: str
    selected: tuple[Item | AllFields | Children, ...]
    source: Path
    alias: str | None = None
    where: Condition | None = None
    grouped: tuple[Expression, ...] = ()
    having: Condition | None = None
    sorted_by: tuple[Sorting, ...] = field(default=())
    limit: int | None = None
    offset: int | None = None
    offset_at: int = 0
    is_count: bool = False
