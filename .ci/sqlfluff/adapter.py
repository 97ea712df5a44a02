"""What `adapter` is to the linter, which reads macros without dbt and the engine they are for."""

from collections.abc import Callable


def dispatch(name: str) -> Callable[..., str]:
    """A stand-in for a dispatched macro: a function of that name over its first argument."""
    return lambda subject, *_: f"{name}({subject})"
