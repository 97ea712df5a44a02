"""What the stages of one process share: settings, systems, dbt, the ledger. Made when first needed."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from types import TracebackType
from typing import Self

from reverse_etl import specs
from reverse_etl.ledger import Ledger
from reverse_etl.specs import SyncSpec
from systems import SYSTEMS
from systems.base import Settings as SystemSettings
from systems.base import System, Target
from tieout import log
from tieout.console import Console
from tieout.dbt import Dbt
from tieout.errors import SettingsError
from tieout.lock import run_lock
from tieout.runs import RunLog, new_run_id
from tieout.settings import Settings, system_settings


@dataclass
class Workshop:
    """The long-lived half of a worker; a context manager that gives back what it opened.

    dbt's parsed project, connections and log-ins are kept from one cycle of `run --every` to the
    next, which is most of what a cold run costs.
    """

    settings: Settings
    console: Console

    @cached_property
    def dbt(self) -> Dbt:
        return Dbt(self.settings)

    @cached_property
    def ledger(self) -> Ledger:
        return Ledger(self.settings.ledger)

    def syncs(self) -> tuple[SyncSpec, ...]:
        """All syncs as declared, with what `tieout.toml` says over them."""
        return specs.load(self.dbt.syncs(), self.settings.syncs)

    def chosen(self, names: list[str]) -> tuple[SyncSpec, ...]:
        """The syncs of those names, all where none is named; SettingsError names the unknown."""
        known = self.syncs()
        unknown = sorted(set(names) - {spec.name for spec in known})
        if unknown:
            all_names = ", ".join(spec.name for spec in known)
            raise SettingsError(
                [f"{name} is not a sync; there are {all_names}" for name in unknown], "tieout plan"
            )
        return tuple(spec for spec in known if not names or spec.name in names)

    def targets(self, syncs: tuple[SyncSpec, ...]) -> Mapping[tuple[str, str], Target]:
        """Who writes the objects of these syncs."""
        places = {(spec.system, spec.object) for spec in syncs if spec.mode != "off"}
        return {place: self._target(*place) for place in sorted(places) if _is_written(*place)}

    @contextmanager
    def run(self, command: str) -> Iterator[RunLog]:
        """One run: locked, logged, with a row in `ops.runs`."""
        now = datetime.now(UTC)
        run_id = new_run_id(now)
        with (
            run_lock(self.settings.home, command=command, run_id=run_id, now=now),
            log.to_file(self.settings.logs, run_id),
            RunLog(self.settings, command, run_id) as run,
        ):
            yield run

    def __enter__(self) -> Self:
        self._targets: dict[tuple[str, str], Target] = {}
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        for target in self._targets.values():
            target.close()
        for name in ("dbt", "ledger"):
            if name in self.__dict__:
                self.__dict__[name].close()

    def _target(self, system: str, object: str) -> Target:
        place = (system, object)
        if place not in self._targets:
            known = _system(system)
            self._targets[place] = known.targets[object](credentials(known))
        return self._targets[place]


def credentials(system: System) -> SystemSettings:
    """What is set for a system; its secrets are kept out of everything that is written."""
    declared = [(it.name, it.is_secret, it.default) for it in system.settings]
    found = system_settings(system.name, declared, system.logins)
    log.keep_out(found[it.name] for it in system.settings if it.is_secret and it.name in found)
    return found


def _system(name: str) -> System:
    return next(system for system in SYSTEMS if system.name == name)


def _is_written(system: str, object: str) -> bool:
    return any(it.name == system and object in it.targets for it in SYSTEMS)
