"""A body that was sent, read field by field; what is wrong with it is collected."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sandbox.gotransverse.call import Call, id_of
from sandbox.gotransverse.errors import Problems
from sandbox.gotransverse.spelling import moment_of
from sandbox.gotransverse.store import Record, Table

LARGEST_AMOUNT = Decimal(10) ** 12


@dataclass(frozen=True, slots=True)
class Reading:
    """An object of the body. `prefix` is its own place, with a point at the end where it has one.

    Every reader gives None for what is absent or wrong; the wrong ones are in `problems`.
    """

    call: Call
    body: dict[str, Any]
    problems: Problems
    prefix: str = ""

    def wrong(self, name: str, message: str) -> None:
        self.problems.add(self.prefix + name, message)

    def only(self, *names: str) -> None:
        """Whatever has another name is wrong."""
        for name in self.body.keys() - set(names):
            self.wrong(name, "is not an attribute")

    def has(self, name: str, *, required: bool) -> bool:
        """Whether there is a value; where one is required, its absence is wrong."""
        if self.body.get(name) is not None:
            return True
        if required:
            self.wrong(name, "is required")
        return False

    def text(self, name: str, *, required: bool = False, most: int = 255) -> str | None:
        if not self.has(name, required=required):
            return None
        value = self.body[name]
        if isinstance(value, str) and value.strip() and len(value) <= most:
            return value
        self.wrong(name, f"must be a text of 1 to {most} characters")
        return None

    def choice(self, name: str, choices: Collection[str], *, required: bool = False) -> str | None:
        if not self.has(name, required=required):
            return None
        value = self.body[name]
        if value in choices:
            return str(value)
        self.wrong(name, f"must be one of {', '.join(choices)}")
        return None

    def flag(self, name: str, *, default: bool = False) -> bool:
        value = self.body.get(name, default)
        if not isinstance(value, bool):
            self.wrong(name, "must be true or false")
            return default
        return value

    def amount(
        self, name: str, *, required: bool = False, above_zero: bool = False
    ) -> Decimal | None:
        """A number that is not negative, as a JSON number."""
        if not self.has(name, required=required):
            return None
        value = self.body[name]
        is_number = isinstance(value, int | Decimal) and not isinstance(value, bool)
        if is_number and 0 <= value < LARGEST_AMOUNT and not (above_zero and not value):
            return Decimal(value)
        self.wrong(name, f"must be a number {'above' if above_zero else 'of at least'} 0")
        return None

    def whole_number(self, name: str) -> int | None:
        value = self.body.get(name)
        if value is None or (type(value) is int and value > 0):
            return value
        self.wrong(name, "must be a whole number above 0")
        return None

    def moment(self, name: str, *, required: bool = False) -> datetime | None:
        """A time with its offset, or a day, which is its midnight in UTC."""
        if not self.has(name, required=required):
            return None
        try:
            return moment_of(self.body[name])
        except (ValueError, TypeError):
            self.wrong(name, "must be an ISO date, or a time with its offset")
            return None

    def day(self, name: str, *, required: bool = False) -> date | None:
        """The day that a time lies in."""
        moment = self.moment(name, required=required)
        if moment is None:
            return None
        return self.call.tenant.speller.day_of(moment.isoformat())

    def entity(self, name: str, table: Table, *, required: bool = False) -> Record | None:
        """The whole record that a reference like `{"id": "7"}` means."""
        if not self.has(name, required=required):
            return None
        sent = self.body[name]
        id_ = id_of(sent.get("id")) if isinstance(sent, dict) else None
        found = None if id_ is None else self.call.store.get(table, id_)
        if found is None:
            self.wrong(f"{name}.id", "does not exist")
        return found

    def inside(self, name: str, *, required: bool = False) -> Reading | None:
        """The object under a name."""
        if not self.has(name, required=required):
            return None
        sent = self.body[name]
        if not isinstance(sent, dict):
            self.wrong(name, "must be an object")
            return None
        return Reading(self.call, sent, self.problems, f"{self.prefix}{name}.")

    def each(self, name: str) -> list[Reading]:
        """The objects of a list, which may be absent."""
        sent = self.body.get(name) or []
        if not isinstance(sent, list) or not all(isinstance(one, dict) for one in sent):
            self.wrong(name, "must be a list of objects")
            return []
        return [
            Reading(self.call, one, self.problems, f"{self.prefix}{name}[{number}].")
            for number, one in enumerate(sent)
        ]


def reading(call: Call) -> Reading:
    """The body of a request."""
    return Reading(call, call.sent(), Problems())
