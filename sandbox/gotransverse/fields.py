"""The fields that a list can be asked for by, and how their values are compared."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any, Literal

from sandbox.gotransverse.errors import invalid
from sandbox.gotransverse.spelling import seconds

Kind = Literal["id", "text", "number", "time", "flag"]
SQL_TYPE: Mapping[Kind, str] = {
    "id": "integer",
    "text": "text",
    "number": "integer",
    "time": "integer",
    "flag": "integer",
}
MILLIONTHS = 10**6  # numbers are compared by these, so that none becomes a float
LARGEST = 2**63 - 1  # whole number in a column
Stored = int | str | None


@dataclass(frozen=True, slots=True)
class Field:
    """A field by its name in a query; `path` leads to its value in a body."""

    name: str
    kind: Kind
    path: tuple[str, ...]
    is_indexed: bool = False

    def value_in(self, body: Mapping[str, Any]) -> Stored:
        """What its column holds for this body."""
        found: Any = body
        for key in self.path:
            if not found:
                return None
            found = found.get(key) if type(found) is dict else found[int(key)]
        return None if found is None else _stored(self.kind, found)

    def constant(self, text: str) -> Stored:
        """What a constant in a query is compared as; 400 where the field cannot hold it."""
        match self.kind:
            case "text":
                return text
            case "id":
                return self._whole_number(text)
            case "number":
                return self._number(text)
            case "time":
                return self._time(text)
            case "flag":
                return self._flag(text)

    def _whole_number(self, text: str) -> int:
        if text.isascii() and text.isdecimal() and len(text) <= 18:
            return int(text)
        raise invalid(self.name, f"must be a whole number, got '{text}'")

    def _number(self, text: str) -> int:
        try:
            scaled = Decimal(text) * MILLIONTHS
            if scaled == scaled.to_integral_value() and abs(scaled) <= LARGEST:
                return int(scaled)
        except InvalidOperation:
            pass
        raise invalid(self.name, f"must be a number with at most 6 decimals, got '{text}'")

    def _time(self, text: str) -> int:
        try:
            return seconds(text)
        except ValueError:
            words = f"must be an ISO date, or a time with its offset, got '{text}'"
            raise invalid(self.name, words) from None

    def _flag(self, text: str) -> int:
        if text in ("true", "false"):
            return int(text == "true")
        raise invalid(self.name, f"must be true or false, got '{text}'")


def field(name: str, kind: Kind = "text", path: str = "", *, indexed: bool = False) -> Field:
    """A field; `path` has points in it and is the name where it is left out."""
    return Field(name, kind, tuple((path or name).split(".")), indexed)


def _stored(kind: Kind, value: Any) -> Stored:
    match kind:
        case "text":
            return str(value)
        case "id":
            return int(value)
        case "number":
            scaled = int(Decimal(value) * MILLIONTHS)
            return max(-LARGEST, min(scaled, LARGEST))
        case "time":
            return seconds(value)
        case "flag":
            return int(value)
