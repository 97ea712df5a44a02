"""What a run has to say, as text: plain values in, lines out, nothing printed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from itertools import groupby
from pathlib import Path

from tieout.console import Column, plain, seconds_text, table
from tieout.money import amount_text, count_text
from tieout.runs import Run


@dataclass(frozen=True, slots=True)
class TableRead:
    """What arrived of one table; `is_stale` when it could not be read and older rows stand."""

    system: str
    table: str
    rows: int
    rejected: int = 0
    is_stale: bool = False


@dataclass(frozen=True, slots=True)
class BreakCount:
    """Open differences of one kind and currency. `amount` adds them up without their signs."""

    kind: str
    count: int
    amount: Decimal | None = None
    currency: str | None = None


@dataclass(frozen=True, slots=True)
class SyncCount:
    """What became of a sync's changes; `held_back` is why none of them went, empty if they did.

    `next_step` is then what to do about it. One that is not switched on only plans.
    """

    sync: str
    planned: int
    written: int = 0
    unchanged: int = 0
    stale: int = 0
    rejected: int = 0
    unknown: int = 0
    held_back: str = ""
    next_step: str = ""
    is_switched_on: bool = True


@dataclass(frozen=True, slots=True)
class RunSummary:
    """One run in figures. `accounts` are the real customers, `accounts_tied` those without a break.

    `is_written` is false where a plan was made and not meant to go out. Of a past day (`is_past`)
    nothing is planned, and `breaks` are still those of the last run of today.
    """

    run_id: str
    as_of: date
    seconds: float
    read: Sequence[TableRead] = ()
    accounts: int = 0
    accounts_tied: int = 0
    breaks: Sequence[BreakCount] = ()
    failed_checks: Sequence[str] = ()
    syncs: Sequence[SyncCount] = ()
    is_written: bool = True
    is_past: bool = False
    plan_digest: str = ""
    files: Mapping[str, Path] = field(default_factory=dict)


def run_text(summary: RunSummary) -> str:
    """The whole summary, a paragraph a question: read, agreed, disagreed, written, where it is."""
    head = f"Run {summary.run_id}, as of {summary.as_of}, {seconds_text(summary.seconds)}"
    paragraphs = [head, f"Read\n{_indented(read_text(summary.read))}"]
    if summary.failed_checks:
        lines = "\n".join(summary.failed_checks)
        paragraphs.append(f"Checks that failed\n{_indented(lines)}")
    tied = tied_sentence(summary.accounts, summary.accounts_tied)
    paragraphs.append(f"{tied}\n{_indented(breaks_text(summary.breaks))}")
    paragraphs.append(written_text(summary))
    if summary.files:
        paragraphs.append(_files_text(summary.files))
    return "\n\n".join(paragraphs)


def again_text(summary: RunSummary) -> str:
    """A run after a run: what is still open, what was left to write, and where it all is."""
    tied = tied_sentence(summary.accounts, summary.accounts_tied)
    return "\n\n".join([f"{tied} {written_text(summary)}", _files_text(summary.files)])


def next_step(summary: RunSummary) -> str:
    """The command that this run's outcome asks for first."""
    if any(one.is_stale for one in summary.read):
        return "tieout doctor"
    for one in summary.syncs:
        if one.held_back:
            return one.next_step or "tieout plan"
    if not summary.is_written and any(one.planned for one in summary.syncs):
        return f"tieout apply --plan {summary.plan_digest}"
    if summary.failed_checks:
        return "tieout check"
    if summary.is_past:
        return "tieout report --open, and then tieout run for the figures of today"
    if any(one.rejected or one.unknown for one in summary.syncs) or summary.breaks:
        return "tieout report --open"
    return "tieout run --every 15m"


def read_text(read: Sequence[TableRead]) -> str:
    """A line a system, and under it one for tables of which there is more to say."""
    if not read:
        return "Nothing was read."
    columns = [Column("system"), Column("tables", True), Column("rows", True), Column("")]
    rows = []
    for system, its in groupby(read, key=lambda one: one.system):
        tables = list(its)
        remarks = {said: [one for one in tables if _remark(one) == said] for said in _said(tables)}
        of_all = next((said for said, those in remarks.items() if len(those) == len(tables)), "")
        rows.append((system, count_text(len(tables)), _sum_text(tables), of_all))
        rows += [
            ("", "", _sum_text(those), f"{', '.join(one.table for one in those)}: {said}")
            for said, those in remarks.items()
            if said != of_all
        ]
    return plain(table(columns, rows))


def tied_sentence(accounts: int, tied: int) -> str:
    """`1,927 of 1,968 accounts tie; 41 do not.`"""
    if not accounts:
        return "There are no accounts yet."
    if tied == accounts:
        return f"All {accounts:,} accounts tie." if accounts > 1 else "The one account ties."
    rest = accounts - tied
    return f"{tied:,} of {accounts:,} accounts tie; {rest:,} {'does' if rest == 1 else 'do'} not."


