"""The published file, opened: its tables under short names, a missing one as an empty one."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import duckdb

from tieout import warehouse
from tieout.errors import StorageError

_MONEY, _TEXT, _WHOLE, _TIME = "decimal(18, 2)", "varchar", "bigint", "timestamptz"
_MEASURES = (
    *("credit_limit", "balance", "overdue_balance", "unbilled_orders", "unapplied"),
    *("aging_current", "aging_1_30", "aging_31_60", "aging_61_90", "aging_over_90"),
)

# a decision takes a difference off the list; evidence in a later run resolves it
_DERIVED = """
create temporary view undecided_breaks as
    select
        breaks.*,
        accounts.name as account_name,
        coalesce(accounts.is_customer, false) as is_of_customer,
        case
            when severity in ('critical', 'high', 'error') then 'high'
            when severity in ('low', 'info') then 'low'
            else 'medium'
        end as level,
        case
            kind when 'missing_left' then left_system when 'missing_right' then right_system
        end as missing_in
    from breaks left join accounts using (account_id)
    where resolved_at is null and coalesce(status, 'open') in ('open', 'assigned', 'explained');

create temporary view decided_breaks as
    from breaks where resolved_at is null and status in ('accepted', 'written_off');

-- What the ERP states of a customer is compared with all its documents, in the customer's currency:
-- `recomputed`, null in rows of other currencies. Ageing is of the documents of the row's currency.
create temporary view compared_financials as
    select
        * replace (
        coalesce(aging_current, aging_current_computed) as aging_current,
        coalesce(aging_1_30, aging_1_30_computed) as aging_1_30,
        coalesce(aging_31_60, aging_31_60_computed) as aging_31_60,
        coalesce(aging_61_90, aging_61_90_computed) as aging_61_90,
        coalesce(aging_over_90, aging_over_90_computed) as aging_over_90,
        coalesce(unapplied, unapplied_computed) as unapplied
    ),
    not coalesce(is_other_currency, false) as is_own_currency,
    case when is_own_currency then coalesce(balance_expected, balance_computed) end
        as balance_recomputed,
    case when is_own_currency then coalesce(overdue_balance_expected, overdue_balance_computed) end
        as overdue_balance_recomputed,
    case when is_own_currency then coalesce(unbilled_orders_expected, unbilled_orders_computed) end
        as unbilled_orders_recomputed
    from financials;

-- a record that was made after all goes by its id, also in the attempts that failed
create temporary view record_writes as
    select
        *,
        coalesce(
            record_id,
            case when external_id is not null then
                max(record_id) over (partition by system, object, external_id)
            end,
            'external id ' || external_id,
            '(new)'
        ) as record
    from writes;

-- how often each field was sent in vain since its system took it last, and the first time of these
create temporary view rejections as
    with moments as (
        select
            *,
            coalesce(written_at, verified_at) as sent_at,
            max(sent_at) filter (where outcome in ('written', 'unchanged'))
                over (partition by sync, system, object, record, field) as taken_at
        from record_writes
    )
    select sync, system, object, record, field, min(sent_at) as since, count(*) as times
    from moments
    where outcome = 'rejected' and (taken_at is null or sent_at > taken_at)
    group by all;
"""
_COMPARED = ("balance", "overdue_balance", "unbilled_orders")
_SIDES = tuple(
    f"{side}_{part}" for side in ("left", "right") for part in ("system", "object", "record_id")
)

# what the report looks at; a column that a file lacks reads as null
TABLES: Mapping[str, Mapping[str, str]] = {
    "marts.accounts": {
        **dict.fromkeys(("account_id", "name", "currency", "link_status"), _TEXT),
        **dict.fromkeys(("customer_id_netsuite", "organization_id_zendesk"), _TEXT),
        "is_customer": "boolean",
    },
    "marts.account_links": dict.fromkeys(("account_id", "system", "status"), _TEXT),
    "marts.financials": {
        **dict.fromkeys(("account_id", "customer_id_netsuite", "currency"), _TEXT),
        **dict.fromkeys(("credit_hold_reason", "verdict"), _TEXT),
        **dict.fromkeys(("credit_hold", "credit_hold_computed"), "boolean"),
        **dict.fromkeys(("days_overdue", "days_overdue_computed"), _WHOLE),
        **dict.fromkeys(_MEASURES, _MONEY),
        **{f"{measure}_computed": _MONEY for measure in _MEASURES},
        **{f"{measure}_expected": _MONEY for measure in _COMPARED},
        "figures_source": _TEXT,
        "is_other_currency": "boolean",
        "as_of": "date",
    },
    "marts.breaks": {
        **dict.fromkeys(("break_id", "recon", "kind", "severity", "account_id", *_SIDES), _TEXT),
        **dict.fromkeys(("left_value", "right_value", "field", "currency"), _TEXT),
        **dict.fromkeys(("status", "explanation"), _TEXT),
        **dict.fromkeys(("first_seen_at", "last_seen_at", "resolved_at"), _TIME),
        "amount": _MONEY,
    },
    "ops.runs": {
        **dict.fromkeys(("run_id", "command", "outcome", "version", "code_version"), _TEXT),
        **dict.fromkeys(("stages", "error"), _TEXT),
        **dict.fromkeys(("started_at", "finished_at"), _TIME),
        **dict.fromkeys(("rows_read", "rows_changed", "rows_rejected"), _WHOLE),
        **dict.fromkeys(("planned", "written"), _WHOLE),
        "as_of": "date",
    },
    "ops.checks": {
        **dict.fromkeys(("run_id", "check_name", "layer", "severity", "sentence"), _TEXT),
        "passed": "boolean",
        "failing": _WHOLE,
        "evidence": _TEXT,
    },
    "ops.control_totals": {
        **dict.fromkeys(("run_id", "system", "object", "measure", "currency", "sentence"), _TEXT),
        **dict.fromkeys(("source_value", "raw_value", "staged_value"), "decimal(38, 8)"),
        "rejected_count": _WHOLE,
        "ties": "boolean",
    },
    "ops.writes": {
        **dict.fromkeys(("run_id", "sync", "system", "object", "record_id", "field"), _TEXT),
        **dict.fromkeys(("before", "after", "outcome", "error_code", "error_text"), _TEXT),
        **dict.fromkeys(("external_id", "record_name"), _TEXT),
        "attempts": _WHOLE,
        **dict.fromkeys(("written_at", "verified_at"), _TIME),
    },
}


@contextmanager
def opened(published: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection in which `accounts`, `breaks`, `runs` and so on can be asked for.

    StorageError when nothing has been published yet.
    """
    if not published.exists():
        raise StorageError(f"{published} is not there yet. Make it with: tieout run")
    with warehouse.connect(published, read_only=True) as connection:
        for table, columns in TABLES.items():
            connection.execute(_view(connection, table, columns))
        connection.execute(_DERIVED)
        yield connection


def _view(connection: duckdb.DuckDBPyConnection, table: str, columns: Mapping[str, str]) -> str:
    schema, name = table.split(".")
    there = {
        column
        for (column,) in connection.execute(
            "select column_name from duckdb_columns() where database_name = current_database() "
            "and schema_name = ? and table_name = ?",
            [schema, name],
        ).fetchall()
    }
    chosen = ", ".join(
        f"cast({column if column in there else 'null'} as {kind}) as {column}"
        for column, kind in columns.items()
    )
    source = f"from {table}" if there else "where false"
    return f"create temporary view {name} as select {chosen} {source}"
