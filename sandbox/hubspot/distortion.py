"""Answers that are not what the vendor promises, where a fault says so."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sandbox.faults import Fault
    from sandbox.hubspot.call import Call


def distorted(call: Call, answers: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The records of an answer, with the faults that strike this request worked in."""
    if not answers:
        return answers
    for name in ("new-column", "not-a-number"):
        if fault := call.fault(name):
            for answer in answers:
                _put(answer["properties"], fault)
    return answers


def hidden(call: Call, answers: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The records, or definitions, without what the role may not see."""
    fault = call.fault("hidden-column") if answers else None
    if fault is None:
        return answers
    name = fault.option("name", "name")
    for answer in answers:
        answer.get("properties", {}).pop(name, None)
    return [answer for answer in answers if answer.get("name") != name]


def without_one(call: Call, answers: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The page, with a record in its middle left out where a fault says so."""
    if answers and call.fault("lost-row"):
        del answers[len(answers) // 2]
    return answers


def _put(properties: dict[str, Any], fault: Fault) -> None:
    if fault.name == "new-column":
        properties[fault.option("name", "surprise")] = fault.option("value", "unheard of")
    else:
        properties[fault.option("name", "hs_object_id")] = fault.option("value", "n/a")
