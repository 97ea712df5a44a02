"""What the engine lands of a system that does not say what changed."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from systems.base import Key, Write
from systems.gotransverse import SYSTEM
from systems.gotransverse.writes import BillingAccounts
from tests.pipelines.books import Landing
from tests.systems.billing import Billing, billing


@pytest.fixture(scope="module")
def books() -> Iterator[Billing]:
    with billing() as books:
        yield books


def test_all_lands_exactly_and_of_what_is_read_again_only_what_changed(
    books: Billing, tmp_path: Path
) -> None:
    landing = Landing(tmp_path / "data", SYSTEM)
    first = landing.read(books.reader(), clock=books.clock)
    assert {it.status for it in first.values()} == {"fresh"}
    assert sum(it.rows_rejected for it in first.values()) == 0
    assert [it.new_columns for it in first.values() if it.new_columns] == []
    assert landing.query(
        "select cast(amount as varchar) from service_prices where id = '50020'"
    ) == [("0.00012345678901234567",)]
    assert landing.query("select * from source_totals where source_value != raw_value") == []
    assert len(landing.query("select * from source_totals")) == 8

    target = BillingAccounts(books.settings, clock=books.clock)
    target.send("update", [Write(Key("1010"), {"external_account_num": "001NEW"})])
    target.close()
    second = landing.read(books.reader(), clock=books.clock)

    assert second["billing_accounts"].rows_landed == 60
    changed = "select id, external_account_num from billing_accounts where _run_id = 'run-2'"
    assert landing.query(changed) == [("1010", "001NEW")]
    assert landing.query(
        "select _run_id from orders union select _run_id from services"
        " union select _run_id from service_prices union select _run_id from invoice_items"
    ) == [("run-1",)]
