"""What `tieout doctor` says of Gotransverse."""

from collections.abc import Iterator

import pytest

from systems import gotransverse
from systems.gotransverse.doctor import check
from tests.systems.billing import Billing, billing


@pytest.fixture(scope="module")
def served() -> Iterator[Billing]:
    with billing() as books:
        yield books


@pytest.fixture
def books(served: Billing) -> Billing:
    return served.as_new()


def test_all_is_well(books: Billing) -> None:
    found = list(check(books.settings, clock=books.clock))
    assert [(it.subject, it.ok, it.sentence) for it in found] == [
        ("key", True, "the API key is taken"),
        ("billing_accounts", True, "billing_accounts can be read"),
        ("orders", True, "orders can be read"),
        ("services", True, "services can be read"),
        ("agreements", True, "agreements can be read"),
        ("products", True, "products can be read"),
        ("invoices", True, "invoices can be read"),
        ("payments", True, "payments can be read"),
        ("adjustments", True, "adjustments can be read"),
    ]


def test_a_wrong_key_is_the_only_finding(books: Billing) -> None:
    (found,) = check({**books.settings, "api_key": "not-the-key"}, clock=books.clock)
    assert (found.subject, found.ok) == ("key", False)
    assert "Check api_key and base_url" in found.sentence
    assert "not-the-key" not in found.sentence


def test_a_list_that_is_not_permitted_is_said_and_the_others_asked(books: Billing) -> None:
    books.faults.add("no-permission", match="/invoices", times=None)
    found = {it.subject: it for it in check(books.settings, clock=books.clock)}
    assert [name for name, it in found.items() if not it.ok] == ["invoices"]
    assert "Give the key the billing service" in found["invoices"].sentence


def test_a_system_that_does_not_answer_is_waited_for_a_little(books: Billing) -> None:
    books.faults.add("unavailable", times=None)
    (found,) = check(books.settings, clock=books.clock)
    assert not found.ok
    assert books.clock.elapsed() <= 15


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ({"base_url": "http://acme.example"}, "base_url must begin with https://"),
        ({"concurrency": "many"}, "concurrency must be a whole number of calls, got 'many'"),
    ],
    ids=["address", "concurrency"],
)
def test_settings_that_cannot_work_are_a_finding(settings: dict[str, str], sentence: str) -> None:
    usable = {"base_url": "https://acme.example", "api_key": "not-the-key"}
    (found,) = check({**usable, **settings})
    assert (found.subject, found.ok) == ("settings", False)
    assert sentence in found.sentence


def test_the_system_is_described_as_data() -> None:
    names = {setting.name for setting in gotransverse.SYSTEM.settings}
    assert names >= {name for login in gotransverse.SYSTEM.logins for name in login}
    assert {it.name for it in gotransverse.SYSTEM.settings if it.is_secret} == {"api_key"}
    assert set(gotransverse.SYSTEM.targets) == {"billing_accounts", "orders"}
