"""Faults of a database, which no request passes: they are in its files while they are switched on.

`times` and `after` mean nothing here: a fault is there until it is cleared.

unavailable        the database is locked
wrong-credentials  the database file cannot be opened
no-permission      a view is not there (options: name, default v_job)
hidden-column      a column is in no view and no file (options: name, default modified_at)
new-column         every view and file has another column (options: name, value)
not-a-number       a column holds a text (options: name, default total_price; value, default n/a)
lost-row           each file of the drop lacks a row that its control file counts
malformed-body     the files of the drop are cut in the middle

Any other fault strikes only the sandbox's own routes.
"""

from collections.abc import Callable
from typing import Any

from sandbox.astea.views import Distortion
from sandbox.faults import Fault, Faults

IN_THE_FILES = frozenset(
    {
        *("unavailable", "wrong-credentials", "no-permission", "hidden-column", "new-column"),
        *("not-a-number", "lost-row", "malformed-body"),
    }
)


class Outages(Faults):
    """Faults that call `act` whenever what is switched on has changed."""

    def __init__(self, act: Callable[[], None]) -> None:
        super().__init__()
        self._act = act

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
        """Switch a fault on; one that is in the files stays until it is cleared."""
        is_lasting = name in IN_THE_FILES
        fault = super().add(
            name,
            match=match,
            times=None if is_lasting else times,
            after=0 if is_lasting else after,
            **options,
        )
        if is_lasting:
            self._act()
        return fault

    def clear(self) -> None:
        """Switch all faults off, and put the files right where one was in them."""
        was_in_the_files = any(self.has(name) for name in IN_THE_FILES)
        super().clear()
        if was_in_the_files:
            self._act()

    def has(self, name: str) -> bool:
        return any(it["name"] == name for it in self.active())

    def distortion(self) -> Distortion:
        """What the faults do to the views."""
        found: dict[str, list[dict[str, Any]]] = {}
        for fault in self.active():
            found.setdefault(fault["name"], []).append(fault["options"])
        return Distortion(
            denied=_names(found, "no-permission", "v_job"),
            hidden=_names(found, "hidden-column", "modified_at"),
            added=_values(found, "new-column", "surprise", "unheard of"),
            spoiled=_values(found, "not-a-number", "total_price", "n/a"),
        )


def _names(found: dict[str, list[dict[str, Any]]], fault: str, default: str) -> frozenset[str]:
    return frozenset(str(options.get("name", default)) for options in found.get(fault, ()))


def _values(
    found: dict[str, list[dict[str, Any]]], fault: str, default: str, value: str
) -> dict[str, str]:
    return {
        str(options.get("name", default)): str(options.get("value", value))
        for options in found.get(fault, ())
    }
