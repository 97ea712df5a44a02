"""A plan and the account of an apply, as text, as Markdown and as plain values. Prints nothing."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

import msgspec

from reverse_etl import cost, page
from reverse_etl.change import RecordChange
from reverse_etl.cost import SystemCalls
from reverse_etl.counts import SyncCount
from reverse_etl.notes import HandEdit, Quarantined, SetAside
from reverse_etl.outcome import ApplyReport, RecordOutcome, Tally
from reverse_etl.page import Line, Section, Shown
from reverse_etl.plan import Plan
from reverse_etl.safety import over_limits
from reverse_etl.values import many, numbered
from reverse_etl.values import shown as in_words

RETRY = "To send them once more: tieout retry"
RECORDS_SHOWN = 10  # of each sync and of each kind of note


def plan_text(plan: Plan, records: int = RECORDS_SHOWN, calls: Sequence[SystemCalls] = ()) -> str:
    """What would be written, for a terminal; `records` of each sync are shown, the rest counted."""
    return page.as_text(plan_sections(plan, records, calls), _plan_end(plan))


def plan_markdown(
    plan: Plan, records: int = RECORDS_SHOWN, calls: Sequence[SystemCalls] = ()
) -> str:
    """The same for a pull request."""
    return page.as_markdown(plan_sections(plan, records, calls), _plan_end(plan))


def plan_values(plan: Plan, calls: Sequence[SystemCalls] = ()) -> dict[str, Any]:
    """The whole plan as values that JSON knows; amounts and dates are text."""
    over = [
        {"sync": one.count.sync, "sentence": str(one), "examples": list(one.examples)}
        for one in over_limits(plan)
    ]
    values: dict[str, Any] = msgspec.to_builtins(plan)
    takes = [cost.values(one) for one in calls]
    return {"digest": plan.digest, **values, "over_limit": over, "calls": takes}


def report_text(
    report: ApplyReport, records: int = RECORDS_SHOWN, *, resume: str = "tieout apply"
) -> str:
    """What was written and what was not, for a terminal; `resume` is how to go on with the rest."""
    return page.as_text(_report_sections(report, records), _report_end(report, resume))


def report_markdown(report: ApplyReport, records: int = RECORDS_SHOWN) -> str:
    """The same for a pull request."""
    return page.as_markdown(_report_sections(report, records), _report_end(report, "tieout apply"))


def report_values(report: ApplyReport) -> dict[str, Any]:
    """The whole account as values that JSON knows."""
    values: dict[str, Any] = msgspec.to_builtins(report)
    return {**values, "outcome": report.outcome, "exit_code": report.exit_code}


def plan_sections(
    plan: Plan, records: int = RECORDS_SHOWN, calls: Sequence[SystemCalls] = ()
) -> Iterator[Section]:
    """A plan in parts: each sync's changes, what is left out and why, what writing it takes."""
    over = {one.count.sync: str(one) for one in over_limits(plan)}
    for count in plan.syncs:
        yield _sync_section(plan, count, over.get(count.sync), records)
    if plan.held:
        reasons = tuple(
            f"{one.sync}: {'; '.join(one.reasons)}"
            + (f". Next: {one.next_step}" if one.next_step else "")
            for one in plan.held
        )
        yield Section("Held back: nothing of these syncs is planned", reasons)
    left, back = _split(plan.hand_edits)
    yield from _notes("Changed by hand and left alone", map(_edit, left), len(left), records)
    yield from _notes("Changed by hand and put back", map(_edit, back), len(back), records)
    waiting = plan.quarantined
    heading = "Rejected as they are, and not sent again until they change"
    yield from _notes(heading, map(_quarantined, waiting), len(waiting), records, RETRY)
    for heading, asides in (
        ("Waiting for a record that nobody creates", plan.waiting),
        ("Known by id, and gone from the target", plan.missing),
        ("Left out, because what is wanted contradicts itself", plan.errors),
    ):
        yield from _notes(heading, map(_aside, asides), len(asides), records)
    if calls:
        yield Section("What writing it takes", tuple(map(str, calls)))


def _sync_section(plan: Plan, count: SyncCount, over: str | None, records: int) -> Section:
    heading = f"{count.sync} → {count.system} {count.object}"
    sentences = [f"{_counts(count)}; {many(count.read, 'record')} read"]
    if count.mode == "plan":
        sentences.append("Only planned: its mode is plan, so nothing of it is written")
    if over:
        sentences.append(f"Over its limit, nothing of it is written: {over}")
    mine = (change for change in plan.changes if count.sync in change.syncs)
    shown = tuple(_change(change, count.sync) for change in islice(mine, records))
    return Section(heading, tuple(sentences), shown, max(0, count.changes - len(shown)))


def _counts(count: SyncCount) -> str:
    said = numbered(
        (count.creates, "to create"),
        (count.fills, "to fill"),
        (count.overwrites, "to overwrite"),
    )
    return said or "nothing to write"


