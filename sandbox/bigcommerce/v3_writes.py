"""Arrays of V3 as they are written: all or nothing, and not too many at once."""

from collections.abc import Callable, Collection, Mapping
from typing import Any

from sandbox.bigcommerce.call import Answer, Call
from sandbox.bigcommerce.errors import server_error, v3, v3_invalid, v3_too_large
from sandbox.bigcommerce.wire import amount


def written(
    call: Call, most: int, check: Callable[[Any], Any], write: Callable[[Any], dict[str, Any]]
) -> Answer:
    """Check all of the array, then write all; 413 above `most`, 200 with what became of them."""
    sent = call.sent_list()
    if len(sent) > most:
        raise v3_too_large(most)
    checked = [check(it) for it in sent]
    if call.fault("half-written-batch"):
        for it in checked[: len(checked) // 2]:
            write(it)
        return Answer(server_error().body, 500)  # what was written before stays
    return Answer({"data": [write(it) for it in checked], "meta": {}})


def object_sent(sent: Any) -> dict[str, Any]:
    if not isinstance(sent, dict):
        raise v3_invalid({"": "error.expected.jsobject"})
    return sent


def id_sent(sent: Mapping[str, Any], name: str = "id") -> int:
    value = sent.get(name)
    if type(value) is not int:
        raise v3_invalid(
            {name: "error.path.missing" if value is None else "error.expected.jsnumber"}
        )
    return value


def raise_if_missing(sent: Mapping[str, Any], names: Collection[str]) -> None:
    missing = {name: "error.path.missing" for name in names if name not in sent}
    if missing:
        raise v3_invalid(missing)


def text(name: str, value: Any, shortest: int, longest: int) -> str:
    """A text of an allowed length; 422 says what is wrong with it."""
    if not isinstance(value, str):
        raise v3_invalid({name: "error.expected.jsstring"})
    if not shortest <= len(value) <= longest:
        raise v3_invalid({name: "error.minLength" if len(value) < shortest else "error.maxLength"})
    return value


def number(name: str, value: Any) -> Any:
    """An amount or a measure: exact, never below zero."""
    try:
        found = amount(value)
    except ValueError:
        raise v3_invalid({name: "error.expected.jsnumber"}) from None
    if found < 0:
        raise v3_invalid({name: "error.min"})
    return found


def ids_to_delete(call: Call) -> list[int]:
    """The ids of `id:in`; empty where it is not given, and then nothing is deleted."""
    try:
        return [int(it) for it in call.query.get("id:in", "").split(",") if it.strip()]
    except ValueError:
        raise v3(422, "The filter id:in has an invalid value.") from None
