"""External numbers and draft orders, written to Gotransverse over a socket."""

from collections.abc import Iterator
from contextlib import closing
from datetime import date

import pytest

from systems.base import Answer, Field, Key, Value, Write
from systems.gotransverse.drafts import Orders
from systems.gotransverse.writes import BillingAccounts
from tests.systems.billing import Billing, billing
from tieout.errors import LoginRefused, Refused, SettingsError, Unreachable

NUMBER = Field("external_account_num", "text")
ACCOUNT = Field("billing_account.id", "text")
PO_NUMBER = Field("purchase_order_number", "text")
ORDERED_ON = Field("order_date", "date")
ITEMS = Field("order_items", "json")
CRM_ID = Field("custom_fields.crm_order_id", "text", is_custom=True)
FIELDS = (ACCOUNT, PO_NUMBER, ORDERED_ON, ITEMS, CRM_ID)
LINES = (
    '[{"product_id":"201","price_id":"301","quantity":"2.00","recurring_unit_price":"500.00",'
    '"unit_price":null,"agreement_id":"41","effective_on":"2026-07-15"}]'
)
DRAFT: dict[str, Value] = {
    ACCOUNT.name: "1002",
    PO_NUMBER.name: "PO-4471",
    ORDERED_ON.name: date(2026, 6, 30),
    ITEMS.name: LINES,
    CRM_ID.name: "801X",
}


@pytest.fixture(scope="module")
def served() -> Iterator[Billing]:
    with billing() as books:
        yield books


@pytest.fixture
def books(served: Billing) -> Billing:
    return served.as_new()


@pytest.fixture
def accounts(books: Billing) -> Iterator[BillingAccounts]:
    with closing(BillingAccounts(books.settings, clock=books.clock)) as target:
        yield target


@pytest.fixture
def orders(books: Billing) -> Iterator[Orders]:
    with closing(Orders(books.settings, clock=books.clock)) as target:
        yield target


def number_of(books: Billing, account: str) -> object:
    return books.shown(f"/billing-accounts/{account}")["external_account_num"]


def test_accounts_are_found_by_id_and_by_number_in_bulk(accounts: BillingAccounts) -> None:
    keys = [*(Key(str(number)) for number in range(1001, 1053)), Key("999999"), Key("x")]
    keys += [Key(None, "0011055"), Key(None, "nobody's"), Key(None, "O'Neil, Inc")]
    found = accounts.read(keys, [NUMBER])
    assert {key: record.record_id for key, record in found.items()} == {
        **{Key(str(number)): str(number) for number in range(1001, 1053)},
        Key(None, "0011055"): "1055",
    }
    record = found[Key("1002")]
    assert (record.name, record.external_id) == ("Company 1002", "0011002")
    assert record.values == {NUMBER.name: "0011002"}
    calls = accounts.client.session.calls()
    assert sum(calls.values()) == 3  # fifty ids, the other three, and the numbers


def test_a_number_is_written_and_nothing_else_changes(
    accounts: BillingAccounts, books: Billing
) -> None:
    key, before = Key("1002"), books.shown("/billing-accounts/1002")
    accounts.read([key], [NUMBER])
    receipt = accounts.send("update", [Write(key, {NUMBER.name: "001NEW"})])
    assert receipt.answers == [Answer(True, "1002")]
    assert accounts.read([key], [NUMBER])[key].values == {NUMBER.name: "001NEW"}
    after = books.shown("/billing-accounts/1002")
    assert {name for name in after if after[name] != before[name]} == {NUMBER.name}
    assert accounts.client.session.calls() == {
        ("GET", "/billing-accounts/{id}"): 2,
        ("PUT", "/billing-accounts/{id}"): 1,
    }


def test_a_number_can_be_taken_away(accounts: BillingAccounts, books: Billing) -> None:
    accounts.send("update", [Write(Key("1002"), {NUMBER.name: None})])
    assert number_of(books, "1002") is None


def test_a_number_that_another_account_has_is_refused(
    accounts: BillingAccounts, books: Billing
) -> None:
    with pytest.raises(Refused) as caught:
        accounts.send("update", [Write(Key("1002"), {NUMBER.name: "0011003"})])
    assert (caught.value.status, caught.value.code) == (409, "ALREADY_EXISTS")
    assert "external_account_num 0011003 already exists" in str(caught.value)
    assert number_of(books, "1002") == "0011002"


def test_an_account_that_does_not_exist_is_refused(accounts: BillingAccounts) -> None:
    with pytest.raises(Refused) as caught:
        accounts.send("update", [Write(Key("424242"), {NUMBER.name: "1"})])
    assert caught.value.status == 404


