from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from systems import netsuite
from systems.netsuite.doctor import check
from systems.netsuite.tables import TABLES
from tests.systems.erp import Erp, erp

TBA = ("base_url", "account", "consumer_key", "consumer_secret", "token_id", "token_secret")


@pytest.fixture(scope="module")
def served() -> Iterator[Erp]:
    with erp() as books:
        yield books


@pytest.fixture
def books(served: Erp) -> Erp:
    return served.as_new()


def test_all_is_well(books: Erp) -> None:
    found = list(check(books.settings, clock=books.clock))
    names = [table.name for table in TABLES]
    assert [it.subject for it in found] == ["log-in", *names, "clock", "concurrency"]
    assert [it for it in found if not it.ok] == []
    assert found[-1].sentence == "the account allows 5 calls at once, 4 are made"


def test_more_calls_at_once_than_the_account_allows_is_a_finding(books: Erp) -> None:
    *_, found = check({**books.settings, "concurrency": "5"}, clock=books.clock)
    assert not found.ok
    assert found.next_step == "Set concurrency below 5: other integrations share the limit"


def test_a_wrong_secret_is_the_only_finding(books: Erp) -> None:
    settings = {**books.settings, "certificate_id": "another"}
    (found,) = check(settings, clock=books.clock)
    assert (found.subject, found.ok) == ("log-in", False)
    assert "Check account, client_id, certificate_id and private_key" in found.sentence


def test_hidden_columns_are_said_and_no_failure(books: Erp) -> None:
    books.faults.add("hidden-column", name="balancesearch", times=None)
    found = {it.subject: it for it in check(books.settings, clock=books.clock)}
    assert found["customer"].ok
    assert found["customer"].sentence == (
        "customer can be read, but for balancesearch: hidden from this role"
    )


def test_a_table_that_the_role_may_not_see_is_a_finding(books: Erp) -> None:
    books.faults.add("no-permission", name="deletedrecord", times=None)
    found = {it.subject: it for it in check(books.settings, clock=books.clock)}
    assert [name for name, it in found.items() if not it.ok] == ["deletedrecord"]
    assert "deletedrecord is unknown or not permitted" in found["deletedrecord"].sentence


def test_a_clock_that_is_wrong_is_a_finding(books: Erp) -> None:
    slow = books.stopped_at(datetime.now(UTC) - timedelta(minutes=4))
    settings = {name: books.settings[name] for name in TBA}
    found = {it.subject: it for it in check(settings, clock=slow)}
    assert not found["clock"].ok
    assert "behind" in found["clock"].sentence
    assert found["clock"].next_step == "Set the clock, then: tieout doctor"


def test_settings_that_cannot_work_are_a_finding(books: Erp) -> None:
    (found,) = check({**books.settings, "private_key": "nonsense"})
    assert (found.subject, found.ok) == ("settings", False)


def test_the_system_is_described_as_data() -> None:
    names = {setting.name for setting in netsuite.SYSTEM.settings}
    assert names >= {name for login in netsuite.SYSTEM.logins for name in login}
    assert {it.name for it in netsuite.SYSTEM.settings if it.is_secret} == {
        "private_key",
        "consumer_secret",
        "token_secret",
    }
    assert netsuite.SYSTEM.targets.keys() == {"customers", "sales_orders"}
