"""The verbs that plan and write."""

from typing import Annotated

import typer

from reverse_etl import render
from reverse_etl.ledger import open_ledger
from reverse_etl.plan import Plan
from reverse_etl.safety import over_limits
from tieout import settings
from tieout.cli import stages
from tieout.cli.app import DIFFERENCES_FOUND, ExitCode, Json, Syncs, app, leave
from tieout.cli.workshop import Workshop
from tieout.console import Console
from tieout.errors import HeldBack


@app.command(short_help="What would be written, field by field. Writes nothing.")
def plan(
    syncs: Syncs = None,
    markdown: Annotated[
        bool, typer.Option("--markdown", help="As Markdown, for a pull request.")
    ] = False,
    retry_rejected: Annotated[
        bool, typer.Option("--retry-rejected", help="Also what a system rejected as it is.")
    ] = False,
    exit_code: ExitCode = False,
    json: Json = False,
) -> None:
    """What would be written, field by field, old → new, with its digest. Writes nothing.

    Reads the target systems as they are now, so that edits made there by hand are seen.
    """
    console = Console(json)
    with Workshop(settings.load(), console) as workshop, workshop.run("tieout plan") as run_log:
        workshop.get_ready(syncs or ())
        held = stages.check(workshop, run_log).held
        with open_ledger(workshop.settings.ledger) as ledger:
            made = stages.plan(
                workshop, run_log, ledger, names=syncs or (), held=held, retry=retry_rejected
            )
        is_held = bool(made.held or over_limits(made))
        if is_held:
            run_log.ends("held_back", HeldBack.exit_code)
    if json:
        console.json(render.plan_values(made))
    else:
        console.result(render.plan_markdown(made) if markdown else render.plan_text(made))
    console.next(_after(made))
    leave(HeldBack.exit_code if is_held else DIFFERENCES_FOUND if exit_code and made.changes else 0)


@app.command(short_help="Write the plan, and say what became of each record.")
def apply(
    syncs: Syncs = None,
    digest: Annotated[
        str | None,
        typer.Option("--plan", metavar="DIGEST", help="Exactly the plan of this digest, or none."),
    ] = None,
    allow_over_limit: Annotated[
        bool, typer.Option("--allow-over-limit", help="With --plan: its limits do not hold it.")
    ] = False,
    retry_rejected: Annotated[
        bool, typer.Option("--retry-rejected", help="Also what a system rejected as it is.")
    ] = False,
    json: Json = False,
) -> None:
    """Write the plan, read every record back, and say what became of each.

    Ends with 3 where a sync is held back or over its limits, with 1 where a system failed.
    """
    console = Console(json)
    with Workshop(settings.load(), console) as workshop, workshop.run("tieout apply") as run_log:
        workshop.get_ready(syncs or ())
        held = stages.check(workshop, run_log).held
        with open_ledger(workshop.settings.ledger) as ledger:
            made = stages.plan(
                workshop, run_log, ledger, names=syncs or (), held=held, retry=retry_rejected
            )
            applied = stages.apply(
                workshop, run_log, ledger, made, digest=digest, allow_over_limit=allow_over_limit
            )
        code = applied.exit_code or (HeldBack.exit_code if made.held else 0)
        run_log.ends(applied.outcome if applied.exit_code or not code else "held_back", code)
    stages.publish(workshop)
    console.json(render.report_values(applied)) if json else console.result(
        render.report_text(applied)
    )
    console.next(_after(made) if applied.refused else "tieout report --open")
    leave(code)


def _after(made: Plan) -> str:
    """What to type after a plan."""
    if over_limits(made):
        return f"tieout apply --plan {made.short_digest} --allow-over-limit, if that is meant"
    if made.changes:
        return f"tieout apply --plan {made.short_digest}"
    steps = [one.next_step for one in made.held if one.next_step]
    return steps[0] if steps else "tieout run --every 15m"
