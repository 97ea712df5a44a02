"""What the stages of one process share: settings, systems, dbt, targets. Made when first needed."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from types import TracebackType
from typing import Self

from checks.findings import CheckReport
from pipelines import read_before
from reverse_etl import specs
from reverse_etl.specs import SyncSpec
from systems import SYSTEMS, system
from systems.base import Settings as SystemSettings
from systems.base import System, Target
from tieout import log, warehouse
from tieout.cli import stopping
from tieout.console import Console
from tieout.dbt import Dbt
from tieout.errors import HeldBack, SettingsError, UsageError
from tieout.lock import run_lock
from tieout.runs import RunLog, new_run_id
from tieout.settings import Settings, is_set_up, system_settings
from tieout.storage import out_of_room

Place = tuple[str, str]  # a system and an object of it


@dataclass
class Workshop:
    """The long-lived half of a worker; a context manager that gives back what it opened.

    dbt's parsed project and the targets' log-ins are kept from one cycle of `run --every` to the
    next, which is most of what a cold run costs.
    """

    settings: Settings
    console: Console
    is_stopping: bool = False  # asked to, while something was being written
    believed: tuple[object, CheckReport] | None = (
        None  # what the marts were made of, and their checks
    )
    _dbt: Dbt | None = None
    _targets: dict[Place, Target] = field(default_factory=dict)

    @property
    def dbt(self) -> Dbt:
        """dbt on the project, at this run's time once a run has begun."""
        if self._dbt is None:
            self._dbt = Dbt(self.settings, datetime.now(UTC))
        return self._dbt

    def syncs(self, names: Sequence[str] = ()) -> tuple[SyncSpec, ...]:
        """The syncs of those names, all where none is named, with `tieout.toml`'s word over them.

        Those between systems that nobody set up are left out. UsageError names what is not a sync.
        """
        known = specs.load(self.dbt.syncs(), self.settings.syncs)
        unknown = sorted(set(names) - {spec.name for spec in known})
        if unknown:
            there_are = ", ".join(spec.name for spec in known)
            raise UsageError(f"{', '.join(unknown)}: no such sync. There are {there_are}")
        used = {it.name for it in in_use(self.settings)}
        return tuple(
            spec
            for spec in known
            if (not names or spec.name in names) and {spec.system, *spec.sources} <= used
        )

    def get_ready(self, names: Sequence[str]) -> None:
        """Complain about what was typed or set wrongly before anything takes time.

        HeldBack where the marts are of another day.
        """
        self.targets(self.syncs(names))
        _raise_if_of_another_day(self.settings)

    def targets(self, syncs: Sequence[SyncSpec]) -> Mapping[Place, Target]:
        """Who writes these syncs' objects, and those they point at; absent where nobody does."""
        active = [spec for spec in syncs if spec.mode != "off"]
        places = {(spec.system, spec.object) for spec in active}
        places |= {place for spec in active for place in spec.points_at}
        return self.writers(places)

    def writers(self, places: Iterable[Place]) -> Mapping[Place, Target]:
        """Who writes these objects; absent where nobody does, or the system is not in use."""
        written = {(it.name, name) for it in in_use(self.settings) for name in it.targets}
        return {place: self._target(place) for place in sorted(set(places) & written)}

    def target(self, system_name: str, object_name: str) -> Target:
        """Who writes this object; UsageError, with all that there are, where nobody does."""
        written = {it.name: sorted(it.targets) for it in in_use(self.settings) if it.targets}
        if object_name in written.get(system_name, ()):
            return self._target((system_name, object_name))
        known = "; ".join(f"{name}: {', '.join(its)}" for name, its in written.items())
        raise UsageError(f"{system_name} {object_name} is not written here. Known are {known}")

    @contextmanager
    def run(self, command: str) -> Iterator[RunLog]:
        """One run: with the lock, a log file and a row in `ops.runs`."""
        now = datetime.now(UTC)
        run_id = new_run_id(now)
        with (
            run_lock(self.settings.home, command=command, run_id=run_id, now=now),
            log.to_file(self.settings.logs, run_id),
            RunLog(self.settings, command, run_id) as run,
        ):
            self.dbt.begin(self.settings, now)
            try:
                yield run
            except Exception as error:
                if stopping.was_asked():  # then that is what ended it, whatever was made of it
                    raise KeyboardInterrupt(stopping.REASON) from error
                no_room = out_of_room(error, self.settings.home)
                if no_room is not None:
                    raise no_room from error
                raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        while self._targets:
            self._targets.popitem()[1].close()

    def _target(self, place: Place) -> Target:
        if place not in self._targets:
            known = system(place[0])
            self._targets[place] = known.targets[place[1]](credentials(known))
        return self._targets[place]


def _raise_if_of_another_day(settings: Settings) -> None:
    """What was due on the day that the marts were built for may not be due today."""
    with warehouse.connect(settings.warehouse, read_only=True) as connection:
        [[day]] = connection.execute("select max(as_of) from marts.financials").fetchall()
    if day is not None and day != settings.as_of:
        raise HeldBack(
            f"The marts hold the figures of {day}, and today is {settings.as_of}: "
            "nothing is planned of them. Next: tieout build"
        )


def in_use(settings: Settings, systems: Sequence[System] = SYSTEMS) -> tuple[System, ...]:
    """Those that are set up, if only in part, or were read before; all where none is."""
    others = [it for it in systems if not _is_set_up(it)]
    left_out = {it.name for it in others} - set(read_before(others, settings))
    return tuple(it for it in systems if it.name not in left_out) or tuple(systems)


def _is_set_up(known: System) -> bool:
    return is_set_up(known.name, [setting.name for setting in known.settings])


def raise_unless_set(systems: Sequence[System]) -> None:
    """SettingsError that lists all that is missing for these systems."""
    faults: list[str] = []
    for known in systems:
        try:
            credentials(known)
        except SettingsError as error:
            faults += error.faults
    if faults:
        raise SettingsError(faults)


def credentials(known: System) -> SystemSettings:
    """What is set for a system; from now on its secrets are stars in all that is written."""
    declared = [(it.name, it.is_secret, it.default) for it in known.settings]
    found = system_settings(known.name, declared, known.logins)
    log.keep_out(found[it.name] for it in known.settings if it.is_secret and it.name in found)
    return found
