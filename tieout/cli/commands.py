"""The verbs of the loop: the whole of it, and its stages alone."""

from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import UTC, date, datetime
from typing import Annotated

import typer

from systems import system
from systems.base import System
from tieout import settings
from tieout.cli import loop, stages, stopping
from tieout.cli.app import Json, app, leave
from tieout.cli.durations import seconds_of
from tieout.cli.facts import checks_text
from tieout.cli.workshop import Workshop
from tieout.console import Console
from tieout.errors import HeldBack, UsageError
from tieout.summary import next_step, run_text


@app.command(short_help="The whole loop, once or for ever (--every).")
def run(
    every: Annotated[
        str | None, typer.Option(metavar="TIME", help="Again and again: 15m, 1h, 24h.")
    ] = None,
    no_write: Annotated[
        bool, typer.Option("--no-write", help="Stop after the plan; write nothing.")
    ] = False,
    as_of: Annotated[
        datetime | None,
        typer.Option(
            formats=["%Y-%m-%d"],
            metavar="DATE",
            help="Figures of a past day, from the documents up to it; writes nothing.",
        ),
    ] = None,
    json: Json = False,
) -> None:
    """The whole loop: extract, build, check, publish, plan, apply, verify.

    One run at a time: a second one says who holds the lock, and ends with 3. A system that is down
    holds back only what depends on it. Ctrl-C ends cleanly, and the next run goes on from there.
    """
    console = Console(json)
    own = settings.load()
    if as_of is not None:
        own = _of_a_past_day(own, as_of.date(), every)
        no_write = True
    with Workshop(own, console) as workshop:
        if every:
            seconds = seconds_of(every)
            loop.for_ever(
                workshop,
                seconds,
                refreshed=_refresh,
                told=lambda cycle: _tell(console, cycle),
                is_writing=not no_write,
            )
        cycle = loop.once(workshop, is_writing=not no_write)
    _tell(console, cycle)
    leave(cycle.exit_code)


def _of_a_past_day(own: settings.Settings, day: date, every: str | None) -> settings.Settings:
    """The settings for a day before today; UsageError where that makes no sense."""
    if every:
        raise UsageError("--as-of is for one run: leave --every out")
    if day >= own.as_of:
        raise UsageError(f"--as-of must be a day before {own.as_of}, got {day}")
    return replace(own, as_of=day, today=own.as_of)


@app.command()
def extract(
    systems: Annotated[
        list[str] | None, typer.Argument(metavar="SYSTEM", help="Only these; default all.")
    ] = None,
    full: Annotated[
        bool, typer.Option("--full", help="Read everything, also where changes are listed.")
    ] = False,
    since: Annotated[
        datetime | None,
        typer.Option(
            formats=["%Y-%m-%d"],
            metavar="DATE",
            help="Read again what changed from that day on (UTC); the cursors stay.",
        ),
    ] = None,
    json: Json = False,
) -> None:
    """Read the systems into data/landing.duckdb.

    What does not fit its declared type is set aside with its reason, and the rest goes on.
    """
    console = Console(json)
    moment = since.replace(tzinfo=UTC) if since else None
    with Workshop(settings.load(), console) as workshop, workshop.run("tieout extract") as run_log:
        report = stages.extract(
            workshop, run_log, systems=_systems(systems or ()), full=full, since=moment
        )
        if report.stale:
            run_log.ends("held_back", HeldBack.exit_code)
    console.json({"tables": [asdict(it) for it in report.tables]}) if json else console.result(
        "\n".join(it.sentence for it in report.tables)
    )
    console.next("tieout build")
    leave(HeldBack.exit_code if report.stale else 0)


@app.command()
def build(
    full: Annotated[
        bool, typer.Option("--full", help="Make every table, also where nothing has changed.")
    ] = False,
    json: Json = False,
) -> None:
    """Build the marts and the syncs from what was extracted.

    A table that is made of nothing that has changed since it was made stays as it is.
    """
    console = Console(json)
    with Workshop(settings.load(), console) as workshop, workshop.run("tieout build") as run_log:
        built = stages.build(workshop, run_log, full=full)
    made = sum(not it.is_unchanged for it in built)
    console.json({"nodes": [asdict(it) for it in built]}) if json else console.result(
        f"{made} models and seeds are built in {workshop.settings.warehouse}"
    )
    console.next("tieout check")


@app.command(short_help="May we believe it? What fails holds back what is made from it.")
def check(json: Json = False) -> None:
    """May we believe it? Ends with 3 where a check fails, and says what that holds back."""
    console = Console(json)
    with Workshop(settings.load(), console) as workshop, workshop.run("tieout check") as run_log:
        checked = stages.check(workshop, run_log)
        if checked.failed:
            run_log.ends("held_back", HeldBack.exit_code)
    if json:
        console.json({"checks": [asdict(it) for it in checked.results], "held": checked.held})
    else:
        console.result(checks_text(checked))
    console.next("tieout publish")
    leave(HeldBack.exit_code if checked.failed else 0)


@app.command(short_help="Put the results into data/tieout.duckdb, by one rename.")
def publish(json: Json = False) -> None:
    """Put marts, syncs and ops into data/tieout.duckdb, by one rename; open readers keep theirs."""
    console = Console(json)
    with Workshop(settings.load(), console) as workshop, workshop.run("tieout publish"):
        path = stages.publish(workshop)
    console.json({"published": path}) if json else console.result(f"Published: {path}")
    console.next("tieout plan")


def _refresh(workshop: Workshop) -> None:
    """The settings as they are now: a day may have passed, or somebody changed a limit."""
    workshop.settings = settings.load()


def _tell(console: Console, cycle: loop.Cycle) -> None:
    if console.is_json:
        console.json(asdict(cycle.summary) | {"exit_code": cycle.exit_code})
        return
    console.result(run_text(cycle.summary))
    is_stopped = cycle.exit_code == stopping.INTERRUPTED
    console.next("tieout run" if is_stopped else next_step(cycle.summary))


def _systems(names: Sequence[str]) -> Sequence[System] | None:
    try:
        return [system(name) for name in names] or None
    except KeyError as unknown:
        raise UsageError(str(unknown.args[0])) from unknown
