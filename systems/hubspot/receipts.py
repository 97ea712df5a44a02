"""What a batch write said of each of its records, or that it did not say it of all."""

from collections.abc import Iterator, Mapping, Sequence

from systems.base import Answer, Row
from systems.hubspot.refusals import reason
from tieout.answers import Reply

Inputs = Sequence[Mapping[str, object]]


def answers(reply: Reply, inputs: Inputs, key: str) -> Sequence[Answer]:
    """One answer an input, in the order of the inputs; none at all where they do not add up.

    A batch of a wrong shape can be answered with success and without results: then nobody knows.
    Results come in any order, and belong to inputs by the trace id, else by id or unique value.
    """
    placed: dict[int, Answer] = {}
    for result in reply.rows("results"):
        for position in _positions(_said_of(result, key), inputs):
            placed[position] = Answer(is_accepted=True, record_id=str(result.get("id")))
    errors = reply.mapping().get("errors")
    for error in errors if isinstance(errors, list) else ():
        code, sentence = reason(error)
        for position in _positions(_blamed(error), inputs):
            placed[position] = Answer(False, error_code=code, error_text=sentence)
    if sorted(placed) != list(range(len(inputs))):
        return ()
    return [placed[position] for position in range(len(inputs))]


def _said_of(result: Row, key: str) -> tuple[set[str], set[str]]:
    """The trace ids and the ids that a result goes by."""
    properties = result.get("properties")
    unique = properties.get(key) if isinstance(properties, dict) else None
    trace = result.get("objectWriteTraceId")
    ids = {str(it) for it in (result.get("id"), unique) if it is not None}
    return ({str(trace)} if trace is not None else set(), ids)


def _blamed(error: Mapping[str, object]) -> tuple[set[str], set[str]]:
    context = error.get("context")
    said = context if isinstance(context, dict) else {}
    traces, ids = said.get("objectWriteTraceId"), said.get("ids") or said.get("id")
    return (
        {str(it) for it in traces} if isinstance(traces, list) else set(),
        {str(it) for it in ids} if isinstance(ids, list) else set(),
    )


def _positions(said: tuple[set[str], set[str]], inputs: Inputs) -> Iterator[int]:
    traces, ids = said
    for position, it in enumerate(inputs):
        if it["objectWriteTraceId"] in traces or (not traces and str(it["id"]) in ids):
            yield position
