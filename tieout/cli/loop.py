"""The whole loop: extract, build, check, publish, plan, apply, verify. Once or for ever."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from checks.findings import CheckReport
from pipelines.report import ExtractReport
from reverse_etl.ledger import open_ledger
from reverse_etl.outcome import ApplyReport
from reverse_etl.plan import Plan
from reverse_etl.safety import over_limits
from tieout.cli import planned, stages, stopping
from tieout.cli.facts import open_breaks, summary
from tieout.cli.workshop import Workshop
from tieout.errors import HeldBack, SettingsError, TieoutError, UsageError
from tieout.runs import RunLog
from tieout.summary import RunSummary


@dataclass(frozen=True, slots=True)
class Cycle:
    """One time round. `applied` is None where nothing was to be written."""

    run_id: str
    exit_code: int
    extracted: ExtractReport
    checked: CheckReport
    plan: Plan
    applied: ApplyReport | None
    summary: RunSummary


def once(workshop: Workshop, *, command: str = "tieout run", is_writing: bool = True) -> Cycle:
    """One time round; what was held back is in the exit code, what broke is raised."""
    begun = time.monotonic()
    with workshop.run(command) as run:
        extracted = stages.extract(workshop, run)
        checked = _believed(workshop, run, extracted)
        plan, applied = _written(workshop, run, checked, is_writing=is_writing)
        exit_code = _end(run, extracted, checked, plan, applied)
        run.counts.breaks_open = open_breaks(workshop.settings)
    with workshop.console.stage("report"):
        stages.publish(workshop)  # once more, so that what was written is in the file
        stages.make_report(workshop, run.run_id)
    told = summary(
        workshop.settings,
        run.run_id,
        extracted,
        checked,
        plan,
        applied,
        time.monotonic() - begun,
    )
    return Cycle(run.run_id, exit_code, extracted, checked, plan, applied, told)


def for_ever(
    workshop: Workshop,
    every_seconds: float,
    *,
    refreshed: Callable[[Workshop], None],
    told: Callable[[Cycle], None],
    is_writing: bool,
    sleep: Callable[[float], None] = time.sleep,
) -> None:
    """Round and round, beginning each `every_seconds`; ends only when it is stopped.

    A cycle that breaks is said and does not end the loop: the next one may find the system up
    again. Wrong settings and wrong usage do end it. `refreshed` is called before each cycle, and
    sets what day it is.
    """
    while True:
        begun, worked = time.monotonic(), time.process_time()
        refreshed(workshop)
        try:
            told(once(workshop, command="tieout run --every", is_writing=is_writing))
        except (SettingsError, UsageError):
            raise
        except TieoutError as error:
            workshop.console.error(error)
        if workshop.is_stopping:
            workshop.console.talk(stopping.SENTENCE)
            raise KeyboardInterrupt(stopping.REASON)
        wait = max(0.0, every_seconds - (time.monotonic() - begun))
        next_at = datetime.fromtimestamp(time.time() + wait, UTC)
        workshop.console.talk(
            f"That took {time.process_time() - worked:.1f} s of CPU. "
            f"Next cycle at {next_at:%H:%M:%S} UTC; Ctrl-C stops."
        )
        sleep(wait)


def _written(
    workshop: Workshop, run: RunLog, checked: CheckReport, *, is_writing: bool
) -> tuple[Plan, ApplyReport | None]:
    """The plan, and what became of it. The figures of a past day are to be read: an empty plan."""
    if workshop.settings.is_past:
        return Plan(run.run_id, workshop.settings.as_of), None
    with open_ledger(workshop.settings.ledger) as ledger:
        plan = stages.plan(workshop, run, ledger, held=checked.held)
        for remark in planned.remarks(plan):
            workshop.console.talk(remark)
        applied = stages.apply(workshop, run, ledger, plan) if is_writing else None
        for remark in planned.left_for_later(applied):
            workshop.console.talk(remark)
    return plan, applied


def _believed(workshop: Workshop, run: RunLog, extracted: ExtractReport) -> CheckReport:
    """What the checks say of the marts, built and published anew unless they still stand.

    They stand where nothing new has landed, it is the same day under the same settings, and the dbt
    project and the warehouse are those of the last time; then its word holds, if it was a good one.
    """
    state = (workshop.settings, workshop.dbt.manifest, workshop.settings.warehouse.stat().st_ino)
    if not extracted.has_moved and workshop.believed and workshop.believed[0] == state:
        workshop.console.talk("build, check  nothing new has landed: the marts stand as they are")
        return workshop.believed[1]
    workshop.believed = None
    stages.build(workshop, run)
    checked = stages.check(workshop, run)
    stages.publish(workshop)
    if not checked.failed:
        workshop.believed = (state, checked)
    return checked


def _end(
    run: RunLog,
    extracted: ExtractReport,
    checked: CheckReport,
    plan: Plan,
    applied: ApplyReport | None,
) -> int:
    """Say in the run's row how it ended, and with which exit code."""
    if applied is not None and applied.exit_code:
        run.ends(applied.outcome, applied.exit_code)
        return applied.exit_code
    if extracted.stale or checked.failed or plan.held or over_limits(plan):
        run.ends("held_back", HeldBack.exit_code)
        return HeldBack.exit_code
    return 0
