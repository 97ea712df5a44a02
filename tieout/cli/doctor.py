"""`tieout doctor`: can everything be reached, read and written, before a night run finds out."""

import shutil
from collections.abc import Collection, Iterator, Sequence

from systems import SYSTEMS
from systems.base import Field, Finding, System, Target
from tieout.cli.workshop import Workshop, credentials, in_use
from tieout.errors import SettingsError, StorageError, SystemFault, TieoutError
from tieout.lock import holder
from tieout.warehouse import connect

LEAST_FREE_BYTES = 2 * 1024**3
US = "tieout"
ALL = tuple(system.name for system in SYSTEMS)
_WAYS_IN = ("settings", "log-in")


def examine(workshop: Workshop, *, create_fields: bool) -> Iterator[Finding]:
    """Every finding, good ones too; with `create_fields` missing custom fields are made first.

    Of a system that lets nobody in, only that is said.
    """
    yield from _house(workshop)
    reached: list[str] = []
    used = in_use(workshop.settings)
    for system in SYSTEMS:
        if system not in used:
            yield Finding(system.name, "settings", True, "not set up, and left out")
            continue
        findings = list(_of_system(system))
        if all(it.ok for it in findings if it.subject in _WAYS_IN):
            reached.append(system.name)
        yield from findings
    yield from _fields(workshop, reached, create_fields=create_fields)


def as_text(findings: Sequence[Finding]) -> str:
    """A line a finding, and what to do under it where there is something."""
    return "\n".join(line for it in findings for line in _lines(it))


def _lines(finding: Finding) -> Iterator[str]:
    mark = "ok " if finding.ok else "BAD"
    yield f"{mark}  {finding.system:9} {finding.subject}: {finding.sentence}"
    if finding.next_step:
        yield f"     Next: {finding.next_step}"


def create_missing_fields(workshop: Workshop, systems: Collection[str] = ALL) -> Iterator[Finding]:
    """Make the custom fields that syncs write and targets lack; a finding for each."""
    for system, target, wanted in _targets(workshop, systems):
        missing = {finding.subject for finding in target.problems(wanted)}
        for field in wanted:
            if field.is_custom and field.name in missing:
                yield _created(system, target, field)


def _of_system(system: System) -> Iterator[Finding]:
    try:
        yield from system.check(credentials(system))
    except SettingsError as error:
        yield Finding(system.name, "settings", False, "; ".join(error.faults))


def _fields(
    workshop: Workshop, systems: Collection[str], *, create_fields: bool
) -> Iterator[Finding]:
    try:
        if create_fields:
            yield from create_missing_fields(workshop, systems)
        for system, target, wanted in _targets(workshop, systems):
            problems = target.problems(wanted)
            yield from problems
            if not problems:
                yield Finding(system, "fields", True, f"all {len(wanted)} fields are as declared")
    except SystemFault as fault:
        yield Finding(fault.system, "fields", False, str(fault))
    except TieoutError as error:
        yield Finding(US, "fields", False, str(error))


def _targets(
    workshop: Workshop, systems: Collection[str]
) -> Iterator[tuple[str, Target, list[Field]]]:
    """Each target in these systems, with all fields that any sync writes there."""
    syncs = [spec for spec in workshop.syncs() if spec.system in systems]
    for (system, object), target in workshop.targets(syncs).items():
        fields = {
            field.name: field
            for spec in syncs
            if (spec.system, spec.object) == (system, object)
            for _, field in spec.fields
        }
        if fields:
            yield system, target, list(fields.values())


def _created(system: str, target: Target, field: Field) -> Finding:
    try:
        target.create_field(field)
    except TieoutError as error:
        return Finding(system, field.name, False, str(error))
    return Finding(system, field.name, True, f"made {field.name} ({field.kind}), {field.title!r}")


def _house(workshop: Workshop) -> Iterator[Finding]:
    settings = workshop.settings
    settings.home.mkdir(parents=True, exist_ok=True)
    free = shutil.disk_usage(settings.home).free
    yield Finding(
        US,
        "disk",
        free >= LEAST_FREE_BYTES,
        f"{free / 1024**3:,.1f} GiB are free under {settings.home}",
        "" if free >= LEAST_FREE_BYTES else "Make room: a run needs about twice the landing file.",
    )
    running = holder(settings.home)
    if running is not None:
        yield Finding(US, "lock", True, f"a run is going: {running.get('command', 'just begun')}")
        return  # its files are not ours to open
    for path in (settings.landing, settings.warehouse, settings.published, settings.ledger):
        if path.exists():
            try:
                with connect(path, read_only=True):
                    yield Finding(US, path.name, True, "can be opened")
            except StorageError as error:
                yield Finding(US, path.name, False, str(error))
