"""Two tables of one key compared: every cell that differs, with what was and what is."""

from collections.abc import Iterator

import duckdb
import pytest

from pipelines.comparing import differences, differing_cells

COLUMNS = {"name": "varchar", "amount": "decimal(18, 2)"}


@pytest.fixture
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        yield connection


def _cells(connection: duckdb.DuckDBPyConnection, key: str = "id") -> list[tuple[object, ...]]:
    query = differing_cells("was", "now", (key,), COLUMNS)
    return connection.execute(f"{query} order by all").fetchall()


def test_every_cell_that_differs_is_found_with_what_was_and_what_is(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    connection.execute(
        "create table was as from (values (1, 'A', 1.50), (2, 'B', 2.00)) as _(id, name, amount)"
    )
    connection.execute(
        "create table now as from (values (1, 'A', 1.51), (2, null, 3.00)) as _(id, name, amount)"
    )

    assert _cells(connection) == [
        (1, "amount", "1.50", "1.51"),
        (2, "amount", "2.00", "3.00"),
        (2, "name", "B", None),
    ]


def test_a_row_of_one_side_differs_in_all_that_it_says(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    connection.execute("create table was as from (values (1, 'A', null)) as _(id, name, amount)")
    connection.execute("create table now as from (values (2, 'B', 2.00)) as _(id, name, amount)")

    assert _cells(connection) == [
        (1, "name", "A", None),
        (2, "amount", None, "2.00"),
        (2, "name", None, "B"),
    ]


def test_two_nulls_are_no_difference_and_names_may_be_any(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    columns = "as _(\"the 'id'\", name, amount)"
    connection.execute(f"create table was as from (values ('1', null, 1.00)) {columns}")
    connection.execute("create table now as from was")

    assert _cells(connection, "the 'id'") == []


def test_a_column_that_one_side_lacks_is_null_there_and_other_types_are_read_as_text() -> None:
    assert differences({"a": "varchar", "b": "integer"}, {"b": "varchar", "c": "date"}) == {
        "b": 'cast(arrived."b" as varchar) is distinct from cast(held."b" as varchar)',
        "c": 'arrived."c" is not null',
        "a": 'held."a" is not null',
    }