def _change(change: RecordChange, sync: str) -> Shown:
    mine = [wanted for wanted in change.fields if wanted.sync == sync]
    arrow = "new: {after}" if change.action == "create" else "{before} → {after}"
    lines = tuple(
        Line(
            wanted.field,
            arrow.format(before=in_words(wanted.before), after=in_words(wanted.after)),
            wanted.remark,
            (in_words(wanted.before), in_words(wanted.after)),
        )
        for wanted in mine
    )
    return Shown(change.title(), mine[0].source, lines)


def _notes(
    heading: str, records: Iterable[Shown], count: int, most: int, *sentences: str
) -> Iterator[Section]:
    if count:
        shown = tuple(islice(records, most))
        yield Section(f"{heading}: {count:,}", sentences, shown, count - len(shown))


def _split(edits: Sequence[HandEdit]) -> tuple[list[HandEdit], list[HandEdit]]:
    left = [edit for edit in edits if edit.is_left_alone]
    return left, [edit for edit in edits if not edit.is_left_alone]


def _edit(edit: HandEdit) -> Shown:
    text = f"holds {in_words(edit.found)}, wanted {in_words(edit.wanted)}"
    since = f"we wrote {in_words(edit.ours)} at {edit.since:%Y-%m-%d %H:%M} UTC"
    title = f"{edit.name} ({edit.object} {edit.record_id})"
    return Shown(title, edit.sync, (Line(edit.field, text, since),))


def _quarantined(one: Quarantined) -> Shown:
    fields = ", ".join(wanted.field for wanted in one.change.fields)
    text = f"{one.error_code}: {one.error_text}"
    since = f"since {one.since:%Y-%m-%d %H:%M} UTC"
    return Shown(one.change.title(), one.change.fields[0].source, (Line(fields, text, since),))


def _aside(one: SetAside) -> Shown:
    known_by = one.record_id or (f"external id {one.external_id}" if one.external_id else "no id")
    title = f"{one.name or 'without a name'} ({one.object} {known_by})"
    return Shown(title, "", (Line(", ".join(one.syncs), one.sentence),))


def _plan_end(plan: Plan) -> list[str]:
    records = len(plan.changes)
    if not records and plan.held:
        return ["Nothing is planned of what is not held back."]
    if not records:
        return ["Nothing to write: the targets hold what they should."]
    lifted = " --allow-over-limit" if over_limits(plan) else ""
    return [
        f"Plan {plan.short_digest}: {many(records, 'record')}. Nothing was written. To write it:",
        f"  tieout apply --plan {plan.short_digest}{lifted}",
    ]


def _report_sections(report: ApplyReport, records: int) -> Iterator[Section]:
    for sync, tally in report.syncs.items():
        yield Section(sync, (_tally(tally),))
    resolved = report.resolved
    earlier = numbered(
        (resolved.written, "written after all"),
        (resolved.rejected, "rejected"),
        (resolved.open_again, "never written, so open again"),
        (resolved.still_unknown, "still unknown"),
    )
    if earlier:
        yield Section("Left unknown by an earlier run", (earlier,))
    for outcome in ("rejected", "stale", "unknown"):
        some = [one for one in report.problems if one.worst.outcome == outcome]
        yield from _notes(outcome.capitalize(), map(_problem, some), len(some), records)
    if report.refused:
        yield Section("Over its limit: nothing of it was written", report.refused)
    if report.unapproved:
        yield Section("Waits for a second person: nothing was written", (report.unapproved,))
    if report.paused:
        paused = tuple(f"{one.sentence} ({one.object})" for one in report.paused)
        yield Section("Stopped before the day's calls ran out", paused)
    if report.faults:
        faults = tuple(f"{one.sentence} ({one.object})" for one in report.faults)
        yield Section("Left before the end", faults)


def _problem(outcome: RecordOutcome) -> Shown:
    change = outcome.change
    lines = tuple(
        Line(wanted.field, ": ".join(filter(None, (verdict.error_code, verdict.error_text))))
        for wanted, verdict in zip(change.fields, outcome.verdicts, strict=True)
        if verdict.outcome == outcome.worst.outcome
    )
    return Shown(change.title(), change.fields[0].source, lines)


def _tally(tally: Tally) -> str:
    said = numbered(
        (tally.written, "written"),
        (tally.unchanged, "held it already"),
        (tally.stale, "stale"),
        (tally.rejected, "rejected"),
        (tally.unknown, "unknown"),
        (tally.not_sent, "not sent"),
    )
    return f"{said or 'nothing'} of {tally.planned:,} planned"


def _report_end(report: ApplyReport, resume: str) -> list[str]:
    if not report.records.planned and (report.refused or report.unapproved):
        return ["Nothing was written."]
    if not report.records.planned:
        return ["Nothing was written: there was nothing to write."]
    lines = [f"All records: {_tally(report.records)}."]
    if report.is_interrupted:
        lines.append(f"Interrupted: what was in flight is accounted for. To go on: {resume}")
    return lines
