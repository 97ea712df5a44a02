"""What can be made to go wrong at a stand-in, by name. Acts on nothing itself: it only says when.

The generic faults are acted on for every stand-in by the layer that `serve` puts around it; the
others are taken by the stand-in at the place where the real system fails in that way.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from threading import Lock
from types import MappingProxyType
from typing import Any

GENERIC: Mapping[str, str] = MappingProxyType(
    {
        "rate-limit": "429 with Retry-After (options: seconds, default 1)",
        "rate-limit-silent": "429 without Retry-After",
        "error-500": "500 with the vendor's own body",
        "unavailable": "503 with Retry-After (options: seconds, default 1)",
        "timeout": "no answer until the client gives up (options: seconds, default 30)",
        "drop": "closes the connection without an answer, nothing done",
        "commit-then-drop": "does the work, then closes the connection without an answer",
        "slow": "waits before answering (options: seconds, default 1)",
        "malformed-body": "the right answer, its body cut in the middle",
        "not-json": "200 with a page of HTML where JSON was promised",
    }
)

SPECIFIC: Mapping[str, str] = MappingProxyType(
    {
        "expired-token": "the access token is refused as expired; a new one works",
        "wrong-credentials": "the log-in is refused although the credentials are right",
        "no-permission": "logged in, and not allowed to do this (options: name, what is refused)",
        "repeated-page": "a page comes a second time where the next one was asked for",
        "shifting-page": "a record moves between two pages, so that one comes twice or not at all",
        "lost-row": "a page lacks a record that the stated total counts",
        "hidden-column": "a column is invisible to this role (options: name, the column)",
        "new-column": "answers carry a field that nobody has seen before (options: name, value)",
        "not-a-number": "a number in an answer is no number (options: name, value)",
        "half-written-batch": "the batch stops in the middle: its first half is written, then 500",
        "silent-batch": "the batch is answered as done, without results or errors, nothing written",
        "failed-job": "the job ends failed, nothing written",
        "half-failed-job": "the job ends completed, every second result a failure",
        "killed-job": "the job ends killed, its first half written, without results",
        "stuck-job": "the job stays at working for ever",
        "lost-job": "the job's status is gone: 404",
        "locked-row": "the first record of a write is locked by somebody else, and refused",
        "expired-locator": "the place in a list where the next page starts is forgotten",
    }
)

KNOWN: Mapping[str, str] = MappingProxyType({**GENERIC, **SPECIFIC})


@dataclass(frozen=True, slots=True)
class Fault:
    """A fault that is switched on.

    `match` is a part of the request's path, empty for all; the generic ones look for it in
    `METHOD path?query`. `times` is how often it strikes, None until it is cleared; `after` how many
    matching requests go through untouched before.
    """

    name: str
    match: str = ""
    times: int | None = 1
    after: int = 0
    options: Mapping[str, Any] = field(default_factory=dict)

    def option(self, name: str, default: Any) -> Any:
        """An option's value, or `default` where it was not given."""
        return self.options.get(name, default)

    def as_json(self) -> dict[str, Any]:
        """The fault in words that JSON knows."""
        return {
            "name": self.name,
            "match": self.match,
            "times": self.times,
            "after": self.after,
            "options": dict(self.options),
        }


@dataclass(slots=True)
class _Switch:
    fault: Fault
    left: int | None
    to_skip: int

    def strikes(self) -> bool:
        """Whether it strikes this time; every call is one matching request."""
        if self.to_skip:
            self.to_skip -= 1
            return False
        if self.left is None:
            return True
        self.left -= 1
        return True


class Faults:
    """The faults of one stand-in that are switched on. Safe to use from several threads."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._switches: list[_Switch] = []

    def add(
        self,
        name: str,
        /,
        *,
        match: str = "",
        times: int | None = 1,
        after: int = 0,
        **options: Any,
    ) -> Fault:
        """Switch a fault on; ValueError when there is no such fault or it could never strike.

        `options` may hold any word, `name` included: `add("hidden-column", name="balancesearch")`.
        """
        if name not in KNOWN:
            raise ValueError(f"no fault is called {name!r}; known are: {', '.join(KNOWN)}")
        if times is not None and times < 1:
            raise ValueError(f"times must be at least 1, or null for until cleared, got {times}")
        if after < 0:
            raise ValueError(f"after must not be negative, got {after}")
        fault = Fault(name, match, times, after, MappingProxyType(dict(options)))
        with self._lock:
            self._switches.append(_Switch(fault, times, after))
        return fault

    def take(self, name: str, path: str = "") -> Fault | None:
        """The fault of that name that strikes a request to `path`, one use of it spent, or None."""
        if not self._switches:
            return None
        with self._lock:
            for switch in self._switches:
                if switch.fault.name == name and switch.fault.match in path and switch.strikes():
                    self._switches = [other for other in self._switches if other.left != 0]
                    return switch.fault
        return None

    def clear(self) -> None:
        """Switch all faults off."""
        with self._lock:
            self._switches = []

    def active(self) -> list[dict[str, Any]]:
        """The faults that can still strike, as JSON, with what is left of `times` and `after`."""
        with self._lock:
            return [
                switch.fault.as_json() | {"times": switch.left, "after": switch.to_skip}
                for switch in self._switches
            ]
