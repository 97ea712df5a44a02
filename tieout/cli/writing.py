"""The verbs that plan and write."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from report.plan_page import write_page
from reverse_etl import approval, render, rows
from reverse_etl.entries import PlanMade
from reverse_etl.ledger import Ledger, open_ledger
from reverse_etl.outcome import ApplyReport
from reverse_etl.plan import SHOWN_DIGEST, Plan
from reverse_etl.safety import over_limits
from tieout import settings
from tieout.cli import stages
from tieout.cli.app import DIFFERENCES_FOUND, ExitCode, Json, Syncs, app, leave
from tieout.cli.planned import head
from tieout.cli.workshop import Workshop
from tieout.console import Console
from tieout.errors import HeldBack
from tieout.whoami import os_user

RECORDS_ON_PAGE = 500  # of each sync; a browser still scrolls through them
By = Annotated[
    str | None, typer.Option("--by", metavar="NAME", help="Who does this; default the system user.")
]


@app.command(short_help="What would be written, field by field. Writes nothing.")
def plan(
    syncs: Syncs = None,
    markdown: Annotated[
        bool, typer.Option("--markdown", help="As Markdown, for a pull request.")
    ] = False,
    retry_rejected: Annotated[
        bool, typer.Option("--retry-rejected", help="Also what a system rejected as it is.")
    ] = False,
    html: Annotated[
        Path | None, typer.Option(metavar="FILE", help="As a page, for whoever has to agree.")
    ] = None,
    csv: Annotated[
        Path | None, typer.Option(metavar="FILE", help="All of it as CSV, a row a field.")
    ] = None,
    by: By = None,
    exit_code: ExitCode = False,
    json: Json = False,
) -> None:
    """What would be written, field by field, old → new, with its digest. Writes nothing.

    Reads the target systems as they are now, so that edits made there by hand are seen. The plan is
    kept, so that one that is named later can say what moved since.
    """
    console = Console(json)
    names = syncs or ()
    with Workshop(settings.load(), console) as workshop, workshop.run("tieout plan") as run_log:
        workshop.get_ready(names)
        held = stages.check(workshop, run_log).held
        with open_ledger(workshop.settings.ledger) as ledger:
            made = stages.plan(
                workshop, run_log, ledger, names=names, held=held, retry=retry_rejected
            )
            stages.keep(workshop, ledger, made, by=by, names=names, retry=retry_rejected)
            calls = stages.estimate(workshop, made)
        is_held = bool(made.held or over_limits(made))
        if is_held:
            run_log.ends("held_back", HeldBack.exit_code)
    if csv:
        rows.write_csv(csv, made)
    if html:
        write_page(html, head(made), render.plan_sections(made, RECORDS_ON_PAGE, calls))
    if json:
        console.json(render.plan_values(made, calls))
    else:
        shown = render.plan_markdown if markdown else render.plan_text
        console.result(shown(made, calls=calls))
    console.next(_after(made))
    leave(HeldBack.exit_code if is_held else DIFFERENCES_FOUND if exit_code and made.changes else 0)


@app.command(short_help="Agree to a large plan that somebody else made.")
def approve(
    digest: Annotated[str, typer.Argument(metavar="DIGEST", help="The plan, as it is shown.")],
    by: By = None,
    json: Json = False,
) -> None:
    """Agree to a plan that somebody else made; above a size, nothing is written without.

    Good for one apply of exactly that plan. Who made it cannot agree to it. Both names and the
    system's users are in the ledger, and in ops.approvals.
    """
    console = Console(json)
    with Workshop(settings.load(), console) as workshop, workshop.run("tieout approve"):
        with open_ledger(workshop.settings.ledger) as ledger:
            user = os_user()
            given = approval.approve(ledger, digest, by or user, user)
        is_published = workshop.settings.published.exists()
    if is_published:
        stages.publish(workshop)
    shown = given.digest[:SHOWN_DIGEST]
    console.json({"approval": asdict(given)}) if json else console.result(
        f"Plan {shown}, {given.records:,} records, made by {given.made_by}: "
        f"{given.approved_by} agrees."
    )
    console.next(f"tieout apply --plan {shown}")


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

    With --plan, exactly the plan that was looked at; where something moved since, it says what.
    Ends with 3 where a sync is held back or over its limits, a second person has to agree, or the
    day's calls are spent; with 1 where a system failed.
    """
    console = Console(json)
    with Workshop(settings.load(), console) as workshop, workshop.run("tieout apply") as run_log:
        workshop.get_ready(syncs or ())
        held = stages.check(workshop, run_log).held
        with open_ledger(workshop.settings.ledger) as ledger:
            asked = _asked(ledger, digest)
            names = syncs or (asked.syncs if asked else ())
            retry = retry_rejected or bool(asked and asked.is_retry)
            made = stages.plan(workshop, run_log, ledger, names=names, held=held, retry=retry)
            applied = stages.apply(
                workshop, run_log, ledger, made, digest=digest, allow_over_limit=allow_over_limit
            )
        code = applied.exit_code or (HeldBack.exit_code if made.held else 0)
        run_log.ends(applied.outcome if applied.exit_code or not code else "held_back", code)
    stages.publish(workshop)
    console.json(render.report_values(applied)) if json else console.result(
        render.report_text(applied)
    )
    console.next(_after_apply(made, applied))
    leave(code)


def _asked(ledger: Ledger, digest: str | None) -> PlanMade | None:
    """What was asked for when the plan of that digest was made: the same is asked again."""
    if digest is None:
        return None
    kept = (it for it in ledger.plans() if it.digest.startswith(digest.lower()))
    return next(kept, None)


def _after_apply(made: Plan, applied: ApplyReport) -> str:
    """What to type after an apply."""
    if applied.unapproved:
        return f"tieout approve {made.short_digest} --by NAME"
    if applied.refused:
        return _after(made)
    return "tieout apply, once there are calls again" if applied.paused else "tieout report --open"


def _after(made: Plan) -> str:
    """What to type after a plan."""
    if over_limits(made):
        return f"tieout apply --plan {made.short_digest} --allow-over-limit, if that is meant"
    if made.changes:
        return f"tieout apply --plan {made.short_digest}"
    steps = [one.next_step for one in made.held if one.next_step]
    return steps[0] if steps else "tieout run --every 15m"
