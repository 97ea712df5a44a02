"""Source, landing and staging say the same: how many records, and what their amounts come to.

A system is asked for its own count and sums when it is read. What it counts and we do not hold has
to be what was set aside, or something was lost on the way.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from decimal import Decimal

import duckdb

from checks.findings import CheckResult
from checks.keeping import insert
from checks.staging_tables import Staged

TABLE = """
create schema if not exists ops;
create table if not exists ops.control_totals (
    run_id varchar not null, system varchar not null, object varchar not null,
    measure varchar not null, currency varchar not null, source_value decimal(38, 8),
    raw_value decimal(38, 8), staged_value decimal(38, 8), rejected_count bigint,
    ties boolean not null, sentence varchar not null
)
"""
_STATED = """
select measure, currency, source_value
from landing.{schema}.source_totals
where table_name = ? and run_id = (
    select arg_max(run_id, taken_at) from landing.{schema}.source_totals where table_name = ?
)
"""
_REJECTED = "select count(*) from landing.{schema}.rejected_rows where table_name = ?"
_COUNT = "select '', count(*) from {table} where {living}"
_SUM = """
select coalesce(cast({currency} as varchar), ''), coalesce(sum({amount}), 0)
from {table} where {living} group by all
"""
Values = Mapping[str, Decimal]  # currency (the system's own id, '' for a count) -> value


@dataclass(frozen=True, slots=True)
class ControlTotal:
    """A row of `ops.control_totals`. `currency` is the source's own id, empty for a count.

    `source_value` is what the system said of itself when the table was last read, None where it
    says nothing; `rejected_count` how many records of the table are set aside.
    """

    run_id: str
    system: str
    object: str
    measure: str
    currency: str
    source_value: Decimal | None
    raw_value: Decimal
    staged_value: Decimal
    rejected_count: int
    ties: bool
    sentence: str


@dataclass(frozen=True, slots=True)
class _Counted:
    """One table: what each of the three says, measure -> values, and what is set aside."""

    table: Staged
    source: Mapping[str, Values]
    raw: Mapping[str, Values]
    staged: Mapping[str, Values]
    rejected_count: int

    @property
    def is_explained(self) -> bool:
        """Whether the records that we do not hold are just those that are set aside."""
        if not self.rejected_count or "count" not in self.source:
            return False
        return self.source["count"][""] - self.raw["count"][""] == self.rejected_count


def control_totals(
    connection: duckdb.DuckDBPyConnection, tables: Iterable[Staged], run_id: str
) -> Iterator[tuple[ControlTotal, CheckResult]]:
    """Every total of every table, with the verdict on it.

    A difference that the rows set aside explain is a warning, any other an error. `connection` is
    to the warehouse, with landing attached.
    """
    for table in tables:
        counted = _counted(connection, table)
        for measure in counted.raw:
            values = (
                counted.source.get(measure, {}),
                counted.raw[measure],
                counted.staged[measure],
            )
            for currency in sorted(set().union(*values)):
                total = _total(run_id, counted, measure, currency)
                yield total, _check(total, counted)


def _counted(connection: duckdb.DuckDBPyConnection, it: Staged) -> _Counted:
    landed = f'landing.{it.landing_schema}."{it.table}"'
    staged = f'{it.schema}."{it.model}"'
    raw_currency, staged_currency = next(iter(it.currency.items()), ("", ""))
    living, staged_living = map(_living, next(iter(it.deleted.items()), ("", "")))
    source: dict[str, dict[str, Decimal]] = {}
    query = _STATED.format(schema=it.landing_schema)
    for measure, currency, value in connection.execute(query, [it.table, it.table]).fetchall():
        source.setdefault(measure, {})[currency] = value
    rejected = connection.execute(_REJECTED.format(schema=it.landing_schema), [it.table]).fetchall()
    return _Counted(
        table=it,
        source=source,
        raw={"count": _values(connection, _COUNT.format(table=landed, living=living))}
        | {
            amount: _values(
                connection,
                _SUM.format(table=landed, amount=amount, currency=raw_currency, living=living),
            )
            for amount in it.totals
        },
        staged={"count": _values(connection, _COUNT.format(table=staged, living=staged_living))}
        | {
            amount: _values(
                connection,
                _SUM.format(
                    table=staged, amount=ours, currency=staged_currency, living=staged_living
                ),
            )
            for amount, ours in it.totals.items()
        },
        rejected_count=rejected[0][0],
    )


def _living(deleted_mark: str) -> str:
    return f"{deleted_mark} is not true" if deleted_mark else "true"


def _values(connection: duckdb.DuckDBPyConnection, query: str) -> Values:
    return {currency: Decimal(value) for currency, value in connection.execute(query).fetchall()}


def _total(run_id: str, counted: _Counted, measure: str, currency: str) -> ControlTotal:
    """One total; where one side does not know the currency, it counts as nothing there."""
    nothing = Decimal(0)
    said = counted.source.get(measure)
    source = None if said is None else said.get(currency, nothing)
    raw = counted.raw[measure].get(currency, nothing)
    staged = counted.staged[measure].get(currency, nothing)
    return ControlTotal(
        run_id=run_id,
        system=counted.table.system,
        object=counted.table.table,
        measure=measure,
        currency=currency,
        source_value=source,
        raw_value=raw,
        staged_value=staged,
        rejected_count=counted.rejected_count,
        ties=raw == staged and source in (None, raw),
        sentence=_sentence(counted, measure, currency, (source, raw, staged)),
    )


def _sentence(
    counted: _Counted, measure: str, currency: str, values: tuple[Decimal | None, Decimal, Decimal]
) -> str:
    what = "records" if measure == "count" else f"{measure} in currency {currency or '(none)'}"
    source, raw, staged = values
    said = "not stated by the source" if source is None else f"{_plain(source)} at the source"
    sentence = (
        f"{counted.table.system}.{counted.table.table}, {what}: {said}, {_plain(raw)} in landing, "
        f"{_plain(staged)} in staging"
    )
    if counted.rejected_count:
        sentence += f"; records set aside: {counted.rejected_count}"
    return sentence


def _check(total: ControlTotal, counted: _Counted) -> CheckResult:
    is_staged_well = total.raw_value == total.staged_value
    of = f" of currency {total.currency}" if total.currency else ""
    shown = {name: getattr(total, name) for name in ("source_value", "raw_value", "staged_value")}
    return CheckResult(
        name=f"{total.system}.{total.object}: {total.measure}{of} ties",
        layer="totals",
        node=counted.table.source_node if is_staged_well else counted.table.model_node,
        severity="warn" if is_staged_well and counted.is_explained else "error",
        passed=total.ties,
        failing=0 if total.ties else 1,
        sentence=total.sentence,
        evidence=() if total.ties else (shown,),
    )


def _plain(value: Decimal) -> str:
    """With the cents where there are any."""
    return f"{value:,.0f}" if value == value.to_integral_value() else f"{value:,.2f}"


def keep(connection: duckdb.DuckDBPyConnection, totals: Iterable[ControlTotal]) -> None:
    """Add them to `ops.control_totals`."""
    connection.execute(TABLE)
    names = [it.name for it in fields(ControlTotal)]
    rows = [[getattr(total, name) for name in names] for total in totals]
    insert(connection, "ops.control_totals", rows)
