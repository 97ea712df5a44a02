"""What all batch endpoints share: how inputs are taken, and how the answer looks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from sandbox.hubspot.call import Answer, asked_for
from sandbox.hubspot.errors import RefusedError, internal_error, invalid
from sandbox.hubspot.wire import stamp

if TYPE_CHECKING:
    from sandbox.hubspot.call import Call

MOST_INPUTS = 100
# versions in whose description a batch that made something answers 200, by the path's third part
ANSWERED_200 = {("objects", "2025-09"), ("associations", "2026-09"), ("properties", "2026-09")}


def inputs_of(call: Call, most: int = MOST_INPUTS) -> list[dict[str, Any]]:
    """The inputs; 400 where there are too many or one is no object."""
    inputs: list[dict[str, Any]] = asked_for(call.body(), "inputs", list)
    if len(inputs) > most:
        raise invalid(f"The number of inputs must not exceed {most}, but was {len(inputs)}.")
    if not all(isinstance(one, dict) for one in inputs):
        raise invalid("Invalid input JSON: every input must be an object")
    return inputs


def raise_if_repeated(keys: Sequence[str]) -> None:
    """400 where one record is named twice."""
    twice = [key for key, times in Counter(keys).items() if times > 1]
    if twice:
        listed = ", ".join(twice)
        words = f"Duplicate IDs found in batch input: [{listed}]. IDs must be unique"
        raise invalid(words, context={"ids": twice})


def completed(
    call: Call,
    results: list[Any],
    errors: Sequence[dict[str, Any]] = (),
    *,
    status: int = 200,
    is_shuffled: bool = True,
) -> Answer:
    """The answer of a batch: 207 with the number of errors where there is one."""
    if is_shuffled and call.portal.options.shuffles_results:
        call.portal.chance.shuffle(results)
    body: dict[str, Any] = {"status": "COMPLETE", "results": results}
    if errors:
        body |= {"numErrors": len(errors), "errors": list(errors)}
    body |= {"startedAt": stamp(call.now_ms), "completedAt": stamp(call.now_ms)}
    return Answer(body, 207 if errors else _of_version(call, status))


def silent(call: Call, status: int = 200) -> Answer | None:
    """Success without results or errors, where the fault says so; nothing is to be written."""
    return completed(call, [], status=status) if call.fault("silent-batch") else None


def half(call: Call, inputs: list[dict[str, Any]]) -> tuple[list[dict[str, Any]], bool]:
    """The inputs to work on: only the first half where a fault stops the batch there."""
    if call.fault("half-written-batch"):
        return inputs[: (len(inputs) + 1) // 2], True
    return inputs, False


def broken_off() -> Answer:
    """500, sent as an answer so that what was written stays."""
    refusal = internal_error()
    return Answer(refusal, refusal.status)


def error_item(call: Call, refusal: RefusedError, context: dict[str, list[str]]) -> dict[str, Any]:
    return refusal.in_a_batch(context, call.portal.options.lean_batch_errors)


def _of_version(call: Call, status: int) -> int:
    family = call.path.split("/")[2]
    is_plain = (family, call.names.get("date", "")) in ANSWERED_200
    return 200 if status == 201 and is_plain else status
