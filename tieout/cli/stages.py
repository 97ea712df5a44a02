"""The stages of the loop, each a few calls into its room, told to the console and to the run."""

import time
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import checks.run as checking
import report
from checks.findings import CheckReport
from pipelines import Source, declare_unused, extract_all
from pipelines.report import ExtractReport
from reverse_etl import apply as applying
from reverse_etl import approval, cost, desired, moved
from reverse_etl import plan as planning
from reverse_etl.cost import SystemCalls
from reverse_etl.desired import DesiredRow
from reverse_etl.entries import PlanMade
from reverse_etl.ledger import Ledger, open_ledger
from reverse_etl.one_record import of_records
from reverse_etl.outcome import ApplyReport
from reverse_etl.plan import SHOWN_DIGEST, Plan, Targets
from reverse_etl.shelf import Shelf
from reverse_etl.specs import SyncSpec, unmeasured
from systems import SYSTEMS
from systems.base import Key, Reader, System
from tieout.cli import arrived, stopping
from tieout.cli.workshop import Place, Workshop, credentials, in_use, raise_unless_set
from tieout.dbt import NodeResult
from tieout.errors import SettingsError
from tieout.publish import publish as publish_file
from tieout.runs import RunLog
from tieout.settings import Budget
from tieout.whoami import os_user


def extract(
    workshop: Workshop,
    run: RunLog,
    *,
    systems: Sequence[System] | None = None,
    full: bool = False,
    since: datetime | None = None,
) -> ExtractReport:
    """Read the systems into landing, all that are in use where none is named.

    What could not be read is stale in the report. SettingsError, before anything is read, where one
    of them cannot be reached with what is set.
    """
    used = in_use(workshop.settings)
    systems = systems or used
    raise_unless_set(systems)
    unused = [it for it in SYSTEMS if it not in (*systems, *used)]
    declare_unused(unused, workshop.settings, run.run_id, datetime.now(UTC))
    with stage(workshop, run, "extract"), workshop.console.extracting() as progress:
        sources = [Source(system, partial(_opened, system)) for system in systems]
        extracted = extract_all(
            sources, workshop.settings, run.run_id, full=full, since=since, progress=progress
        )
    run.counts.rows_read = extracted.rows_received
    run.counts.rows_rejected = extracted.rows_rejected
    run.note("extract", stale=list(arrived.stale(extracted)))
    for remark in arrived.remarks(workshop.settings, extracted):
        workshop.console.talk(remark)
    return extracted


def build(workshop: Workshop, run: RunLog, *, full: bool = False) -> Sequence[NodeResult]:
    """Build the marts and syncs from landing: what may have changed, or all."""
    with stage(workshop, run, "build"):
        return workshop.dbt.build(full=full)


def check(workshop: Workshop, run: RunLog) -> CheckReport:
    """May we believe it? What fails holds back the syncs downstream of it."""
    with stage(workshop, run, "check"):
        checked = checking.run(workshop.settings, workshop.dbt, run.run_id)
    in_use = {spec.name for spec in workshop.syncs()}
    return replace(checked, held={name: it for name, it in checked.held.items() if name in in_use})


def publish(workshop: Workshop) -> Path:
    """Put the results where analysts read them."""
    with open_ledger(workshop.settings.ledger) as ledger:
        return publish_file(workshop.settings, ledger.face)


def plan(
    workshop: Workshop,
    run: RunLog,
    ledger: Ledger,
    *,
    names: Sequence[str] = (),
    held: Mapping[str, Sequence[str]],
    retry: bool = False,
    only: Mapping[Place, Collection[Key]] | None = None,
) -> Plan:
    """Desired less observed, the targets read now; with `only`, of these records alone."""
    _raise_if_unknown(workshop.settings.budget)
    with stage(workshop, run, "plan"):
        syncs = workshop.syncs(names)
        if only is not None:
            syncs = tuple(map(unmeasured, syncs))
        made = planning.make(
            syncs,
            {spec.name: wanted(workshop, spec, only) for spec in syncs},
            workshop.targets(syncs),
            ledger,
            held,
            workshop.settings.as_of,
            run.run_id,
            retry=retry,
        )
    run.counts.planned = len(made.changes)
    return made