def test_accounts_are_not_created(accounts: BillingAccounts) -> None:
    with pytest.raises(Refused) as caught:
        accounts.send("create", [Write(Key(None, "n"), {NUMBER.name: "n"})])
    assert str(caught.value) == "gotransverse: billing accounts are changed here, not created."


@pytest.mark.parametrize("fault", ["drop", "error-500", "commit-then-drop"])
def test_a_lost_answer_is_unreachable_and_not_sent_again(
    fault: str, accounts: BillingAccounts, books: Billing
) -> None:
    accounts.read([Key("1002")], [NUMBER])
    books.faults.add(fault, match="PUT ")
    with pytest.raises(Unreachable):
        accounts.send("update", [Write(Key("1002"), {NUMBER.name: "001NEW"})])
    assert accounts.client.session.calls()["PUT", "/billing-accounts/{id}"] == 1
    assert number_of(books, "1002") == ("001NEW" if fault == "commit-then-drop" else "0011002")


def test_a_write_that_was_turned_away_is_sent_again(
    accounts: BillingAccounts, books: Billing
) -> None:
    books.faults.add("rate-limit", match="PUT ")
    accounts.send("update", [Write(Key("1002"), {NUMBER.name: "001NEW"})])
    assert accounts.client.session.calls()["PUT", "/billing-accounts/{id}"] == 2
    assert number_of(books, "1002") == "001NEW"


def test_a_wrong_key_is_said_at_once(books: Billing) -> None:
    target = BillingAccounts({**books.settings, "api_key": "wrong"}, clock=books.clock)
    with pytest.raises(LoginRefused), closing(target):
        target.read([Key("1002")], [NUMBER])


def test_fields_that_do_not_fit_are_problems(accounts: BillingAccounts, orders: Orders) -> None:
    assert accounts.problems([NUMBER]) == []
    wrong = [Field("balance", "decimal"), Field(NUMBER.name, "integer")]
    missing = Field("custom_fields.nowhere", "text", is_custom=True)
    assert [it.sentence for it in accounts.problems([*wrong, missing])] == [
        "balance is not an attribute that is written here",
        "external_account_num is written as text, not as integer",
        "custom field nowhere is missing, or its id unknown",
    ]
    assert orders.problems(FIELDS) == []
    with pytest.raises(Refused, match="custom field nowhere has to be made in the user interface"):
        accounts.create_field(missing)


def test_a_custom_field_is_given_a_value_and_another(books: Billing) -> None:
    settings = {**books.settings, "custom_field_ids": "crm_account_id=2338"}
    field = Field("custom_fields.crm_account_id", "text", is_custom=True)
    key = Key("1002")
    with closing(BillingAccounts(settings, clock=books.clock)) as target:
        assert target.problems([field]) == []
        for value in ("001A", "001B"):
            target.read([key], [field])
            target.send("update", [Write(key, {field.name: value})])
            assert target.read([key], [NUMBER, field])[key].values == {
                NUMBER.name: "0011002",
                field.name: value,
            }
    shown = books.shown("/billing-accounts/1002")["custom_field_values"]
    assert [(it["custom_field"]["name"], it["value"]) for it in shown] == [
        ("crm_account_id", "001B")
    ]


def test_a_field_of_unknown_id_is_refused_before_anything_is_sent(
    accounts: BillingAccounts,
) -> None:
    with pytest.raises(Refused) as caught:
        accounts.send("update", [Write(Key("1002"), {"custom_fields.nowhere": "x"})])
    assert str(caught.value) == (
        "gotransverse: no custom field of billing-accounts is called nowhere, or nobody says which "
        "id it has. Set custom_field_ids, then: tieout doctor"
    )
    assert ("PUT", "/billing-accounts/{id}") not in accounts.client.session.calls()


def test_a_draft_is_made_once_and_found_by_its_key(orders: Orders, books: Billing) -> None:
    key = Key(None, "801X")
    assert orders.read([key], FIELDS) == {}
    (answer,) = orders.send("create", [Write(key, DRAFT)]).answers
    record = orders.read([key], FIELDS)[key]
    assert (answer.is_accepted, answer.record_id) == (True, record.record_id)
    assert record.values == DRAFT
    shown = books.shown(f"/orders/{record.record_id}")
    assert (shown["status"], shown["order_type"]) == ("DRAFT", "sales")
    assert shown["billing_account"]["id"] == "1002"


