"""The verbs for a pretended company: a loop over one, and its systems to try things on."""

from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from sandbox import world
from tieout import settings
from tieout.cli import demo as demonstration
from tieout.cli import sandbox as pretended
from tieout.cli.app import Json, app, leave
from tieout.console import Console


@app.command(short_help="The whole loop, twice, on a sandbox of its own. Needs nothing.")
def demo(
    accounts: Annotated[
        int, typer.Option(min=10, metavar="N", help="Customers of the company.")
    ] = 2_000,
    seed: Annotated[int, typer.Option(metavar="N", help="Another seed, another company.")] = 1,
    json: Json = False,
) -> None:
    """Run the whole loop twice against a sandbox, and show what it found and wrote.

    Needs nothing: it starts the sandbox, fills it, creates the fields, runs, and stops it again.
    Leaves the published file and the report in data/.
    """
    console = Console(json)
    first, second = demonstration.run(console, settings.load(), accounts=accounts, seed=seed)
    console.json({"first": asdict(first.summary), "second": asdict(second.summary)}) if json else (
        console.next(f"{demonstration.me()} breaks, or {demonstration.me()} report --open")
    )
    leave(max(first.exit_code, second.exit_code))


@app.command(short_help="Serve stand-ins of all systems on loopback, until stopped.")
def sandbox(
    accounts: Annotated[
        int, typer.Option(min=1, metavar="N", help="Customers of the company.")
    ] = 2_000,
    seed: Annotated[int, typer.Option(metavar="N", help="Another seed, another company.")] = 1,
    scenario: Annotated[
        world.Scenario, typer.Option(help="clean: all ties. messy: every kind of difference.")
    ] = "messy",
    as_of: Annotated[
        datetime | None,
        typer.Option(
            formats=["%Y-%m-%d"],
            metavar="DATE",
            help="The company's today.",
            show_default="2026-06-30",
        ),
    ] = None,
    only: Annotated[
        list[str] | None,
        typer.Option(metavar="SYSTEM", help="Only this stand-in, and others so named."),
    ] = None,
    port: Annotated[
        list[str] | None,
        typer.Option(metavar="SYSTEM=NUMBER", help="A port of your choice; default a free one."),
    ] = None,
    fault: Annotated[
        list[str] | None,
        typer.Option(metavar="[SYSTEM:]NAME", help="Switch a fault on. A wrong name lists them."),
    ] = None,
    env_file: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Write the variables that point tieout at the sandbox."),
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="One line, once all answer.")] = False,
) -> None:
    """Serve stand-ins of all systems on loopback, with a company in them, until stopped.

    They speak the systems' own protocols and keep state. Each port has, under /__sandbox__/:
    answer-key (what differs, and by how much), requests, faults, reset.
    """
    company = world.build(accounts, seed, scenario, as_of.date() if as_of else world.DEFAULT_AS_OF)
    pretended.run(
        Console(json),
        company=company,
        only=pretended.parse_systems(only or ()),
        ports=pretended.parse_ports(port or ()),
        faults=fault or (),
        env_file=env_file,
    )
