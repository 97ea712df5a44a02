"""Everything that can go wrong, as one small tree.

    TieoutError
    ├── UsageError                  the command was typed wrongly                     exit 2
    ├── SettingsError               a setting is missing or makes no sense            exit 2
    ├── HeldBack                    safe to refuse: unsafe plan, failed check, lock   exit 3
    │   ├── UnsafePlan
    │   ├── StalePlan
    │   ├── NotApproved
    │   └── LockTaken
    ├── StorageError                our files: locked, full, of another version       exit 1
    └── SystemFault                 the other side of the wire                        exit 1
        ├── LoginRefused
        ├── NotPermitted
        ├── UnknownName             a table, column or field they do not have
        ├── NoSuchRecord            a record that they do not have
        ├── Refused                 they understood, and said no
        ├── BadAnswer               not JSON, or not what their own pages promise
        └── Transient               try again: the retry code asks the type
            ├── RateLimited
            └── Unreachable

An error says who, what, expected, found and the next step. No secret is ever part of one.
"""

from collections.abc import Sequence


class TieoutError(Exception):
    """A failure with a sentence for the person who has to act on it."""

    exit_code = 1


class UsageError(TieoutError):
    """The command was typed wrongly."""

    exit_code = 2


class SettingsError(TieoutError):
    """A setting is missing or makes no sense; every fault found is listed."""

    exit_code = 2

    def __init__(self, faults: Sequence[str], next_step: str = "tieout doctor") -> None:
        self.faults = tuple(faults)
        lines = "\n".join(f"  - {fault}" for fault in self.faults)
        super().__init__(f"Settings are not usable:\n{lines}\nMend them, then: {next_step}")


class HeldBack(TieoutError):
    """Nothing broke; it was safer not to go on."""

    exit_code = 3


class UnsafePlan(HeldBack):
    """The plan is larger than its limits allow."""


class StalePlan(HeldBack):
    """The plan asked for is not the plan that would be made now."""


class NotApproved(HeldBack):
    """A second person has to agree, and it is not this one."""


class LockTaken(HeldBack):
    """Another run is going."""


class StorageError(TieoutError):
    """One of our own files cannot be used: locked, full, of another version."""


class SystemFault(TieoutError):
    """The other side of the wire; `system` says which."""

    def __init__(self, system: str, sentence: str, next_step: str = "") -> None:
        self.system = system
        super().__init__(f"{system}: {sentence}" + (f" {next_step}" if next_step else ""))


class LoginRefused(SystemFault):
    """Credentials were sent and not accepted."""


class NotPermitted(SystemFault):
    """Logged in, and not allowed to do this."""


class UnknownName(SystemFault):
    """A table, column or field that the system does not have, or hides from this role."""

    def __init__(self, system: str, sentence: str, name: str, next_step: str = "") -> None:
        self.name = name
        super().__init__(system, sentence, next_step)


class NoSuchRecord(SystemFault):
    """A record that the system does not hold, or hides from this role."""


class Refused(SystemFault):
    """The request was understood and turned down; `status` and `code` are the system's own."""

    def __init__(self, system: str, sentence: str, status: int, code: str = "") -> None:
        self.status = status
        self.code = code
        super().__init__(system, sentence)


class BadAnswer(SystemFault):
    """The body is not JSON, or not of the shape that the system documents."""


class Transient(SystemFault):
    """May pass by itself; `retry_after` is the system's own wish in seconds, or None.

    `had_no_effect` is true where the request was surely not acted on: then even a write may be
    sent again.
    """

    had_no_effect = False

    def __init__(self, system: str, sentence: str, retry_after: float | None = None) -> None:
        self.retry_after = retry_after
        super().__init__(system, sentence)


class RateLimited(Transient):
    """Too many requests, in a window or at once."""

    had_no_effect = True


class Unreachable(Transient):
    """No connection, a time-out, a dropped connection or a 5xx."""
