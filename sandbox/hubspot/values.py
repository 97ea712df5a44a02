"""What may stand in a property, and how it is kept: as text, or not at all."""

import re
from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from typing import Any

from sandbox.hubspot.definitions import Definition
from sandbox.hubspot.wire import day_read, moment_read, stamp

EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
OWNER = "OWNER"


class WrongValueError(Exception):
    """A value that the property cannot hold; `code` is the CRM's name for the reason."""

    def __init__(self, code: str, message: str) -> None:
        self.code, self.message = code, message
        super().__init__(f"{code}: {message}")


def text_of(value: Any) -> str:
    """What was sent, as text: JSON numbers and booleans are taken too, null clears."""
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case str() | int() | Decimal():
            return str(value)
        case _:
            raise WrongValueError("INVALID_VALUE", "a value must be a string, a number or a bool")


def kept(
    definition: Definition, text: str, current: str | None, is_owner: Callable[[str], bool]
) -> str | None:
    """The text as it is kept; None clears. WrongValueError where the property cannot hold it.

    `current` is what the record has now: a list of options that begins with `;` is added to it.
    """
    if not text:
        return None
    if definition["name"] == "email":
        return _email(text)
    match definition["type"]:
        case "number":
            return _number(text)
        case "bool":
            return _option(definition, text.lower())
        case "enumeration" if definition.get("referencedObjectType") == OWNER:
            return _owner(text, is_owner)
        case "enumeration" if definition["fieldType"] == "checkbox":
            return _options(definition, text, current)
        case "enumeration":
            return _option(definition, text)
        case "date":
            return _day(text)
        case "datetime":
            return _moment(text)
        case _:
            return text


def comparable(definition: Definition, text: str) -> str:
    """A search's value in the form in which values of the property are kept.

    WrongValueError where no value of the property could be like it.
    """
    match definition["type"]:
        case "number":
            return _number(text)
        case "date":
            return _day_of(text)
        case "datetime":
            return _moment(text)
        case _:
            return text


def _email(text: str) -> str:
    if not EMAIL.fullmatch(text.strip()):
        raise WrongValueError("INVALID_EMAIL", f"Email address {text} is invalid")
    return text.strip().lower()


def _number(text: str) -> str:
    try:
        if Decimal(text).is_finite():
            return text.strip()
    except InvalidOperation:
        pass
    raise WrongValueError("INVALID_LONG", f"{text} was not a valid long.")


def _owner(text: str, is_owner: Callable[[str], bool]) -> str:
    if not is_owner(text):
        raise WrongValueError("INVALID_OWNER_ID", f"{text} is not a valid owner ID")
    return text


def _options(definition: Definition, text: str, current: str | None) -> str:
    pieces = [_option(definition, piece) for piece in text.removeprefix(";").split(";")]
    if text.startswith(";") and current:
        pieces = current.split(";") + pieces
    return ";".join(dict.fromkeys(pieces))


def _option(definition: Definition, text: str) -> str:
    allowed = [option["value"] for option in definition["options"]]
    if allowed and text not in allowed:
        words = f"{text} was not one of the allowed options: [{', '.join(allowed)}]"
        raise WrongValueError("INVALID_OPTION", words)
    return text


def _day(text: str) -> str:
    day = day_read(text)
    if day is None:
        raise WrongValueError("INVALID_DATE", f"{text} was not a valid date.")
    return day


def _day_of(text: str) -> str:
    """The day of a date or of a moment within it."""
    moment = moment_read(text)
    return day_read(text) or (stamp(moment)[:10] if moment is not None else _day(text))


def _moment(text: str) -> str:
    moment = moment_read(text)
    try:
        if moment is not None:
            return stamp(moment)
    except OverflowError:
        pass
    raise WrongValueError("INVALID_DATE", f"{text} was not a valid date.")
