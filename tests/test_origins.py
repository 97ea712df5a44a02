"""The rows behind a value are found by the ids that they share, and by nothing else."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import duckdb
import pytest

from tests.test_lineage import models
from tieout import origins
from tieout.lineage import Lineage, Model

FINANCIALS = Model(
    "financials",
    "marts",
    ("account_id", "customer_id_erp", "currency", "balance"),
    grain=("account_id", "currency"),
)


@pytest.fixture
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        connection.execute("""
            create schema marts; create schema syncs; create schema raw_erp;
            create table syncs.sync_crm__firms as
                from (values ('A1', '7', 'C-7'), ('A2', null, 'C-8')) as _ (
                    account_id, firm_id, external_id
                );
            create table marts.financials as
                from (values
                    ('A1', '1', 'EUR', 5.00), ('A1', '1', 'USD', 6.00), ('A2', '2', 'EUR', 7.00)
                ) as _ (account_id, customer_id_erp, currency, balance);
            create table raw_erp.customer as
                from (values ('1', 'Acme', 5.00), ('2', 'Brix', 7.00)) as _ (
                    id, companyname, balance
                );
            alter table raw_erp.customer add column _landed_at timestamptz;
        """)
        yield connection


def test_a_row_of_a_sync_is_found_by_the_record_s_id_or_its_external_id(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    def account(record: str) -> Any:
        columns = ("firm_id", "external_id")
        row = origins.sync_row(connection, "sync_crm__firms", columns, record)
        return row and row["account_id"]

    assert (account("7"), account("C-8"), account("9")) == ("A1", "A2", None)


def test_a_mart_s_rows_are_those_of_its_grain(connection: duckdb.DuckDBPyConnection) -> None:
    def balances(**row: str) -> list[Decimal]:
        return [it["balance"] for it in origins.mart_rows(connection, FINANCIALS, row)]

    assert balances(account_id="A1", currency="USD") == [Decimal("6.00")]
    assert balances(account_id="A1") == [Decimal("5.00"), Decimal("6.00")]
    assert balances(account_id="A2", currency="JPY") == [Decimal("7.00")]
    assert balances(customer_id_erp="2") == [Decimal("7.00")]
    assert balances(customer_id_erp="9", account_id="A1") == [Decimal("5.00"), Decimal("6.00")]


def test_a_mart_that_shares_no_id_has_no_row_of_it(connection: duckdb.DuckDBPyConnection) -> None:
    assert origins.mart_rows(connection, FINANCIALS, {"currency": "EUR"}) == []


def test_a_table_that_is_not_there_or_of_another_version_has_no_row(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    later = Model("financials", "marts", ("account_id", "aged_id"), grain=("aged_id",))
    absent = Model("orders", "marts", ("account_id",), grain=("account_id",))

    assert origins.mart_rows(connection, later, {"aged_id": "1"}) == []
    assert origins.mart_rows(connection, absent, {"account_id": "A1"}) == []


def test_the_ids_of_several_rows_are_those_that_they_agree_on() -> None:
    rows = [{"account_id": "A1", "x_id": "1", "n": 1}, {"account_id": "A1", "x_id": "2", "n": 1}]

    assert origins.keys(rows) == {"account_id": "A1"}
    assert origins.keys([]) == {}


def test_what_arrived_is_found_by_the_column_that_the_staging_model_names(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    known = Lineage(models(), {})
    staged = known.models["stg_erp__customers"]

    [record] = origins.landed(connection, known, staged, {"customer_id_erp": "2"})

    assert (record.system, record.table, record.record_id) == ("erp", "customer", "2")
    assert (record.values["companyname"], record.count) == ("Brix", 1)
    assert origins.landed(connection, known, staged, {"account_id": "2"}) == []


def test_an_account_s_other_records_are_not_taken_for_this_one(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    by_customer = Model(
        *("financials", "marts", FINANCIALS.columns), grain=("customer_id_erp", "currency")
    )
    another = {"account_id": "A1", "customer_id_erp": "9"}

    assert origins.mart_rows(connection, by_customer, another) == []
