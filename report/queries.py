"""Asks the published file for the figures of the report."""

import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import fields
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb

from report.figures import (
    Break,
    ControlTotal,
    CurrencyFigures,
    FailedCheck,
    Figures,
    KindFigures,
    NotTaken,
    RunFacts,
    SyncFigures,
)
from report.published import opened

SHOWN_BREAKS = 200
SHOWN_RECORDS = 50
SHOWN_EVIDENCE = 3


def figures(published: Path, run_id: str | None = None) -> Figures:
    """All figures as of a run, the latest one by default; StorageError before the first publish."""
    with opened(published) as connection:
        run = _run(connection, run_id)
        own = run.run_id if run else ""
        as_of = run.as_of if run else None
        return Figures(
            run=run,
            as_of=as_of or _value(connection, "select max(as_of) from financials"),
            seen_on=_seen_on(connection, run),
            **_agreement(connection),
            money=_money(connection),
            kinds=_kinds(connection),
            breaks=_breaks(connection),
            control_totals=_control_totals(connection, own),
            **_checks(connection, own),
            syncs=_syncs(connection, own),
            **_not_taken(connection),
            stale=_stale(connection, own),
        )


def _run(connection: duckdb.DuckDBPyConnection, run_id: str | None) -> RunFacts | None:
    rows = _rows(
        connection,
        "select run_id, command, started_at, finished_at, outcome, as_of, version, code_version, "
        "rows_read, rows_changed, rows_rejected, planned, written, error from runs "
        "where $run is null or run_id = $run order by run_id desc limit 1",
        {"run": run_id},
    )
    return RunFacts(**rows[0]) if rows else None


def _seen_on(connection: duckdb.DuckDBPyConnection, run: RunFacts | None) -> date | None:
    """The day of the run; the breaks' own last day where there is no record of one."""
    if run and run.started_at:
        return run.started_at.date()
    last: datetime | None = _value(connection, "select max(last_seen_at) from breaks")
    return last.date() if last else None


def _agreement(connection: duckdb.DuckDBPyConnection) -> dict[str, Any]:
    [row] = _rows(
        connection,
        """
        select
            count(*) as accounts,
            count(*) filter (where not exists (
                from undecided_breaks where undecided_breaks.account_id = accounts.account_id
            )) as accounts_tied,
            (select count(*) from undecided_breaks) as breaks_open,
            (select count(*) from undecided_breaks where not is_of_customer) as apart,
            (select count(*) from decided_breaks) as decided
        from accounts
        where is_customer
        """,
    )
    return row


def _money(connection: duckdb.DuckDBPyConnection) -> list[CurrencyFigures]:
    rows = _rows(
        connection,
        """
        select
            coalesce(currency, '?') as currency,
            count(*) filter (where is_own_currency) as accounts,
            count(*) filter (where credit_hold) as on_hold,
            count(*) filter (where figures_source = 'open_transactions') as unstated,
            sum(balance) as balance,
            sum(balance_recomputed) as balance_recomputed,
            sum(overdue_balance) as overdue_balance,
            sum(overdue_balance_recomputed) as overdue_balance_recomputed,
            sum(unbilled_orders) as unbilled_orders,
            sum(unbilled_orders_recomputed) as unbilled_orders_recomputed,
            coalesce(sum(aging_current), 0) as aging_current,
            coalesce(sum(aging_1_30), 0) as aging_1_30,
            coalesce(sum(aging_31_60), 0) as aging_31_60,
            coalesce(sum(aging_61_90), 0) as aging_61_90,
            coalesce(sum(aging_over_90), 0) as aging_over_90,
            coalesce(sum(unapplied), 0) as unapplied
        from compared_financials
        group by 1
        order by 1
        """,
    )
    return [CurrencyFigures(**row) for row in rows]


def _kinds(connection: duckdb.DuckDBPyConnection) -> list[KindFigures]:
    """What is missing in a system is one kind, whichever side of a comparison the system is on."""
    rows = _rows(
        connection,
        """
        select
            min(kind) as kind,
            missing_in,
            count(*) as count,
            count(distinct account_id) as accounts,
            min(first_seen_at) as first_seen_at
        from undecided_breaks
        group by missing_in, coalesce(missing_in, kind)
        order by count desc, kind, missing_in
        """,
    )
    amounts: dict[str, dict[str, Decimal]] = defaultdict(dict)
    for row in _rows(
        connection,
        """
        select coalesce(missing_in, kind) as kind, currency, sum(abs(amount)) as amount
        from undecided_breaks
        where amount is not null
        group by all
        order by all
        """,
    ):
        amounts[row["kind"]][row["currency"] or "?"] = row["amount"]
    return [
        KindFigures(**row, amounts=amounts.get(row["missing_in"] or row["kind"], {}))
        for row in rows
    ]