def test_a_draft_may_be_known_by_its_purchase_order_number(books: Billing) -> None:
    settings = {**books.settings, "order_key": "purchase_order_number"}
    with closing(Orders(settings, clock=books.clock)) as orders:
        key = Key(None, "PO-9")
        draft = {it: DRAFT[it] for it in DRAFT if it not in (PO_NUMBER.name, CRM_ID.name)}
        (answer,) = orders.send("create", [Write(key, draft)]).answers
        assert orders.read([key, Key(None, "PO-7001")], [CRM_ID]).keys() == {
            key,
            Key(None, "PO-7001"),
        }
        assert books.shown(f"/orders/{answer.record_id}")["purchase_order_number"] == "PO-9"


def test_of_orders_with_one_key_the_last_that_stands_counts(orders: Orders, books: Billing) -> None:
    key, made = Key(None, "801X"), []
    for _ in range(2):
        (answer,) = orders.send("create", [Write(key, DRAFT)]).answers
        made.append(answer.record_id)
    assert orders.read([key], [CRM_ID])[key].record_id == made[1]
    orders.client.send("POST", f"/orders/{made[1]}/void", {}, route="/orders/{id}/void")
    assert orders.read([key], [CRM_ID])[key].record_id == made[0]


def test_orders_are_read_by_id_too(orders: Orders) -> None:
    found = orders.read([Key("7001"), Key("7003"), Key("1")], [CRM_ID, PO_NUMBER])
    assert {key.record_id: record.values for key, record in found.items()} == {
        "7001": {CRM_ID.name: "8017001", PO_NUMBER.name: "PO-7001"},
        "7003": {CRM_ID.name: None, PO_NUMBER.name: "PO-7003"},
    }


def test_orders_are_not_changed_and_not_drafted_without_a_key(orders: Orders) -> None:
    with pytest.raises(Refused, match="orders are drafted here, not changed"):
        orders.send("update", [Write(Key("7001"), {PO_NUMBER.name: "x"})])
    with pytest.raises(Refused) as caught:
        orders.send("create", [Write(Key(None), DRAFT)])
    assert str(caught.value) == (
        "gotransverse: a draft needs its custom_fields.crm_order_id, to be found again."
    )


def test_a_draft_whose_answer_is_lost_is_not_sent_again(orders: Orders, books: Billing) -> None:
    key = Key(None, "801X")
    orders.read([Key("7001")], [CRM_ID])
    books.faults.add("commit-then-drop", match="POST ")
    with pytest.raises(Unreachable):
        orders.send("create", [Write(key, DRAFT)])
    assert orders.client.session.calls()["POST", "/orders"] == 1
    assert orders.read([key], FIELDS)[key].values == DRAFT  # it was made


@pytest.mark.parametrize(
    "items", ["", "[]", "nonsense", '[{"quantity":"1"}]', '[{"product_id":"201","sku":"x"}]', '"a"']
)
def test_items_that_are_none_are_refused_before_anything_is_sent(
    items: str, orders: Orders
) -> None:
    with pytest.raises(Refused) as caught:
        orders.send("create", [Write(Key(None, "801X"), {**DRAFT, ITEMS.name: items})])
    assert str(caught.value) == (
        "gotransverse: order_items must be a JSON list of objects with product_id, price_id, "
        "quantity, recurring_unit_price, unit_price, agreement_id, effective_on."
    )
    assert ("POST", "/orders") not in orders.client.session.calls()


def test_the_systems_own_refusal_of_a_draft_is_passed_on(orders: Orders) -> None:
    nowhere = {**DRAFT, ACCOUNT.name: "424242"}
    with pytest.raises(Refused, match="/orders was refused: Validation failed") as caught:
        orders.send("create", [Write(Key(None, "801X"), nowhere)])
    assert caught.value.status == 400


def test_ids_of_custom_fields_can_be_given(books: Billing) -> None:
    settings = {**books.settings, "custom_field_ids": "crm_order_id=2337"}
    with closing(Orders(settings, clock=books.clock)) as orders:
        assert orders.problems([CRM_ID]) == []
        assert orders.client.session.calls() == {}
    with pytest.raises(SettingsError, match="custom_field_ids must be like crm_order_id=2337"):
        Orders({**settings, "custom_field_ids": "crm_order_id"})
    with pytest.raises(SettingsError, match="order_key must be purchase_order_number or"):
        Orders({**settings, "order_key": "crm_order_id"})


def test_one_record_goes_in_a_call(accounts: BillingAccounts, orders: Orders) -> None:
    assert (accounts.batch_size, accounts.batches_in_flight) == (1, 4)
    with pytest.raises(ValueError, match="2 orders in one batch; one fits"):
        orders.send("create", [Write(Key(None, "a"), DRAFT)] * 2)
    address = accounts.address("1002")
    assert address == f"{accounts.client.session.base_url}/billing/2/billing-accounts/1002"
