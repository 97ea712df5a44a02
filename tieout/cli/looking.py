"""The verbs that only look: differences, report, health, history."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from tieout import runs, settings
from tieout.cli import breaks as differences
from tieout.cli import doctor as examination
from tieout.cli import stages
from tieout.cli.app import DIFFERENCES_FOUND, ExitCode, Json, app, leave
from tieout.cli.workshop import Workshop
from tieout.console import Console
from tieout.summary import history_text


@app.command(short_help="The open differences: kind, amount, age.")
def breaks(
    kind: Annotated[str | None, typer.Option(metavar="KIND", help="Only of this kind.")] = None,
    csv: Annotated[Path | None, typer.Option(metavar="FILE", help="All of them, as CSV.")] = None,
    xlsx: Annotated[
        Path | None, typer.Option(metavar="FILE", help="All of them, as a workbook.")
    ] = None,
    exit_code: ExitCode = False,
    json: Json = False,
) -> None:
    """The open differences: kind, account, field, amount with its currency, age in days."""
    console = Console(json)
    found = differences.open_breaks(settings.load(), kind=kind)
    if csv:
        differences.write_csv(csv, found)
    if xlsx:
        differences.write_xlsx(xlsx, found)
    console.json({"breaks": [asdict(it) for it in found]}) if json else console.result(
        differences.as_text(found)
    )
    console.next("tieout report --open")
    leave(DIFFERENCES_FOUND if exit_code and found else 0)


@app.command(short_help="Build the finance report and its workbook.")
def report(
    is_opened: Annotated[bool, typer.Option("--open", help="Open it in the browser.")] = False,
    json: Json = False,
) -> None:
    """Build the finance report and its workbook from the published file."""
    console = Console(json)
    with Workshop(settings.load(), console) as workshop:
        page = stages.make_report(workshop, None)
    console.json({"report": page, "workbook": page.with_name("tieout.xlsx")}) if json else (
        console.result(f"Report: {page}\nWorkbook: {page.with_name('tieout.xlsx')}")
    )
    if is_opened:
        typer.launch(str(page))
    console.next("tieout breaks")


@app.command(short_help="Settings, log-ins, permissions, fields, clock, lock, disk.")
def doctor(
    create_fields: Annotated[
        bool, typer.Option("--create-fields", help="Make the custom fields that are missing.")
    ] = False,
    json: Json = False,
) -> None:
    """Settings, log-ins, permissions, custom fields, clock, lock, disk; 1 where one is bad."""
    console = Console(json)
    with Workshop(settings.load(), console) as workshop:
        findings = list(examination.examine(workshop, create_fields=create_fields))
    bad = [it for it in findings if not it.ok]
    if json:
        console.json({"findings": [asdict(it) for it in findings]})
    else:
        console.result(examination.as_text(findings))
    console.next("mend what is BAD, then: tieout doctor" if bad else "tieout run")
    leave(1 if bad else 0)


@app.command(short_help="The latest runs, and how they ended.")
def history(
    limit: Annotated[int, typer.Option(min=1, metavar="N", help="How many runs.")] = 20,
    json: Json = False,
) -> None:
    """The latest runs: how they ended, what they read, found and wrote."""
    console = Console(json)
    latest = runs.history(settings.load(), limit)
    console.json({"runs": [asdict(it) for it in latest]}) if json else console.result(
        history_text(latest)
    )
    console.next("tieout report --open" if latest else "tieout run")