def breaks_text(breaks: Sequence[BreakCount]) -> str:
    """A line a kind and currency; the kind is said once, amounts are in line under each other."""
    if not breaks:
        return "No differences are open."
    columns = [Column("kind"), Column("count", True), Column("amount", True), Column("")]
    rows = []
    for kind, same in groupby(sorted(breaks, key=_by_kind), key=lambda one: one.kind):
        for position, one in enumerate(same):
            amount = "" if one.amount is None else amount_text(one.amount, one.currency)
            shown = "" if position else kind
            rows.append((shown, count_text(one.count), amount, one.currency or ""))
    return plain(table(columns, rows))


def written_text(summary: RunSummary) -> str:
    """What was written, or planned and not written, or that there was nothing to do."""
    if summary.is_past:
        return (
            f"The figures are those of {summary.as_of}, to be read: nothing is planned of them. "
            "The differences above are those of the last run of today."
        )
    moving = [one for one in summary.syncs if one.planned or one.held_back]
    if not moving:
        return "The plan is empty: the systems hold what they should."
    if not summary.is_written:
        planned = sum(one.planned for one in summary.syncs)
        title = f"Planned, not written: {count_text(planned, 'change')}, plan {summary.plan_digest}"
        return f"{title}\n{_sync_lines(summary.syncs, is_written=False)}"
    going = [one for one in summary.syncs if one.is_switched_on]
    waiting = [one for one in moving if not one.is_switched_on]
    done = any(one.is_switched_on for one in moving)
    paragraphs = [
        f"Written\n{_sync_lines(going, is_written=True)}" if done else "Nothing was left to write."
    ]
    if waiting:
        title = "Planned only, until they are switched on in tieout.toml"
        paragraphs.append(f"{title}\n{_sync_lines(waiting, is_written=False)}")
    return "\n\n".join(paragraphs)


def history_text(runs: Sequence[Run]) -> str:
    """A line a run, in the order given."""
    if not runs:
        return "There has been no run yet."
    columns = [Column("run"), Column("command"), Column("outcome")]
    columns += [Column(title, True) for title in ("took", "read", "breaks", "planned", "written")]
    return plain(table(columns, [_history_row(run) for run in runs]))


def _files_text(files: Mapping[str, Path]) -> str:
    here = Path.cwd()
    shown = {
        name: path.relative_to(here) if path.is_relative_to(here) else path
        for name, path in files.items()
    }
    return "Files\n" + "\n".join(f"  {name:10}{path}" for name, path in shown.items())


def _history_row(run: Run) -> Sequence[str]:
    took = "" if run.finished_at is None else (run.finished_at - run.started_at).total_seconds()
    counts = (run.rows_read, run.breaks_open, run.planned, run.written)
    return (
        run.run_id,
        run.command,
        (run.outcome or "going on").replace("_", " "),
        took if isinstance(took, str) else seconds_text(took),
        *("" if count is None else count_text(count) for count in counts),
    )


def _sync_lines(syncs: Sequence[SyncCount], *, is_written: bool) -> str:
    width = max(len(one.sync) for one in syncs)
    return "\n".join(f"  {one.sync:{width}}  {_became(one, is_written)}" for one in syncs)


def _became(sync: SyncCount, is_written: bool) -> str:
    """What became of a sync's changes, in words."""
    if sync.held_back:
        return f"held back: {sync.held_back}"
    if not sync.planned:
        return "nothing to change"
    changes = count_text(sync.planned, "change")
    return f"{_outcomes(sync)} of {changes}" if is_written else changes


def _outcomes(sync: SyncCount) -> str:
    words = ("unchanged", "stale", "rejected", "unknown")
    others = [f"{getattr(sync, word):,} {word}" for word in words if getattr(sync, word)]
    return ", ".join([f"{sync.written:,} written", *others])


def _remark(read: TableRead) -> str:
    """What is to say of a table beside its rows; nothing of one that was read whole."""
    remarks = []
    if read.rejected:
        remarks.append(f"{read.rejected:,} set aside")
    if read.is_stale:
        remarks.append("not read this time, older rows stand")
    return "; ".join(remarks)


def _said(read: Sequence[TableRead]) -> list[str]:
    """Each remark once, in the order of the tables."""
    return [said for said in dict.fromkeys(map(_remark, read)) if said]


def _sum_text(read: Sequence[TableRead]) -> str:
    return count_text(sum(one.rows for one in read))


def _by_kind(count: BreakCount) -> tuple[str, str]:
    return count.kind, count.currency or ""


def _indented(text: str) -> str:
    return "\n".join(f"  {line}".rstrip() for line in text.split("\n"))
