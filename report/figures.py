"""The figures of the report as plain values; no amount is ever added across currencies."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

AGE_BUCKETS = ((7, "0–7 days"), (30, "8–30 days"), (60, "31–60 days"), (90, "61–90 days"))
OLDEST_BUCKET = "over 90 days"
AGEING = (
    ("aging_current", "Not due"),
    ("aging_1_30", "1–30"),
    ("aging_31_60", "31–60"),
    ("aging_61_90", "61–90"),
    ("aging_over_90", "Over 90"),
)


@dataclass(frozen=True, slots=True)
class RunFacts:
    """The run that the report speaks of. Times are UTC; no outcome while it is still going."""

    run_id: str
    command: str | None
    started_at: datetime | None
    finished_at: datetime | None
    outcome: str | None
    as_of: date | None
    version: str | None
    code_version: str | None
    rows_read: int | None
    rows_changed: int | None
    rows_rejected: int | None
    planned: int | None
    written: int | None
    error: str | None


@dataclass(frozen=True, slots=True)
class CurrencyFigures:
    """Receivables in one currency: as the ERP states them, as its documents add up, and by age.

    A measure is None where nobody states it. `accounts` are those kept in the currency, `unstated`
    the ones whose figures the ERP does not show us, so that the recomputed ones stand in.
    """

    currency: str
    accounts: int
    on_hold: int
    unstated: int
    balance: Decimal | None
    balance_recomputed: Decimal | None
    overdue_balance: Decimal | None
    overdue_balance_recomputed: Decimal | None
    unbilled_orders: Decimal | None
    unbilled_orders_recomputed: Decimal | None
    aging_current: Decimal
    aging_1_30: Decimal
    aging_31_60: Decimal
    aging_61_90: Decimal
    aging_over_90: Decimal
    unapplied: Decimal

    @property
    def ageing(self) -> Sequence[Decimal]:
        return [getattr(self, name) for name, _ in AGEING]

    @property
    def open_items(self) -> Decimal:
        """The buckets and what is not applied yet: the balance, made of documents."""
        return sum(self.ageing, Decimal(0)) + self.unapplied

    @property
    def balance_difference(self) -> Decimal | None:
        if self.balance is None or self.balance_recomputed is None:
            return None
        return self.balance - self.balance_recomputed


@dataclass(frozen=True, slots=True)
class KindFigures:
    """Open breaks of one kind. Amounts are added without their signs, a currency each.

    `missing_in` is the system that lacks the record, for the kinds that are about that.
    """

    kind: str
    missing_in: str | None
    count: int
    accounts: int
    amounts: Mapping[str, Decimal]
    first_seen_at: datetime | None


@dataclass(frozen=True, slots=True)
class Break:
    """One open difference with its evidence; `level` is high, medium or low."""

    break_id: str
    recon: str
    kind: str
    level: str
    account_id: str | None
    account_name: str | None
    left_system: str | None
    left_object: str | None
    left_record_id: str | None
    left_value: str | None
    right_system: str | None
    right_object: str | None
    right_record_id: str | None
    right_value: str | None
    field: str | None
    amount: Decimal | None
    currency: str | None
    first_seen_at: datetime | None
    status: str | None
    explanation: str | None
    missing_in: str | None


@dataclass(frozen=True, slots=True)
class ControlTotal:
    """A sum or count from source to staging; `rejected_count` of its rows were set aside."""

    system: str
    object: str
    measure: str
    currency: str | None
    source_value: Decimal | None
    raw_value: Decimal | None
    staged_value: Decimal | None
    rejected_count: int | None
    ties: bool | None
    sentence: str | None

    @property
    def is_count(self) -> bool:
        return self.measure == "count"


@dataclass(frozen=True, slots=True)
class FailedCheck:
    """A check that did not hold; `evidence` are a few of the rows that say so, as text."""

    name: str
    layer: str
    severity: str
    failing: int | None
    sentence: str
    evidence: Sequence[str]


@dataclass(frozen=True, slots=True)
class SyncFigures:
    """What became of one sync's writes in a run, counted in records; `fields` in single values."""

    sync: str
    system: str
    object: str
    records: int
    fields: int
    written: int
    unchanged: int
    stale: int
    rejected: int
    unknown: int


@dataclass(frozen=True, slots=True)
class NotTaken:
    """A record that a system did not take, with the system's own words.

    One that was rejected was sent `times` in vain, the first time at `since`; a sending may take
    several `attempts`.
    """

    sync: str
    system: str
    object: str
    record: str
    fields: str
    outcome: str
    error_code: str | None
    error_text: str | None
    attempts: int | None
    run_id: str
    since: datetime | None = None
    times: int | None = None


@dataclass(frozen=True, slots=True)
class Figures:
    """All that the report says. `breaks` are the ones shown, of `breaks_open`.

    `seen_on` is the day that ages are counted to, in UTC. `apart` counts open breaks that belong to
    no customer's account, `decided` those that somebody accepted or wrote off.
    """

    run: RunFacts | None
    seen_on: date | None
    as_of: date | None
    accounts: int
    accounts_tied: int
    breaks_open: int
    apart: int
    decided: int
    money: Sequence[CurrencyFigures]
    kinds: Sequence[KindFigures]
    breaks: Sequence[Break]
    control_totals: Sequence[ControlTotal]
    checks: int
    failed_checks: Sequence[FailedCheck]
    syncs: Sequence[SyncFigures]
    not_taken: Sequence[NotTaken]
    not_taken_count: int
    stale: Sequence[str]

    @property
    def set_aside(self) -> Sequence[ControlTotal]:
        return [total for total in self.control_totals if total.is_count and total.rejected_count]

    @property
    def rejected(self) -> Sequence[NotTaken]:
        return [one for one in self.not_taken if one.outcome == "rejected"]

    @property
    def without_end(self) -> Sequence[NotTaken]:
        return [one for one in self.not_taken if one.outcome == "unknown"]

    @property
    def untied_totals(self) -> Sequence[ControlTotal]:
        return [total for total in self.control_totals if total.ties is False]


def age_bucket(first_seen_at: datetime | None, seen_on: date | None) -> str:
    """How long a break has been open, in words; empty where nobody knows."""
    if first_seen_at is None or seen_on is None:
        return ""
    days = (seen_on - first_seen_at.date()).days
    return next((words for most, words in AGE_BUCKETS if days <= most), OLDEST_BUCKET)
