"""One run in figures: what its stages reported, and what the published file says."""

from collections.abc import Iterator

from checks.findings import CheckReport
from pipelines.report import ExtractReport
from reverse_etl.notes import Held
from reverse_etl.outcome import ApplyReport, Tally
from reverse_etl.plan import Plan
from reverse_etl.safety import over_limits
from tieout import warehouse
from tieout.settings import Settings
from tieout.summary import BreakCount, RunSummary, SyncCount, TableRead

FRESH = " is fresh"  # how the name of a check on a table's freshness ends
NAMED = 3  # failed checks by which a sync is held; `tieout check` lists all
OPEN = "resolved_at is null and status in ('open', 'assigned', 'explained')"


def summary(
    settings: Settings,
    run_id: str,
    extracted: ExtractReport,
    checked: CheckReport,
    plan: Plan,
    applied: ApplyReport | None,
    seconds: float,
) -> RunSummary:
    """Everything that the end of a run says. Amounts of breaks are added up per currency."""
    with warehouse.connect(settings.published, read_only=True) as connection:
        [[accounts, tied]] = connection.execute(
            f"""
            select count(*), count(*) filter (where account_id not in (
                select account_id from marts.breaks where account_id is not null and {OPEN}
            ))
            from marts.accounts where is_customer
            """  # noqa: S608
        ).fetchall()
        breaks = connection.execute(
            f"""
            select kind, count(*), sum(abs(amount)), currency
            from marts.breaks where {OPEN} group by kind, currency order by kind, currency
            """  # noqa: S608
        ).fetchall()
    return RunSummary(
        run_id=run_id,
        as_of=settings.as_of,
        seconds=seconds,
        read=tuple(_read(extracted)),
        accounts=accounts,
        accounts_tied=tied,
        breaks=tuple(BreakCount(*row) for row in breaks),
        failed_checks=tuple(_failed(checked)),
        syncs=tuple(_syncs(plan, applied, checked)),
        is_written=applied is not None,
        is_past=settings.is_past,
        plan_digest=plan.short_digest,
        files={"published": settings.published, "report": settings.report / "index.html"},
    )


def open_breaks(settings: Settings) -> int:
    """How many differences stand in the published file."""
    with warehouse.connect(settings.published, read_only=True) as connection:
        [[count]] = connection.execute(
            f"select count(*) from marts.breaks where {OPEN}"  # noqa: S608
        ).fetchall()
    return int(count)


def _read(extracted: ExtractReport) -> Iterator[TableRead]:
    for table in extracted.tables:
        yield TableRead(
            table.system,
            table.table,
            table.rows_received,
            table.rows_rejected,
            table.status == "stale",
        )


def _failed(checked: CheckReport) -> Iterator[str]:
    """What the failed checks say; tables that are stale for the same reason share a sentence."""
    tables: dict[str, list[str]] = {}
    for it in checked.failed:
        table = it.name.removesuffix(FRESH) if it.name.endswith(FRESH) else ""
        tables.setdefault(it.sentence.removeprefix(table), []).append(table)
    for end, named in tables.items():
        yield ", ".join(filter(None, named)) + end


def _syncs(plan: Plan, applied: ApplyReport | None, checked: CheckReport) -> Iterator[SyncCount]:
    over = {
        one.count.sync: str(one).removeprefix(f"{one.count.sync}: ") for one in over_limits(plan)
    }
    held = {one.sync: one for one in plan.held}
    counts = {count.sync: count for count in plan.syncs}
    for sync in sorted(counts.keys() | held.keys()):
        planned = counts[sync].changes if sync in counts else 0
        done = applied.syncs.get(sync, Tally()) if applied else Tally()
        is_on = sync not in counts or counts[sync].mode == "apply"
        reason = "" if done.written else over.get(sync, "")
        is_unapproved = bool(applied and applied.unapproved and is_on and planned)
        if is_unapproved and not reason:
            reason = "a second person has to agree to the plan"
        step = f"tieout approve {plan.short_digest} --by NAME" if is_unapproved else ""
        yield SyncCount(
            sync,
            planned,
            *(done.written, done.unchanged, done.stale, done.rejected, done.unknown),
            held_back=_reason(held[sync], checked) if sync in held else reason,
            next_step=held[sync].next_step if sync in held else step,
            is_switched_on=is_on,
        )


def _reason(held: Held, checked: CheckReport) -> str:
    """Why a sync is held; of failed checks the names, for what they say is told with the checks."""
    if held.cause != "check":
        return "; ".join(held.reasons)
    names = {it.sentence: it.name for it in checked.failed}
    failed = [names.get(it, it) for it in held.reasons]
    more = f"; and {len(failed) - NAMED:,} more" if len(failed) > NAMED else ""
    return "these checks failed: " + "; ".join(failed[:NAMED]) + more


def checks_text(checked: CheckReport) -> str:
    """How many checks hold, each that does not, and what that holds back."""
    passed = sum(it.passed for it in checked.results)
    lines = [f"{passed:,} of {len(checked.results):,} checks hold."]
    lines += [f"  FAILED  {it.sentence}" for it in checked.failed]
    lines += [f"  warning {it.sentence}" for it in checked.warnings]
    for sync, reasons in checked.held.items():
        lines.append(f"Held back: {sync}, because {'; '.join(reasons)}")
    return "\n".join(lines)
