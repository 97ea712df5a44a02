"""What a client sends of a record, checked property by property and put into columns."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any, Literal

from sandbox.netsuite.errors import Refusal, invalid_content
from sandbox.netsuite.labels import LISTS
from sandbox.netsuite.record_types import Field, RecordType, Sublist
from sandbox.netsuite.schema import CATALOG
from sandbox.netsuite.store import Writing

EXTERNAL_ID = re.compile(r"[A-Za-z0-9_-]+")
_ALWAYS_IGNORED = frozenset({"links", "id", "refname"})
LONGEST_ID = 19  # digits that fit in a column of ids
LARGEST = Decimal(10) ** 13  # what fits in a column of amounts

Checking = Literal["error", "warning", "ignore"]


@dataclass(slots=True)
class Entry:
    """Column -> value of a record that is written, and its lines; `ignored` names went unheeded."""

    values: dict[str, Any] = field(default_factory=dict)
    sublists: dict[str, "list[Entry]"] = field(default_factory=dict)
    replaced: frozenset[str] = frozenset()
    ignored: list[str] = field(default_factory=list)


class BodyReader:
    """Reads bodies within one write; references must exist at that moment."""

    def __init__(self, writing: Writing, checking: Checking) -> None:
        self._writing = writing
        self._checking = checking

    def entry(self, record_type: RecordType, body: Mapping[str, Any], is_new: bool) -> Entry:
        """The body as columns; a Refusal names the first property that is wrong."""
        entry = Entry()
        for name, value in body.items():
            known = record_type.by_name.get(name.lower())
            sublist = record_type.sublist(name)
            if sublist is not None:
                lines = self._lines(sublist, value, entry.ignored)
                entry.sublists[sublist.name] = lines
            elif known is None:
                self._unknown(name, name, entry.ignored)
            else:
                self._put(entry, known, value, known.name, is_new=is_new)
        if is_new:
            _raise_if_incomplete(record_type, entry)
        return entry

    def _lines(self, sublist: Sublist, value: Any, ignored: list[str]) -> list[Entry]:
        items = value.get("items") if isinstance(value, dict) else None
        if not isinstance(items, list):
            raise invalid_content(
                f"Provide an object with 'items' for the sublist '{sublist.name}'.", sublist.name
            )
        if all(it.is_readonly for it in sublist.fields):
            raise invalid_content(f"The sublist '{sublist.name}' is read-only.", sublist.name)
        return [
            self._line(sublist, line, f"{sublist.name}.items[{number}]", ignored)
            for number, line in enumerate(items)
        ]

    def _line(self, sublist: Sublist, line: Any, path: str, ignored: list[str]) -> Entry:
        if not isinstance(line, dict):
            raise invalid_content("Provide an object for a line.", path)
        entry = Entry()
        fields = {it.name.lower(): it for it in sublist.fields}
        for name, value in line.items():
            known = fields.get(name.lower())
            if known is None:
                self._unknown(name, f"{path}.{name}", ignored)
            elif known.column == sublist.key:
                entry.values["line"] = self.value(known, value, f"{path}.{known.name}")
            else:
                self._put(entry, known, value, f"{path}.{known.name}", is_new=True)
        return entry

    def _put(self, entry: Entry, known: Field, value: Any, path: str, *, is_new: bool) -> None:
        if known.name == "id":
            return
        if known.is_readonly:
            raise invalid_content(f"The field '{known.name}' is read-only.", path)
        if "fixed" in known.marks and not is_new:
            raise invalid_content(f"The field '{known.name}' cannot be changed any more.", path)
        if value is None and "mandatory" in known.marks:
            raise _missing([known.name], path)
        entry.values[known.column] = self.value(known, value, path)

    def _unknown(self, name: str, path: str, ignored: list[str]) -> None:
        if name.lower() in _ALWAYS_IGNORED:
            return
        if self._checking == "error":
            raise Refusal(
                400, "NONEXISTENT_FIELD", f"Unknown reference or field: '{name}'.", path=path
            )
        ignored.append(path)

    def value(self, known: Field, value: Any, path: str) -> Any:
        """One value as its column holds it; None clears it."""
        if value is None:
            return None
        if known.kind == "reference":
            return self._reference(known, value, path)
        if known.kind == "code":
            return _code(known, value, path)
        read = _READ[known.kind]
        try:
            found = read(value)
        except (ValueError, InvalidOperation) as error:
            raise invalid_content(
                f"Invalid value for the field '{known.name}': expected {known.kind}, got {value}.",
                path,
            ) from error
        if known.name == "externalId" and not EXTERNAL_ID.fullmatch(str(found)):
            raise invalid_content(
                "Invalid external ID: only letters, digits, underscores and hyphens are allowed.",
                path,
            )
        return -found if known.is_negated else found

    def _reference(self, known: Field, value: Any, path: str) -> int:
        external_id = value.get("externalId") if isinstance(value, dict) else None
        value = value.get("id") if isinstance(value, dict) else value
        found = None
        has_external_ids = any(it.name == "externalid" for it in CATALOG[known.shows].columns)
        if external_id is not None and value is None and has_external_ids:
            sql = f"SELECT id FROM suiteql.{known.shows} WHERE externalid = ?"  # noqa: S608
            found = self._writing.rows(sql, str(external_id))
        elif _is_id(value):
            sql = f"SELECT id FROM books.{known.shows} WHERE id = ?"  # noqa: S608
            found = self._writing.rows(sql, int(value))
        if not found:
            given = external_id if value is None else value
            raise invalid_content(
                f"Invalid reference key '{given}' for the field '{known.name}'.", path
            )
        return int(found[0]["id"])


def _is_id(value: Any) -> bool:
    if not isinstance(value, str | int) or isinstance(value, bool):
        return False
    text = str(value)
    return text.isascii() and text.isdigit() and len(text) < LONGEST_ID


def _code(known: Field, value: Any, path: str) -> str:
    code = value.get("id") if isinstance(value, dict) else value
    if not isinstance(code, str) or code not in LISTS[known.shows]:
        raise invalid_content(
            f"Invalid value '{code}' for the field '{known.name}'. Provide one of: "
            f"{', '.join(LISTS[known.shows])}.",
            path,
        )
    return code


def _raise_if_incomplete(record_type: RecordType, entry: Entry) -> None:
    missing = [
        it.name
        for it in record_type.fields
        if "mandatory" in it.marks and it.column not in entry.values
    ]
    if missing:
        raise _missing(missing, missing[0])


def _missing(names: list[str], path: str) -> Refusal:
    return invalid_content(f"Please enter value(s) for: {', '.join(names)}.", path)


def _text(value: Any) -> str | None:
    if isinstance(value, str):
        return value or None
    raise ValueError(value)


def _number(value: Any) -> Decimal:
    if isinstance(value, int | Decimal) and not isinstance(value, bool):
        number = Decimal(value)
        if number.is_finite() and abs(number) < LARGEST:
            return number
    raise ValueError(value)


def _integer(value: Any) -> int:
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) < LARGEST:
        return value
    raise ValueError(value)


def _boolean(value: Any) -> str:
    if isinstance(value, bool):
        return "T" if value else "F"
    raise ValueError(value)


def _date(value: Any) -> date:
    if isinstance(value, str) and len(value) == 10:
        return date.fromisoformat(value)
    raise ValueError(value)


def _datetime(value: Any) -> datetime:
    moment = datetime.fromisoformat(value) if isinstance(value, str) else None
    if moment is None or moment.tzinfo is None:
        raise ValueError(value)
    return moment.astimezone(UTC)


_READ: Mapping[str, Callable[[Any], Any]] = {
    "text": _text,
    "number": _number,
    "integer": _integer,
    "boolean": _boolean,
    "date": _date,
    "datetime": _datetime,
}
