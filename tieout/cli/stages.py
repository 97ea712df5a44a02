"""The stages of the loop, each a few calls into its room, told to the console and to the run."""

import time
from collections.abc import Iterator, Mapping, Sequence
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
from reverse_etl import desired
from reverse_etl import plan as planning
from reverse_etl.ledger import Ledger, open_ledger
from reverse_etl.outcome import ApplyReport
from reverse_etl.plan import Plan
from systems import SYSTEMS
from systems.base import Reader, System
from tieout.cli import arrived, stopping
from tieout.cli.workshop import Workshop, credentials, in_use, raise_unless_set
from tieout.dbt import NodeResult
from tieout.publish import publish as publish_file
from tieout.runs import RunLog


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
    with _stage(workshop, run, "extract"), workshop.console.extracting() as progress:
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
    with _stage(workshop, run, "build"):
        return workshop.dbt.build(full=full)


def check(workshop: Workshop, run: RunLog) -> CheckReport:
    """May we believe it? What fails holds back the syncs downstream of it."""
    with _stage(workshop, run, "check"):
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
) -> Plan:
    """Desired less observed, the targets read now."""
    with _stage(workshop, run, "plan"):
        syncs = workshop.syncs(names)
        made = planning.make(
            syncs,
            {spec.name: desired.rows(workshop.settings.warehouse, spec) for spec in syncs},
            workshop.targets(syncs),
            ledger,
            held,
            workshop.settings.as_of,
            run.run_id,
            retry=retry,
        )
    run.counts.planned = len(made.changes)
    return made


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

    The workshop remembers that it was asked, so that nothing else is begun.
    """
    with (
        _stage(workshop, run, "apply"),
        stopping.stoppable(workshop.console.talk) as is_interrupted,
        workshop.console.writing() as progress,
    ):
        applied = applying.run(
            made,
            workshop.targets(workshop.syncs()),
            ledger,
            run.run_id,
            digest=digest,
            allow_over_limit=allow_over_limit,
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
def _stage(workshop: Workshop, run: RunLog, name: str) -> Iterator[None]:
    begun = time.monotonic()
    with workshop.console.stage(name):
        yield
        stopping.raise_if_asked()
    run.stage(name, time.monotonic() - begun)


def _opened(system: System) -> Reader:
    return system.reader(credentials(system))
