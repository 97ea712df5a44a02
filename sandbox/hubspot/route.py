"""An operation together with what does it, and who may ask for it."""

from collections.abc import Callable
from dataclasses import dataclass

from sandbox.hubspot.call import Answer, Call
from sandbox.standin import Operation

Endpoint = Callable[[Call], Answer]
Line = tuple[str, str, Endpoint, str] | tuple[str, str, Endpoint, str, str]

READ, WRITE = "read", "write"


@dataclass(frozen=True, slots=True)
class Route:
    """An operation with the endpoint that does it.

    `needs` says whose scope is asked for: `objects` or `schemas` of the types in the path,
    `owners`, `lists`, `custom` types, a type by its plural, or nobody's. `verb` is what the scope
    has to allow.
    """

    operation: Operation
    endpoint: Endpoint
    needs: str
    verb: str


def routes(prefixes: tuple[str, ...], needs: str, verb: str, *lines: Line) -> tuple[Route, ...]:
    """A line is method, rest of the path, endpoint, what it does, and what it lacks."""
    return tuple(
        Route(Operation(method, prefix + rest, *words), endpoint, needs, verb)
        for method, rest, endpoint, *words in lines
        for prefix in prefixes
    )
