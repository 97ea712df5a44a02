"""The rows of a sync's model: typed, in order, and refused where they would have to be rounded."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from reverse_etl import desired, specs
from reverse_etl.desired import DesiredRow
from reverse_etl.specs import SyncSpec
from tests.reverse_etl.stage import DECLARED, FINANCIALS
from tieout.errors import SettingsError

TABLE = f"""
    create table syncs.{FINANCIALS} as
    from (values
        ('20', 'C2', 'Beta', 'A2', true, 5.5::decimal(18, 2), 3::bigint),
        (null, 'C9', 'Neu', 'A9', false, null, null),
        ('', 'C8', 'Novum', 'A8', null, 0::decimal(18, 2), 0),
        ('10', 'C1', 'Acme', 'A1', false, 12::decimal(18, 2), 0)
    ) as rows (company_id_crm, external_id, customer_name, account_id, hold, balance, days)
"""


@pytest.fixture
def warehouse() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        connection.execute("create schema syncs")
        yield connection


@pytest.fixture
def spec() -> SyncSpec:
    return specs.load({FINANCIALS: DECLARED[FINANCIALS]}, {})[0]


def test_rows_are_typed_and_come_in_order(
    warehouse: duckdb.DuckDBPyConnection, spec: SyncSpec
) -> None:
    warehouse.execute(TABLE)

    rows = list(desired.rows(warehouse, spec))

    assert rows == [
        DesiredRow(FINANCIALS, None, "C8", "Novum", "A8", (None, Decimal("0.00"), 0)),
        DesiredRow(FINANCIALS, None, "C9", "Neu", "A9", (False, None, None)),
        DesiredRow(FINANCIALS, "10", "C1", "Acme", "A1", (False, Decimal("12.00"), 0)),
        DesiredRow(FINANCIALS, "20", "C2", "Beta", "A2", (True, Decimal("5.50"), 3)),
    ]
    assert rows == sorted(rows, key=lambda row: row.place)


def test_rows_come_from_a_file_as_well(tmp_path: Path, spec: SyncSpec) -> None:
    with duckdb.connect(str(tmp_path / "warehouse.duckdb")) as connection:
        connection.execute("create schema syncs")
        connection.execute(TABLE)

    assert len(list(desired.rows(tmp_path / "warehouse.duckdb", spec))) == 4


def test_one_column_may_be_the_id_the_external_id_and_the_reason(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    same = dict.fromkeys(("record_id", "external_id", "name", "why"), "external_id")
    spec = specs.load({FINANCIALS: {**DECLARED[FINANCIALS], **same}}, {})[0]
    warehouse.execute(TABLE)

    rows = list(desired.rows(warehouse, spec))

    assert [(it.record_id, it.external_id, it.name, it.why) for it in rows] == [
        (key, key, key, key) for key in ("C1", "C2", "C8", "C9")
    ]


def test_dates_times_and_whole_amounts_take_their_kinds(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    fields = {
        "due": {"name": "due", "kind": "date"},
        "seen": {"name": "seen", "kind": "timestamp"},
        "whole": {"name": "whole", "kind": "decimal"},
        "tags": {"name": "tags", "kind": "json"},
    }
    declared = {FINANCIALS: {**DECLARED[FINANCIALS], "fields": fields}}
    warehouse.execute(
        f"create table syncs.{FINANCIALS} as select 7 as company_id_crm, 'C' as external_id, "
        "'n' as customer_name, 'w' as account_id, date '2026-06-30' as due, "
        "timestamptz '2026-06-30 14:00:00+02' as seen, 12 as whole, '[\"a\"]'::json as tags"
    )

    [row] = desired.rows(warehouse, specs.load(declared, {})[0])

    assert row.record_id == "7"
    assert row.values == (date(2026, 6, 30), "2026-06-30T12:00:00Z", Decimal(12), '["a"]')
    assert isinstance(row.values[2], Decimal)


def test_the_widest_numbers_and_ids_of_other_types_come_whole(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    kinds = {"many": "integer", "most": "integer", "dear": "decimal"}
    kinds |= {"mark": "text", "sum": "decimal"}
    fields = {column: {"name": column, "kind": kind} for column, kind in kinds.items()}
    declared = {FINANCIALS: {**DECLARED[FINANCIALS], "fields": fields}}
    warehouse.execute(
        f"create table syncs.{FINANCIALS} as select 7 as company_id_crm, 'C' as external_id, "
        "null as customer_name, null as account_id, 12345678901234567890123::hugeint as many, "
        "18446744073709551615::ubigint as most, 123456789012345678.01::decimal(38, 2) as dear, "
        "uuid '00000000-0000-0000-0000-000000000001' as mark, -3::hugeint as sum"
    )

    [row] = desired.rows(warehouse, specs.load(declared, {})[0])

    assert (row.name, row.why) == ("", "")
    assert row.values == (
        *(12345678901234567890123, 18446744073709551615, Decimal("123456789012345678.01")),
        *("00000000-0000-0000-0000-000000000001", Decimal(-3)),
    )
    assert [type(it) for it in row.values] == [int, int, Decimal, str, Decimal]


def test_columns_that_are_missing_or_would_be_rounded_are_refused_together(
    warehouse: duckdb.DuckDBPyConnection, spec: SyncSpec
) -> None:
    warehouse.execute(
        f"create table syncs.{FINANCIALS} as select '1' as company_id_crm, 'n' as customer_name, "
        "'w' as account_id, 'T' as hold, 1.5::double as balance"
    )

    with pytest.raises(SettingsError) as raised:
        list(desired.rows(warehouse, spec))

    assert raised.value.faults == (
        f"{FINANCIALS}: column external_id (external_id) is not in syncs.{FINANCIALS}",
        f"{FINANCIALS}: column hold is VARCHAR; field hold needs BOOLEAN. Cast it in the model",
        f"{FINANCIALS}: column balance is DOUBLE; field balance needs DECIMAL with at most 2 "
        "places. Cast it in the model",
        f"{FINANCIALS}: column days (field days) is not in syncs.{FINANCIALS}",
    )


def test_more_places_than_the_field_has_are_refused(
    warehouse: duckdb.DuckDBPyConnection, spec: SyncSpec
) -> None:
    warehouse.execute(TABLE.replace("decimal(18, 2)", "decimal(18, 4)"))
    with pytest.raises(SettingsError, match=r"column balance is DECIMAL\(18,4\)"):
        list(desired.rows(warehouse, spec))


def test_a_model_that_was_not_built_is_named(
    warehouse: duckdb.DuckDBPyConnection, spec: SyncSpec
) -> None:
    with pytest.raises(SettingsError) as raised:
        list(desired.rows(warehouse, spec))
    assert raised.value.faults == (
        f"{FINANCIALS}: there is no table syncs.{FINANCIALS} in the warehouse",
    )
