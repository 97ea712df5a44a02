"""The verb that sends once more what a system rejected."""

from collections.abc import Mapping, Sequence
from typing import Annotated

import typer

from reverse_etl import render
from reverse_etl.entries import Rejected
from reverse_etl.ledger import open_ledger
from reverse_etl.values import many
from systems.base import Key
from tieout import settings
from tieout.cli import stages
from tieout.cli.app import Json, Syncs, app, leave
from tieout.cli.workshop import Place, Workshop
from tieout.console import Console
from tieout.errors import HeldBack, UsageError

NOTHING = "Nothing is rejected: the systems took all that was sent last."


@app.command(short_help="Send once more what a system rejected.")
def retry(
    syncs: Syncs = None,
    record: Annotated[
        str | None,
        typer.Option("--record", metavar="ID", help="Only this one, by its id or external id."),
    ] = None,
    json: Json = False,
) -> None:
    """Send once more what a system rejected, as it is wanted now, and say what became of each.

    By itself it is sent again when its data or its sync changes. Where nothing is rejected nothing
    is done, and that is said.
    """
    console = Console(json)
    with Workshop(settings.load(), console) as workshop, workshop.run("tieout retry") as run_log:
        names = [spec.name for spec in workshop.syncs(syncs or ())]
        with open_ledger(workshop.settings.ledger) as ledger:
            rejected = _chosen(ledger.rejected(), names, record)
            if not rejected:
                console.json({"rejected": 0}) if json else console.result(NOTHING)
                console.next("tieout plan")
                return
            wanted, only = _syncs_of(rejected, names), _keys(rejected)
            workshop.get_ready(wanted)
            held = stages.check(workshop, run_log).held
            made = stages.plan(
                workshop, run_log, ledger, names=wanted, held=held, retry=True, only=only
            )
            applied = stages.apply(workshop, run_log, ledger, made)
        code = applied.exit_code or (HeldBack.exit_code if made.held else 0)
        run_log.ends(applied.outcome if applied.exit_code or not code else "held_back", code)
    stages.publish(workshop)
    console.talk(_talk(len(rejected), applied.records.planned))
    values = {"rejected": len(rejected), **render.report_values(applied)}
    console.json(values) if json else console.result(render.report_text(applied))
    console.next("tieout report --open")
    leave(code)


def _chosen(
    rejected: Sequence[Rejected], names: Sequence[str], record: str | None
) -> list[Rejected]:
    """Those of these syncs, and of them the one that was named; UsageError without that one."""
    of_syncs = [it for it in rejected if set(it.syncs) & set(names)]
    if record is None:
        return of_syncs
    chosen = [it for it in of_syncs if record in (it.record_id, it.external_id)]
    if not chosen:
        known = ", ".join(it.title() for it in of_syncs[:3]) or "nothing is"
        raise UsageError(f"Record {record} was not rejected when it was sent last; {known}")
    return chosen


def _syncs_of(rejected: Sequence[Rejected], names: Sequence[str]) -> list[str]:
    return sorted({sync for it in rejected for sync in it.syncs} & set(names))


def _keys(rejected: Sequence[Rejected]) -> Mapping[Place, list[Key]]:
    keys: dict[Place, list[Key]] = {}
    for it in rejected:
        keys.setdefault((it.system, it.object), []).append(it.key)
    return keys


def _talk(rejected: int, going: int) -> str:
    """What goes again, and that the rest holds by now what is wanted, or is not to be sent."""
    if going >= rejected:
        return f"{many(rejected, 'record')} rejected before, sent once more"
    return (
        f"{many(rejected, 'record')} rejected before, {going:,} sent once more; the others hold by "
        "now what is wanted, or nothing is wanted of them that may be sent"
    )
