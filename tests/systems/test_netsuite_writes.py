"""The CRM's ids, written to NetSuite over a socket."""

from collections.abc import Iterator
from contextlib import closing
from functools import partial

import pytest

from systems.base import Answer, Field, Key, Write
from systems.netsuite.client import Client
from systems.netsuite.writes import BATCH, CUSTOMERS, SALES_ORDERS, Records
from tests.systems.erp import Erp, erp
from tieout.errors import LoginRefused, NotPermitted, Refused, Unreachable

CRM_ID = Field("custentity_crm_id", "text", is_custom=True)
ORDERS_CRM_ID = Field("custbody_crm_id", "text", is_custom=True)


@pytest.fixture(scope="module")
def served() -> Iterator[Erp]:
    with erp() as books:
        yield books


@pytest.fixture
def books(served: Erp) -> Erp:
    return served.as_new()


@pytest.fixture
def customers(books: Erp) -> Iterator[Records]:
    with closing(Records(books.settings, written=CUSTOMERS, clock=books.clock)) as target:
        yield target


@pytest.fixture
def orders(books: Erp) -> Iterator[Records]:
    with closing(Records(books.settings, written=SALES_ORDERS, clock=books.clock)) as target:
        yield target


def first_ids(books: Erp, table: str, condition: str, count: int) -> list[str]:
    query = f"SELECT id FROM {table} WHERE {condition} ORDER BY id"  # noqa: S608
    with closing(Client(books.settings, clock=books.clock)) as client:
        return [str(row["id"]) for row in client.query(query, limit=count).rows]


def held(target: Records, record_id: str, field: Field = CRM_ID) -> object:
    key = Key(record_id)
    return target.read([key], [field])[key].values[field.name]


def test_a_customers_crm_id_is_written_and_reads_back(books: Erp, customers: Records) -> None:
    one, other = first_ids(books, "customer", "id > 0", 2)
    before = held(customers, other)

    receipt = customers.send("update", [Write(Key(one), {CRM_ID.name: "001NEW"})])

    assert receipt.answers == [Answer(is_accepted=True, record_id=one)]
    assert (held(customers, one), held(customers, other)) == ("001NEW", before)


def test_an_id_is_taken_away_by_nothing(books: Erp, customers: Records) -> None:
    (one,) = first_ids(books, "customer", "custentity_crm_id IS NOT NULL", 1)
    customers.send("update", [Write(Key(one), {CRM_ID.name: None})])
    assert held(customers, one) is None


def test_a_sales_orders_crm_id_is_written_and_nothing_else_of_it(
    books: Erp, orders: Records
) -> None:
    (one,) = first_ids(books, "transaction", "type = 'SalesOrd'", 1)
    question = f"SELECT foreigntotal, status, memo FROM transaction WHERE id = {one}"  # noqa: S608
    before = orders.client.query(question).rows

    orders.send("update", [Write(Key(one), {ORDERS_CRM_ID.name: "006NEW"})])

    assert held(orders, one, ORDERS_CRM_ID) == "006NEW"
    assert orders.client.query(question).rows == before


def test_an_invoice_is_no_sales_order(books: Erp, orders: Records) -> None:
    (one,) = first_ids(books, "transaction", "type = 'CustInvc'", 1)
    assert orders.read([Key(one)], [ORDERS_CRM_ID]) == {}


def test_many_are_read_in_one_question(books: Erp, customers: Records) -> None:
    keys = [Key(it) for it in first_ids(books, "customer", "id > 0", 50)]
    found = customers.read([*keys, Key("999999"), Key("no number")], [CRM_ID])
    assert found.keys() == set(keys)
    assert sum(customers.client.session.calls().values()) == 2  # the log-in is one
    assert found[keys[0]].name.startswith("CUST")


def test_a_record_that_is_gone_is_refused_and_the_others_are_written(
    books: Erp, customers: Records
) -> None:
    one, other = first_ids(books, "customer", "id > 0", 2)
    writes = [Write(Key(it), {CRM_ID.name: "001X"}) for it in (one, "999999", other)]

    good, bad, also_good = customers.send("update", writes).answers

    assert good.is_accepted
    assert also_good.is_accepted
    assert (bad.is_accepted, bad.error_code, bad.may_retry) == (False, "NONEXISTENT_ID", False)


def test_records_are_never_made_here(customers: Records) -> None:
    (answer,) = customers.send("create", [Write(Key(None, "X"), {CRM_ID.name: "1"})]).answers
    assert (answer.error_code, answer.error_text) == (
        "not_made_here",
        "records are never made here",
    )


def test_more_than_a_batch_is_refused(customers: Records) -> None:
    with pytest.raises(ValueError, match="21 records in one batch; at most 20 fit"):
        customers.send("update", [Write(Key("1"), {})] * (BATCH + 1))


def test_a_field_of_another_name_is_found_by_the_setting(books: Erp) -> None:
    settings = {**books.settings, "customer_crm_field": "custentity_other"}
    with closing(Records(settings, written=CUSTOMERS, clock=books.clock)) as target:
        (found,) = target.problems([CRM_ID])
    assert found.subject == "custentity_crm_id"
    assert "customer has no column custentity_other" in found.sentence


def test_only_custom_fields_of_text_are_written(customers: Records) -> None:
    assert customers.problems([CRM_ID]) == []
    standard, number = customers.problems(
        [Field("companyName", "text"), Field("custentity_size", "integer")]
    )
    assert standard.sentence == (
        "companyName as text is not written here: custom fields of text are"
    )
    assert number.sentence == (
        "custentity_size as integer is not written here: custom fields of text are"
    )


def test_a_custom_field_is_made_by_hand(customers: Records) -> None:
    with pytest.raises(Refused) as raised:
        customers.create_field(CRM_ID)
    assert str(raised.value) == (
        "netsuite: custom field custentity_crm_id has to be made in the user interface."
    )


def test_a_lost_answer_leaves_the_batch_unclear(books: Erp) -> None:
    make = partial(Records, books.settings, written=CUSTOMERS, clock=books.clock)
    one, other = first_ids(books, "customer", "id > 0", 2)
    books.faults.add("commit-then-drop", match="PATCH", times=None)
    with closing(make(patience_seconds=0.0)) as target:
        with pytest.raises(Unreachable) as raised:
            target.send("update", [Write(Key(it), {CRM_ID.name: "001L"}) for it in (one, other)])
        assert "2 of 2 records got no answer" in str(raised.value)
        books.faults.clear()
        assert (held(target, one), held(target, other)) == ("001L", "001L")


def test_what_was_turned_away_at_the_door_had_no_effect(books: Erp, customers: Records) -> None:
    (one,) = first_ids(books, "customer", "id > 0", 1)
    books.faults.add("no-permission", name="customer", times=None)
    with pytest.raises(NotPermitted):
        customers.send("update", [Write(Key(one), {CRM_ID.name: "001N"})])
    books.faults.clear()
    books.faults.add("wrong-credentials", times=None)
    with (
        closing(Records(books.settings, written=CUSTOMERS, clock=books.clock)) as target,
        pytest.raises(LoginRefused),
    ):
        target.send("update", [Write(Key(one), {CRM_ID.name: "001N"})])


def test_a_records_page_is_that_of_the_user_interface(customers: Records, orders: Records) -> None:
    assert customers.address("17").endswith(".app.netsuite.com/app/common/entity/custjob.nl?id=17")
    assert orders.address("18").endswith("/app/accounting/transactions/salesord.nl?id=18")