def estimate(workshop: Workshop, made: Plan) -> Sequence[SystemCalls]:
    """How many calls writing a plan takes; nothing is asked of a system that did not say it."""
    targets = workshop.targets(workshop.syncs())
    return cost.estimated(made, targets, workshop.settings.budget)


def keep(
    workshop: Workshop,
    ledger: Ledger,
    made: Plan,
    *,
    by: str | None = None,
    names: Sequence[str] = (),
    retry: bool = False,
) -> None:
    """Put a plan on the shelf and note who made it, `by` that name or the system's user.

    `names` and `retry` are what was asked for: a plan that is named later is made so again.
    """
    if not made.changes:
        return
    Shelf(workshop.settings.plans).keep(made)
    user = os_user()
    who = " ".join((by or "").split()) or user
    records = len(made.changes)
    ledger.note_plan(
        PlanMade(made.digest, made.run_id, records, who, user, tuple(sorted(names)), retry)
    )


def wanted(
    workshop: Workshop, spec: SyncSpec, only: Mapping[Place, Collection[Key]] | None = None
) -> Iterator[DesiredRow]:
    """The rows of a sync as they were built last; with `only`, those of these records."""
    rows = desired.rows(workshop.settings.warehouse, spec)
    return rows if only is None else of_records(rows, only.get((spec.system, spec.object), ()))


def apply(
    workshop: Workshop,
    run: RunLog,
    ledger: Ledger,
    made: Plan,
    *,
    digest: str | None = None,
    allow_over_limit: bool = False,
) -> ApplyReport:
    """Write the plan and read it back; a request to stop lets what is in flight end.

    The workshop remembers that it was asked, so that nothing else is begun. StalePlan where another
    plan was named: it says what moved. A plan that a second person has to agree to is kept.
    """
    if digest and len(digest) >= SHOWN_DIGEST:
        kept = Shelf(workshop.settings.plans).find(digest)
        moved.raise_if_another(made, digest, kept, approval.latest(ledger.plans()))
    targets = workshop.targets(workshop.syncs())
    return write(
        *(workshop, run, ledger, made, targets),
        digest=digest,
        allow_over_limit=allow_over_limit,
    )


def write(
    workshop: Workshop,
    run: RunLog,
    ledger: Ledger,
    made: Plan,
    targets: Targets,
    *,
    digest: str | None = None,
    allow_over_limit: bool = False,
) -> ApplyReport:
    """The same to targets that no sync has to lead to."""
    above = workshop.settings.approval_above
    if above is not None and len(made.changes) > above and not ledger.open_plans(made.digest):
        keep(workshop, ledger, made)
    with (
        stage(workshop, run, "apply"),
        stopping.stoppable(workshop.console.talk) as is_interrupted,
        workshop.console.writing() as progress,
    ):
        applied = applying.run(
            made,
            targets,
            ledger,
            run.run_id,
            digest=digest,
            allow_over_limit=allow_over_limit,
            approval_above=above,
            budget=workshop.settings.budget,
            is_interrupted=is_interrupted,
            progress=progress,
        )
        workshop.is_stopping = is_interrupted()
    run.counts.written = applied.records.written
    run.counts.rejected = applied.records.rejected
    run.counts.unknown = applied.records.unknown
    return applied


def make_report(workshop: Workshop, run_id: str | None) -> Path:
    """The page and the workbook, of what is published."""
    return report.build(workshop.settings.published, workshop.settings.report, run_id=run_id)


@contextmanager
def stage(workshop: Workshop, run: RunLog, name: str) -> Iterator[None]:
    """Tell the console and the run of a stage and what it took."""
    begun = time.monotonic()
    with workshop.console.stage(name):
        yield
        stopping.raise_if_asked()
    run.stage(name, time.monotonic() - begun)


def _raise_if_unknown(budget: Budget) -> None:
    known = [it.name for it in SYSTEMS]
    faults = [
        f"tieout.toml [budget.{name}]: there is no such system among {', '.join(known)}"
        for name in sorted(budget.reserves.keys() - set(known))
    ]
    if faults:
        raise SettingsError(faults, next_step="tieout plan")


def _opened(system: System) -> Reader:
    return system.reader(credentials(system))
