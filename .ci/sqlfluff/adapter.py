"""What `adapter` is to the linter, which reads macros without dbt and the engine they are for."""

from collections.abc import Callable


def dispatch(name: str) -> Callable[..., str]:
    """A stand-in for a dispatched macro: its name, over its first argument where it has any."""
    return lambda *arguments: f"{name}({arguments[0]})" if arguments else name
