"""The verb that puts back what a run wrote."""

from collections.abc import Sequence
from contextlib import suppress
from typing import Annotated, Literal

import typer

from reverse_etl import recorded, render, undo_page
from reverse_etl import undo as undoing
from reverse_etl.kept_together import pointers
from reverse_etl.ledger import open_ledger
from reverse_etl.outcome import ApplyReport
from reverse_etl.undo import Undo
from tieout import settings
from tieout.cli import stages
from tieout.cli.app import Json, app, leave
from tieout.cli.workshop import Workshop
from tieout.console import Console
from tieout.errors import HeldBack, StorageError, UsageError
from tieout.settings import Settings


@app.command(short_help="Put back what a run wrote, where nobody has touched it since.")
def undo(
    run: Annotated[str, typer.Argument(metavar="RUN", help="The run, as tieout history has it.")],
    sync: Annotated[
        str | None, typer.Option(metavar="NAME", help="Only what this sync wrote.")
    ] = None,
    record: Annotated[
        str | None, typer.Option(metavar="ID", help="Only this record, by its id or external id.")
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Write it; else it is only shown.")] = False,
    creations: Annotated[
        Literal["leave", "deactivate", "delete"],
        typer.Option(help="What becomes of the records that the run made."),
    ] = "leave",
    json: Json = False,
) -> None:
    """Put back what a run wrote: the values that the ledger kept, against the records as they are.

    What somebody changed since is left and listed. Without --yes nothing is written. An undo is a
    run like others, and can be undone.
    """
    console = Console(json)
    applied: ApplyReport | None = None
    with Workshop(settings.load(), console) as workshop:
        with suppress(StorageError):  # a run that has the ledger open has the lock as well
            _raise_unless_it_wrote(workshop.settings, run)
        with (
            workshop.run(f"tieout undo {run}") as run_log,
            open_ledger(workshop.settings.ledger) as ledger,
        ):
            targets = workshop.writers(undoing.places(recorded.of_run(ledger, run)))
            with stages.stage(workshop, run_log, "plan"):
                made = undoing.make(
                    *(run, targets, ledger, workshop.settings.as_of, run_log.run_id),
                    sync=sync,
                    record=record,
                    creations=creations,
                    pointing=pointers(workshop.syncs()) if creations == "delete" else None,
                )
            run_log.counts.planned = len(made.plan.changes)
            if yes:
                applied = stages.write(workshop, run_log, ledger, made.plan, targets)
            code = _exit_code(made, applied)
            if code:
                run_log.ends(
                    applied.outcome if applied and applied.exit_code else "held_back", code
                )
        if yes:
            stages.publish(workshop)
    command = _command(run, sync, record, creations)
    _tell(console, made, applied, command, workshop.settings)
    leave(code)


def _raise_unless_it_wrote(own: Settings, run: str) -> None:
    """UsageError that names the latest runs that wrote."""
    latest: Sequence[tuple[str, int]] = ()
    if own.ledger.exists():
        with open_ledger(own.ledger) as ledger:
            if recorded.of_run(ledger, run):
                return
            latest = recorded.latest_runs(ledger)
    listed = "".join(f"\n  {run_id}  {count:,} records" for run_id, count in latest)
    there_are = f"The latest that did:{listed}" if latest else "No run has written anything yet."
    raise UsageError(f"There is no run {run} that wrote anything. {there_are}")


def _exit_code(made: Undo, applied: ApplyReport | None) -> int:
    code = applied.exit_code if applied else 0
    return code or (HeldBack.exit_code if made.plan.held else 0)


def _command(run: str, sync: str | None, record: str | None, creations: str) -> str:
    """The command line that writes what was shown."""
    parts = ["tieout undo", run]
    parts += ["--sync", sync] if sync else []
    parts += ["--record", record] if record else []
    parts += ["--creations", creations] if creations != "leave" else []
    return " ".join([*parts, "--yes"])


def _tell(
    console: Console, made: Undo, applied: ApplyReport | None, command: str, own: Settings
) -> None:
    warned = undo_page.warning(made, _writing(made, own))
    if console.is_json:
        report = render.report_values(applied) if applied else None
        console.json({**undo_page.undo_values(made), "report": report, "warning": warned})
    else:
        console.result(undo_page.undo_text(made))
        if applied:
            console.result(render.report_text(applied, resume=command))
    if warned:
        console.talk(warned)
    if applied and made.plan.changes:
        console.next(f"tieout undo {applied.run_id}, to have it as it was")
    else:
        console.next(command if made.plan.changes else "tieout history")


def _writing(made: Undo, own: Settings) -> list[str]:
    """The syncs that tieout.toml does not keep from writing."""
    named = [count.sync for count in made.plan.syncs]
    return [
        name for name in named if name not in own.syncs or own.syncs[name].mode in (None, "apply")
    ]
