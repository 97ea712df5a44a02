"""The sheets of the workbook: their columns, and where the rows come from."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from report.figures import AGEING

Kind = Literal["text", "count", "amount", "date", "time"]


@dataclass(frozen=True, slots=True)
class Column:
    """`source` is the column of the query; an amount's currency stands in the column `currency`."""

    title: str
    source: str
    kind: Kind = "text"
    width: int = 16


MONEY = (
    Column("Currency", "currency"),
    Column("Accounts", "accounts", "count"),
    Column("Receivables per ERP", "balance", "amount"),
    Column("Receivables recomputed", "balance_recomputed", "amount"),
    Column("Difference", "balance_difference", "amount"),
    Column("Overdue per ERP", "overdue_balance", "amount"),
    Column("Unbilled orders per ERP", "unbilled_orders", "amount"),
    Column("On hold", "on_hold", "count"),
    *(Column(title, name, "amount") for name, title in AGEING),
    Column("Unapplied", "unapplied", "amount"),
)
KINDS = (
    Column("Kind", "kind"),
    Column("In words", "title"),
    Column("Open", "count", "count"),
    Column("Currency", "currency"),
    Column("At stake", "amount", "amount"),
    Column("Oldest", "age"),
)
_BREAKS = (
    Column("Reconciliation", "recon"),
    Column("Kind", "kind"),
    Column("Severity", "severity", width=10),
    Column("Account", "account_name", width=34),
    Column("Field", "field", width=18),
    Column("Amount", "amount", "amount"),
    Column("Currency", "currency", width=9),
    Column("Left system", "left_system", width=12),
    Column("Left object", "left_object", width=14),
    Column("Left record", "left_record_id", width=14),
    Column("Left value", "left_value", width=20),
    Column("Right system", "right_system", width=12),
    Column("Right object", "right_object", width=14),
    Column("Right record", "right_record_id", width=20),
    Column("Right value", "right_value", width=20),
    Column("First seen (UTC)", "first_seen_at", "time", 19),
    Column("Last seen (UTC)", "last_seen_at", "time", 19),
    Column("Status", "status", width=10),
    Column("Explanation", "explanation", width=80),
    Column("Account id", "account_id", width=20),
    Column("Difference id", "break_id", width=20),
)
_FINANCIALS = (
    Column("Account", "name", width=34),
    Column("Customer (ERP)", "customer_id_netsuite"),
    Column("Currency", "currency", width=9),
    Column("Credit hold", "hold", width=11),
    Column("Why", "credit_hold_reason", width=14),
    Column("Credit limit", "credit_limit", "amount"),
    Column("Receivables", "balance", "amount"),
    Column("Receivables recomputed", "balance_recomputed", "amount"),
    Column("Overdue", "overdue_balance", "amount"),
    Column("Overdue recomputed", "overdue_balance_recomputed", "amount"),
    Column("Days overdue", "days_overdue", "count", 9),
    Column("Days overdue recomputed", "days_overdue_computed", "count", 12),
    Column("Unbilled orders", "unbilled_orders", "amount"),
    Column("Unbilled recomputed", "unbilled_orders_recomputed", "amount"),
    *(Column(title, name, "amount") for name, title in AGEING),
    Column("Unapplied", "unapplied", "amount"),
    Column("Verdict", "verdict", width=18),
    Column("As of", "as_of", "date", 11),
    Column("Account id", "account_id", width=20),
)
_TOTALS = (
    Column("System", "system", width=12),
    Column("Table", "object", width=18),
    Column("Measure", "measure", width=24),
    Column("Currency", "currency", width=9),
    Column("Source", "source_value", "amount", 20),
    Column("Arrived", "raw_value", "amount", 20),
    Column("Staged", "staged_value", "amount", 20),
    Column("Set aside", "rejected_count", "count", 10),
    Column("Ties", "tied", width=8),
    Column("In words", "sentence", width=80),
)
_WRITES = (
    Column("Written at (UTC)", "written_at", "time", 19),
    Column("Sync", "sync", width=36),
    Column("System", "system", width=12),
    Column("Object", "object", width=14),
    Column("Record", "record", width=20),
    Column("Field", "field", width=34),
    Column("Before", "before", width=22),
    Column("After", "after", width=22),
    Column("Outcome", "outcome", width=11),
    Column("Code", "error_code", width=18),
    Column("The system's words", "error_text", width=60),
    Column("Attempts", "attempts", "count", 9),
    Column("Verified at (UTC)", "verified_at", "time", 19),
    Column("Run", "run_id", width=22),
)
SHEETS: tuple[tuple[str, Sequence[Column], str], ...] = (
    (
        "Breaks",
        _BREAKS,
        """
        from undecided_breaks
        order by
            case level when 'high' then 0 when 'medium' then 1 else 2 end,
            currency nulls last, abs(amount) desc nulls last, first_seen_at nulls last, break_id
        """,
    ),
    (
        "Financials",
        _FINANCIALS,
        """
        select
            compared_financials.*,
            accounts.name,
            case when credit_hold then 'yes' when not credit_hold then 'no' end as hold
        from compared_financials left join accounts using (account_id)
        order by accounts.name, account_id, compared_financials.currency
        """,
    ),
    (
        "Control totals",
        _TOTALS,
        """
        select *, case when ties then 'yes' when not ties then 'no' end as tied
        from control_totals
        where run_id = (select max(run_id) from control_totals where run_id <= $run or $run = '')
        order by system, object, measure != 'count', measure, currency
        """,
    ),
    (
        "Writes",
        _WRITES,
        """
        from record_writes
        where run_id = $run or outcome in ('rejected', 'unknown')
        order by run_id desc, sync, record, field
        """,
    ),
)