def _breaks(connection: duckdb.DuckDBPyConnection) -> list[Break]:
    """Of each level the largest of every currency in turn, else yen would crowd out euros."""
    rows = _rows(
        connection,
        """
        with ranked as (
            select
                *,
                case level when 'high' then 0 when 'medium' then 1 else 2 end as level_rank,
                row_number() over (
                    partition by level, currency
                    order by abs(amount) desc nulls last, first_seen_at nulls last, break_id
                ) as rank_in_currency
            from undecided_breaks
        ),
        chosen as (
            from ranked
            order by level_rank, rank_in_currency, currency nulls last, break_id
            limit $most
        )
        from chosen
        order by level_rank, currency nulls last, rank_in_currency, break_id
        """,
        {"most": SHOWN_BREAKS},
    )
    return [Break(**_only(Break, row)) for row in rows]


def _control_totals(connection: duckdb.DuckDBPyConnection, run_id: str) -> list[ControlTotal]:
    """Those of the run, or of the last one before it that took any."""
    rows = _rows(
        connection,
        """
        from control_totals
        where run_id = (select max(run_id) from control_totals where run_id <= $run or $run = '')
        order by system, object, measure != 'count', measure, currency
        """,
        {"run": run_id},
    )
    return [ControlTotal(**_only(ControlTotal, row)) for row in rows]


def _checks(connection: duckdb.DuckDBPyConnection, run_id: str) -> dict[str, Any]:
    """Those of the run, or of the last one before it that made any."""
    rows = _rows(
        connection,
        """
        select check_name as name, layer, severity, failing, sentence, evidence, passed
        from checks
        where run_id = (select max(run_id) from checks where run_id <= $run or $run = '')
        order by severity != 'error', layer, check_name
        """,
        {"run": run_id},
    )
    failed = [
        FailedCheck(**_only(FailedCheck, row) | {"evidence": _evidence(row["evidence"])})
        for row in rows
        if row["passed"] is False
    ]
    return {"checks": len(rows), "failed_checks": failed}


def _syncs(connection: duckdb.DuckDBPyConnection, run_id: str) -> list[SyncFigures]:
    rows = _rows(
        connection,
        """
        select
            sync,
            system,
            object,
            count(distinct record) as records,
            count(*) as fields,
            count(distinct record) filter (where outcome = 'written') as written,
            count(distinct record) filter (where outcome = 'unchanged') as unchanged,
            count(distinct record) filter (where outcome = 'stale') as stale,
            count(distinct record) filter (where outcome = 'rejected') as rejected,
            count(distinct record) filter (where outcome = 'unknown') as unknown
        from record_writes
        where run_id = $run
        group by sync, system, object
        order by sync
        """,
        {"run": run_id},
    )
    return [SyncFigures(**row) for row in rows]


def _not_taken(connection: duckdb.DuckDBPyConnection) -> dict[str, Any]:
    """Records whose latest write was refused or has no known end, whichever run that was."""
    rows = _rows(
        connection,
        """
        with latest as (
            from record_writes
            qualify row_number() over (
                partition by sync, record, field
                order by run_id desc, written_at desc nulls last, outcome
            ) = 1
        )
        select
            sync, system, object,
            record || coalesce(' ' || any_value(record_name), '') as record,
            string_agg(field, ', ' order by field) as fields,
            outcome, error_code, error_text, max(attempts) as attempts, max(run_id) as run_id,
            min(since) as since, max(times) as times,
            count(*) over () as found
        from latest left join rejections using (sync, system, object, record, field)
        where outcome in ('rejected', 'unknown')
        group by sync, system, object, latest.record, outcome, error_code, error_text
        order by run_id desc, outcome, sync, latest.record
        limit $most
        """,
        {"most": SHOWN_RECORDS},
    )
    found = rows[0]["found"] if rows else 0
    return {
        "not_taken": [NotTaken(**_only(NotTaken, row)) for row in rows],
        "not_taken_count": found,
    }


def _stale(connection: duckdb.DuckDBPyConnection, run_id: str) -> list[str]:
    """What a run could not read anew, as its extract stage wrote it down."""
    stages = json.loads(
        _value(connection, "select stages from runs where run_id = $run", {"run": run_id}) or "[]"
    )
    return [str(one) for stage in stages for one in stage.get("stale", ())]


def _evidence(text: str | None) -> list[str]:
    try:
        rows = json.loads(text or "[]")
    except ValueError:
        return [text or ""]
    rows = rows if isinstance(rows, list) else [rows]
    return [_evidence_line(row) for row in rows[:SHOWN_EVIDENCE]]


def _evidence_line(row: object) -> str:
    if isinstance(row, dict):
        return ", ".join(f"{name} {'—' if value is None else value}" for name, value in row.items())
    return str(row)


def _only(kind: type, row: dict[str, Any]) -> dict[str, Any]:
    return {column.name: row[column.name] for column in fields(kind)}


def _rows(
    connection: duckdb.DuckDBPyConnection, query: str, parameters: dict[str, Any] | None = None
) -> list[dict[str, Any]]:
    answer = connection.execute(query, parameters or {})
    names: Sequence[str] = [column[0] for column in answer.description or ()]
    return [dict(zip(names, row, strict=True)) for row in answer.fetchall()]


def _value(
    connection: duckdb.DuckDBPyConnection, query: str, parameters: dict[str, Any] | None = None
) -> Any:
    row = connection.execute(query, parameters or {}).fetchone()
    return row[0] if row else None
