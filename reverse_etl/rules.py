"""What a sync's yml says of a field beside what it is: when it is written, what it points at."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal, get_args

Written = Literal["always", "when_made"]
Empty = Literal["clear", "keep"]
KNOWN = frozenset({"written", "empty", "limited", "refers_to", "id_of", "key"})
Complain = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Target:
    """The object whose records a field points at.

    Without a `key` the field holds a record's external id, and the system finds the record itself.
    With one it holds a record's own id, and the column `key` the external id by which that record
    is found while its id is not known.
    """

    system: str
    object: str
    key: str = ""


@dataclass(frozen=True, slots=True)
class Rule:
    """How a field is treated; the usual one is written always, emptied, counted, points nowhere.

    `when_made`: only a new record gets it. `keeps`: an empty value says nothing, and what stands
    there stays. `is_stamp`: overwriting it takes nothing from anybody, so no limit counts it.
    """

    when_made: bool = False
    keeps: bool = False
    is_stamp: bool = False
    points_at: Target | None = None


USUAL = Rule()


def promised_id(target: Target) -> str:
    """How a value begins that is the id of a record to be made; its external id follows."""
    return f"the id of {target.system} {target.object} "


def rule(declared: Mapping[str, Any], system: str, complain: Complain) -> Rule:
    """The rule in a field's declaration; `complain` is told each fault of it."""
    return Rule(
        when_made=_one_of(declared, "written", get_args(Written), complain) == "when_made",
        keeps=_one_of(declared, "empty", get_args(Empty), complain) == "keep",
        is_stamp=not _flag(declared, "limited", complain),
        points_at=_target(declared, system, complain),
    )


def _target(declared: Mapping[str, Any], system: str, complain: Complain) -> Target | None:
    refers_to, id_of, key = (declared.get(name) for name in ("refers_to", "id_of", "key"))
    if id_of is None and key is not None:
        complain("key goes with id_of")
    if refers_to is not None and id_of is not None:
        complain("either refers_to or id_of, not both")
    if id_of is not None:
        other, _, named = str(id_of).partition(".")
        if not named or not isinstance(key, str) or not key:
            complain(f"id_of takes system.object, and key a column, got {id_of!r} and {key!r}")
        return Target(other, named, str(key))
    return None if refers_to is None else Target(system, str(refers_to))


def _one_of(
    declared: Mapping[str, Any], name: str, allowed: tuple[str, ...], complain: Complain
) -> str:
    found = declared.get(name, allowed[0])
    if found not in allowed:
        complain(f"{name} must be one of {', '.join(allowed)}, got {found!r}")
        return allowed[0]
    return str(found)


def _flag(declared: Mapping[str, Any], name: str, complain: Complain) -> bool:
    found = declared.get(name, True)
    if not isinstance(found, bool):
        complain(f"{name} must be true or false, got {found!r}")
    return found is not False
