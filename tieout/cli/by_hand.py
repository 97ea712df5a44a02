"""The verbs that are about one record: bring it up to date, open it, show it."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Annotated, Any

import typer

from reverse_etl import render_record as render
from reverse_etl.fates import FieldFate, fates
from reverse_etl.ledger import open_ledger
from reverse_etl.one_record import find, key_of
from reverse_etl.specs import SyncSpec
from systems.base import Field, Key, Record, Target
from tieout import settings
from tieout.cli import stages
from tieout.cli.app import Json, app, leave
from tieout.cli.workshop import Workshop
from tieout.console import Console
from tieout.errors import HeldBack, NoSuchRecord, UsageError
from tieout.runs import RunLog

HELD = HeldBack.exit_code
SystemName = Annotated[str, typer.Argument(metavar="SYSTEM", help="For instance zendesk.")]
ObjectName = Annotated[str, typer.Argument(metavar="OBJECT", help="For instance organizations.")]
SomeId = Annotated[
    str, typer.Argument(metavar="ID", help="The record's id there; else its external id.")
]


@dataclass(frozen=True, slots=True)
class _Done:
    """What became of every field that is wanted of a record."""

    fates: Sequence[FieldFate]
    exit_code: int


@app.command(short_help="Bring one record up to date, by hand.")
def sync(system: SystemName, object: ObjectName, id: SomeId, json: Json = False) -> None:
    """Bring one record up to date: what every sync of its object wants of it, as built last.

    The record is read, written and read back; what became of each field is said. A sync that only
    plans only shows, one that a check holds back stays held. Limits are for many records and do not
    count. What the system rejected before is sent again. Ends with 1 where the record does not hold
    what it should.
    """
    console, place = Console(json), (system, object)
    with Workshop(settings.load(), console) as workshop, workshop.run("tieout sync") as run_log:
        target, specs = workshop.target(*place), _specs(workshop, *place)
        record, missing = _found_or_not(target, place, id, specs)
        done = _brought_up_to_date(workshop, run_log, specs, key_of(record, id), record)
        if missing and not done.fates:
            raise missing
        if done.exit_code:
            run_log.ends("held_back" if done.exit_code == HELD else "broken", done.exit_code)
    stages.publish(workshop)
    title = _title(*place, record, id)
    console.json({**title, "fields": [asdict(it) for it in done.fates]}) if json else (
        console.result(render.fates_text(title, done.fates))
    )
    console.next(f"tieout query {system} {object} {id}")
    leave(done.exit_code)


@app.command("open", short_help="The record's page in the system's own screens.")
def open_record(
    system: SystemName,
    object: ObjectName,
    id: SomeId,
    browse: Annotated[bool, typer.Option("--browse", help="Open it in the browser.")] = False,
    json: Json = False,
) -> None:
    """The address of the record's page in the system's own screens."""
    console = Console(json)
    with Workshop(settings.load(), console) as workshop:
        target = workshop.target(system, object)
        record = find((system, object), target, id, ())
        address = target.address(record.record_id)
    title = _title(system, object, record, id)
    console.json({**title, "address": address}) if json else console.result(address)
    if browse:
        typer.launch(address)
    console.next(f"tieout query {system} {object} {id}")


@app.command(short_help="One record as its system holds it now.")
def query(
    system: SystemName,
    object: ObjectName,
    id: SomeId,
    fields: Annotated[
        list[str] | None, typer.Argument(metavar="FIELD", help="Only these; default all.")
    ] = None,
    json: Json = False,
) -> None:
    """One record as its system holds it now: the fields that syncs know, by the API's names."""
    console = Console(json)
    with Workshop(settings.load(), console) as workshop:
        target, specs = workshop.target(system, object), _specs(workshop, system, object)
        known = _fields(specs)
        asked = _chosen(known, fields or ())
        there = _existing(target, asked)
        record = find((system, object), target, id, there)
        address = target.address(record.record_id)
    title = {**_title(system, object, record, id), "address": address}
    values = {it.name: record.values.get(it.name) for it in there}
    lacking = [it.name for it in asked if it not in there]
    console.json({**title, "values": values, "not_there": lacking}) if json else console.result(
        render.record_text(title, there, record, lacking)
    )
    console.next(f"tieout sync {system} {object} {id}")


def _specs(workshop: Workshop, system: str, object_: str) -> tuple[SyncSpec, ...]:
    return tuple(it for it in workshop.syncs() if (it.system, it.object) == (system, object_))


def _fields(specs: Sequence[SyncSpec]) -> list[Field]:
    return list({field.name: field for spec in specs for _, field in spec.fields}.values())


def _chosen(known: Sequence[Field], names: Sequence[str]) -> list[Field]:
    """The fields of those names, all where none is named; UsageError for one that no sync knows."""
    by_name = {field.name: field for field in known}
    unknown = [name for name in names if name not in by_name]
    if unknown:
        there_are = ", ".join(by_name)
        raise UsageError(f"{', '.join(unknown)}: no sync knows such a field. There are {there_are}")
    return [by_name[name] for name in dict.fromkeys(names)] if names else list(known)


def _existing(target: Target, fields: Sequence[Field]) -> list[Field]:
    """Those of the fields that the system has."""
    if not any(not it.ok for it in target.problems(fields)):
        return list(fields)
    return [field for field in fields if all(it.ok for it in target.problems([field]))]


def _found_or_not(
    target: Target, place: tuple[str, str], some_id: str, specs: Sequence[SyncSpec]
) -> tuple[Record | None, NoSuchRecord | None]:
    try:
        return find(place, target, some_id, _existing(target, _fields(specs))), None
    except NoSuchRecord as missing:  # perhaps it is to be made
        return None, missing


def _brought_up_to_date(
    workshop: Workshop, run: RunLog, specs: Sequence[SyncSpec], key: Key, record: Record | None
) -> _Done:
    """Plan and write what is wanted of this record alone."""
    only = {(it.system, it.object): [key] for it in specs}
    active = [spec for spec in specs if spec.mode != "off"]
    rows = [row for spec in active for row in stages.wanted(workshop, spec, only)]
    if not rows:
        return _Done([], 0)
    names = [spec.name for spec in active]
    workshop.get_ready(names)
    held = stages.check(workshop, run).held
    with open_ledger(workshop.settings.ledger) as ledger:
        made = stages.plan(workshop, run, ledger, names=names, held=held, retry=True, only=only)
        applied = stages.apply(
            workshop, run, ledger, made, digest=made.digest, allow_over_limit=True
        )
        found = fates(active, rows, record, made, ledger.outcomes(run.run_id))
    if applied.is_interrupted:
        return _Done(found, applied.exit_code)
    return _Done(found, HELD if made.held else int(any(it.is_bad for it in found)))


def _title(system: str, object_: str, record: Record | None, some_id: str) -> dict[str, Any]:
    return {
        "system": system,
        "object": object_,
        "record_id": record.record_id if record else None,
        "external_id": record.external_id if record else some_id,
        "name": record.name if record else "",
    }
