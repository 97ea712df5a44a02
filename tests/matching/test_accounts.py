"""Records that no rule gives to a customer, and what is compared of them, run after run."""

from collections.abc import Sequence

import duckdb
import pytest

from matching.accounts import likeness

Record = tuple[str, str, str, str]
"""side, id, name and postal code."""

FIRMS: Sequence[Record] = (
    ("customer", "1", "Borealis Foods Inc", "78701"),
    ("customer", "2", "Harbour Cables Ltd", "02101"),
    ("customer", "3", "ATS Site 17", "75001"),
    ("record", "a", "Borealis Fods", "78701"),
    ("record", "b", "Harbour Cable Limited", "02101"),
    ("record", "c", "ATS Site 7", "75001"),
    ("record", "d", "Quite Another", "75001"),
)


@pytest.fixture
def session() -> duckdb.DuckDBPyConnection:
    return duckdb.connect(config={"python_enable_replacements": "false"})


def run(session: duckdb.DuckDBPyConnection, records: Sequence[Record]) -> int:
    """A run over these records, after those that this session has had: the pairs it looked at."""
    session.execute("create or replace table given (side text, id text, name text, code text)")
    session.executemany("insert into given values (?, ?, ?, ?)", records)
    query = (
        "select side, if(side = 'customer', 'netsuite', 'salesforce') as system,"
        " 'account' as object, id as record_id, md5(name || code) as fingerprint, name,"
        " upper(name) as name_key, null::text as tax_id, null::text as domain,"
        " code as postal_code from given"
    )
    tables = session.execute(
        "select table_name from duckdb_tables() where not temporary"
    ).fetchall()
    before = "ops" if ("ops",) in tables else None
    likeness(session, query, before).to_table("after")
    session.execute("drop table if exists ops")
    session.execute("alter table after rename to ops")
    (count,) = session.execute("select max(pairs_compared) from ops").fetchone() or (0,)
    return int(count)


def pairs(session: duckdb.DuckDBPyConnection) -> set[tuple[str, str]]:
    query = "select record_id, customer_id from ops where side = 'pair'"
    return set(session.execute(query).fetchall())


def test_a_record_is_proposed_to_the_customer_that_it_is_like(
    session: duckdb.DuckDBPyConnection,
) -> None:
    run(session, FIRMS)
    assert pairs(session) == {("a", "1"), ("b", "2")}
    (evidence,) = session.execute("select evidence from ops where record_id = 'a'").fetchall()[-1]
    assert evidence == "names alike 0.94, postal code 78701"


def test_what_has_not_changed_is_not_compared_again(session: duckdb.DuckDBPyConnection) -> None:
    assert run(session, FIRMS) > 0
    assert run(session, FIRMS) == 0
    assert pairs(session) == {("a", "1"), ("b", "2")}


def test_a_record_that_has_changed_is_compared_and_the_others_are_not(
    session: duckdb.DuckDBPyConnection,
) -> None:
    run(session, FIRMS)
    changed = [*FIRMS[:6], ("record", "d", "Harbour Cabels", "02101")]
    assert run(session, changed) == 1
    assert pairs(session) == {("a", "1"), ("b", "2"), ("d", "2")}


def test_a_customer_that_comes_is_compared_with_what_was_like_nobody(
    session: duckdb.DuckDBPyConnection,
) -> None:
    run(session, FIRMS)
    assert run(session, [*FIRMS, ("customer", "4", "Quite Anoter", "75001")]) == 1
    assert pairs(session) == {("a", "1"), ("b", "2"), ("d", "4")}


def test_a_pair_of_which_one_has_gone_or_become_another_is_forgotten(
    session: duckdb.DuckDBPyConnection,
) -> None:
    run(session, FIRMS)
    others = [("customer", "1", "Summit Dairy", "53111"), *FIRMS[1:4], *FIRMS[5:]]
    run(session, others)
    assert pairs(session) == set()
