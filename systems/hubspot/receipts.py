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
    places, placed = _Places(inputs), dict[int, Answer]()
    for result in reply.rows("results"):
        for position in places.of(_said_of(result, key)):
            placed[position] = Answer(is_accepted=True, record_id=str(result.get("id")))
    errors = reply.mapping().get("errors")
    for error in errors if isinstance(errors, list) else ():
        code, sentence = reason(error)
        for position in places.of(_blamed(error)):
            placed[position] = Answer(False, error_code=code, error_text=sentence)
    if sorted(placed) != list(range(len(inputs))):
        return ()
    return [placed[position] for position in range(len(inputs))]


class _Places:
    """Where inputs stand in their batch, by trace id and by the id that they name."""

    def __init__(self, inputs: Inputs) -> None:
        self._by_trace: dict[str, list[int]] = {}
        self._by_id: dict[str, list[int]] = {}
        for position, it in enumerate(inputs):
            self._by_trace.setdefault(str(it["objectWriteTraceId"]), []).append(position)
            self._by_id.setdefault(str(it["id"]), []).append(position)

    def of(self, said: tuple[set[str], set[str]]) -> Iterator[int]:
        """The inputs of these trace ids, or where there are none, of these ids."""
        traces, ids = said
        found = self._by_trace if traces else self._by_id
        for it in traces or ids:
            yield from found.get(it, ())


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
