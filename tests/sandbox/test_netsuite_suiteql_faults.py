"""What may go wrong with SuiteQL at the NetSuite stand-in."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests.sandbox.netsuite_company import Erp, erp


@pytest.fixture(scope="module")
def account() -> Iterator[Erp]:
    with erp() as served:
        yield served


@pytest.fixture(autouse=True)
def _no_faults(account: Erp) -> None:
    account.standin.faults.clear()


# --- what may go wrong ----------------------------------------------------------------------------


def test_a_hidden_column_does_not_exist_for_the_role(account: Erp) -> None:
    account.standin.faults.add("hidden-column", name="oncredithold", times=None)
    assert "oncredithold" in account.refusal("SELECT id, oncredithold FROM customer")
    assert "oncredithold" not in account.rows("SELECT * FROM customer")[0]


def test_a_column_can_be_hidden_from_the_start() -> None:
    with erp(hidden_columns=["customer.balancesearch"]) as account:
        assert "Field 'balancesearch' for record 'customer'" in account.refusal(
            "SELECT balancesearch FROM customer"
        )


def test_a_table_without_permission_is_not_found(account: Erp) -> None:
    account.standin.faults.add("no-permission", name="subscription")
    words = account.refusal("SELECT id FROM subscription")
    assert words == "Search error occurred: Record 'subscription' was not found."


def test_a_page_repeated_is_the_page_before(account: Erp) -> None:
    sql = "SELECT id FROM transaction WHERE id > {} ORDER BY id"
    first = account.rows(sql.format(0), limit=2)
    account.standin.faults.add("repeated-page")
    assert account.rows(sql.format(1002), limit=2) == first
    assert account.rows(sql.format(1002), limit=2) != first


def test_a_shifted_page_loses_a_row(account: Erp) -> None:
    account.standin.faults.add("shifting-page")
    first = account.rows("SELECT id FROM transaction", limit=3, offset=0)
    second = account.rows("SELECT id FROM transaction", limit=3, offset=3)
    assert [row["id"] for row in first + second] == ["1001", "1002", "1003", "1005", "1006", "1007"]


def test_a_lost_row_is_still_in_the_total(account: Erp) -> None:
    account.standin.faults.add("lost-row")
    page = account.suiteql("SELECT id FROM customer").json()
    assert (page["count"], page["totalResults"]) == (3, 4)


def test_an_unheard_of_column_and_a_number_that_is_none(account: Erp) -> None:
    account.standin.faults.add("new-column", name="custentity_tier", value="gold")
    account.standin.faults.add("not-a-number", name="balancesearch", value="n/a")
    sql = "SELECT id, balancesearch FROM customer WHERE id = 107"
    assert account.row(sql) == {"id": "107", "balancesearch": "n/a", "custentity_tier": "gold"}


def test_many_readers_and_a_writer_see_whole_states_only(account: Erp) -> None:
    def read(_: int) -> Any:
        sql = "SELECT COUNT(*) n, SUM(CASE WHEN memo = 'b' THEN 1 ELSE 0 END) b FROM transaction"
        answer = account.suiteql(sql)
        return answer.json()["items"][0] if answer.status_code == 200 else answer.status_code

    def write(number: int) -> Any:
        body = {"memo": "b" if number % 2 else "a"}
        return account.call("PATCH", "salesOrder/1005", body).status_code

    try:
        with ThreadPoolExecutor(8) as pool:
            written = list(pool.map(write, range(6)))
            read_answers = list(pool.map(read, range(24)))
    finally:
        account.standin.reset()

    assert set(written) <= {204, 429}
    assert 204 in written
    for answer in read_answers:
        assert answer == 429 or (answer["n"] == "7" and answer["b"] in ("0", "1"))


def test_the_books_can_be_kept_in_a_file_that_is_gone_afterwards(tmp_path: Any) -> None:
    with erp(folder=tmp_path) as account:
        assert account.values("SELECT COUNT(*) FROM customer") == ["4"]
        assert list(tmp_path.iterdir())
    assert list(tmp_path.iterdir()) == []
