from collections.abc import Iterator
from contextlib import closing
from typing import Any

import httpx
import pytest

from systems.base import Answer, Field, Key, Record, Value, Write
from systems.bigcommerce.writes import Orders
from tests.systems.store import (
    ALL,
    CARRIER,
    CRM_ID,
    JOB,
    MESSAGE,
    NOTES,
    NUMBER,
    STATUS,
    Store,
    many,
    store,
)
from tieout.errors import LoginRefused, NotPermitted, Refused, Unreachable

HELD = "Please ring twice.\n"  # what the buyer of 201 wrote


@pytest.fixture(scope="module")
def served() -> Iterator[Store]:
    with store() as shop:
        yield shop


@pytest.fixture
def shop(served: Store) -> Store:
    return served.as_new()


@pytest.fixture
def target(shop: Store) -> Iterator[Orders]:
    with closing(Orders(shop.settings, clock=shop.clock)) as target:
        yield target


def held(target: Orders, order_id: int) -> Record:
    key = Key(str(order_id))
    return target.read([key], ALL)[key]


def sent(target: Orders, order_id: int, values: dict[Field, Value]) -> Answer:
    named = {field.name: value for field, value in values.items()}
    (answer,) = target.send("update", [Write(Key(str(order_id)), named)]).answers
    return answer


def rejected(answer: Answer) -> tuple[str, str]:
    assert not answer.is_accepted
    return answer.error_code, answer.error_text


def test_what_is_written_is_what_is_read(target: Orders) -> None:
    wanted: dict[Field, Value] = {
        MESSAGE: HELD + "Vendor confirmed: Partsco.",
        NOTES: "ASTEA SO-104417",
        STATUS: 10,
        CRM_ID: "801xx0000004CqA",
        NUMBER: "EJ958083578US",
        CARRIER: "usps",
        JOB: "SO-104417",
    }
    assert sent(target, 201, wanted) == Answer(True, "201")
    record = held(target, 201)
    assert record.values == {field.name: value for field, value in wanted.items()}
    assert (record.external_id, record.name) == ("801xx0000004CqA", "Order 201")


def test_an_order_is_written_without_its_lines(target: Orders, shop: Store) -> None:
    sent(target, 201, {NOTES: "only this"})
    calls = target.client.session.calls()
    assert calls == {("GET", "/v2/orders"): 1, ("PUT", "/v2/orders/{id}"): 1}


def test_a_buyers_words_are_never_deleted(target: Orders) -> None:
    for wanted in (None, "", "Please ring twice.", "Vendor confirmed.\n" + HELD):
        assert rejected(sent(target, 201, {MESSAGE: wanted, NOTES: "x"})) == (
            "would_delete",
            "customer_message holds text that the new value does not begin with: none is deleted",
        )
    assert held(target, 201).values[MESSAGE.name] == HELD
    assert held(target, 201).values[NOTES.name] is None


def test_words_that_came_since_the_last_look_are_not_deleted(target: Orders, shop: Store) -> None:
    sent(target, 201, {MESSAGE: HELD + "from elsewhere"})
    fresh = Orders(shop.settings, clock=shop.clock)
    assert rejected(sent(fresh, 201, {MESSAGE: HELD + "ours"}))[0] == "would_delete"
    fresh.close()


def test_notes_that_are_too_long_are_refused_and_not_cut(target: Orders) -> None:
    assert rejected(sent(target, 201, {NOTES: "x" * 65_536})) == (
        "too_long",
        "staff_notes would have 65536 characters, and 65535 fit",
    )


def test_a_closed_order_keeps_its_status(target: Orders) -> None:
    sent(target, 202, {STATUS: 4})
    assert rejected(sent(target, 202, {STATUS: 10})) == (
        "is_closed",
        "the order is Refunded: its status is not changed any more",
    )
    assert held(target, 202).values[STATUS.name] == 4


def test_an_external_id_that_another_order_has_is_refused(target: Orders) -> None:
    sent(target, 201, {CRM_ID: "801A"})
    assert rejected(sent(target, 202, {CRM_ID: "801A"})) == (
        "is_taken",
        "order 201 has external_order_id 801A already",
    )
    assert sent(target, 201, {CRM_ID: "801A"}).is_accepted


def test_an_order_is_found_by_its_external_id(target: Orders) -> None:
    sent(target, 202, {CRM_ID: "801B"})
    key, unknown = Key(None, "801B"), Key(None, "801Z")
    found = target.read([key, unknown], [STATUS])
    assert {it: record.record_id for it, record in found.items()} == {key: "202"}
    assert target.send("update", [Write(key, {NOTES.name: "found"})]).answers[0].is_accepted
    assert held(target, 202).values[NOTES.name] == "found"


def test_a_number_makes_one_shipment_of_what_is_not_shipped(target: Orders, shop: Store) -> None:
    assert sent(target, 201, {NUMBER: "T-1", CARRIER: "ups"}).is_accepted
    assert sent(target, 201, {NUMBER: "T-1"}).is_accepted
    assert held(target, 201).values[NUMBER.name] == "T-1"
    (shipment,) = listed(shop, "/v2/orders/201/shipments")
    assert [(it["order_product_id"], it["quantity"]) for it in shipment["items"]] == [
        (301, 2),
        (302, 1),
    ]


def test_a_number_goes_onto_the_shipment_that_has_none(target: Orders, shop: Store) -> None:
    assert sent(target, 205, {NUMBER: "T-2"}).is_accepted
    assert [it["tracking_number"] for it in listed(shop, "/v2/orders/205/shipments")] == ["T-2"]
    assert sent(target, 205, {NUMBER: "T-2, T-3", CARRIER: "ups"}).is_accepted
    values = held(target, 205).values
    assert (values[NUMBER.name], values[CARRIER.name]) == ("T-2, T-3", "ups")
    assert [it["items"][0]["quantity"] for it in listed(shop, "/v2/orders/205/shipments")] == [1, 2]


def test_a_number_that_has_nothing_to_ship_and_one_that_would_go_are_refused(
    target: Orders,
) -> None:
    assert rejected(sent(target, 202, {NUMBER: "TRACK-1, TRACK-2"})) == (
        "nothing_to_ship",
        "tracking number TRACK-2 has nothing to ship: all is shipped already",
    )
    assert rejected(sent(target, 202, {NUMBER: "TRACK-2"})) == (
        "would_delete",
        "tracking number TRACK-1 stands there: none is taken away",
    )
    assert rejected(sent(target, 201, {NUMBER: "9" * 51}))[0] == "too_long"


def test_a_carrier_alone_is_changed_where_there_is_a_number(target: Orders) -> None:
    assert sent(target, 202, {CARRIER: "fedex"}).is_accepted
    assert held(target, 202).values[CARRIER.name] == "fedex"
    assert rejected(sent(target, 201, {CARRIER: "fedex"})) == (
        "nothing_tracked",
        "a carrier needs a tracking number beside it",
    )


def test_a_shipment_that_is_refused_leaves_the_order_as_it_is(target: Orders) -> None:
    sent(target, 202, {NUMBER: "TRACK-2", STATUS: 10})
    assert held(target, 202).values[STATUS.name] == 2


def test_a_metafield_is_made_changed_and_deleted(target: Orders, shop: Store) -> None:
    for value in ("SO-1", "SO-2", None):
        assert sent(target, 201, {JOB: value}).is_accepted
        assert held(target, 201).values[JOB.name] == value
    po = Field("metafields.tieout.po_number", "text")
    assert target.read([Key("201")], [po])[Key("201")].values == {po.name: "PO 4471"}


def test_metafields_of_many_orders_are_read_in_one_call() -> None:
    with store(many(40)) as shop, closing(Orders(shop.settings, clock=shop.clock)) as target:
        sent(target, 1007, {JOB: "SO-7"})
        target.client.session.calls()
        before = dict(target.client.session.calls())
        found = target.read([Key(str(it)) for it in range(1001, 1041)], [JOB])
        calls = target.client.session.calls()
    assert len(found) == 40
    assert found[Key("1007")].values == {JOB.name: "SO-7"}
    made = {name: n - before.get(name, 0) for name, n in calls.items() if n > before.get(name, 0)}
    assert made == {("GET", "/v2/orders"): 1, ("GET", "/v3/orders/metafields"): 1}


def test_orders_that_lie_far_apart_are_found_too(target: Orders) -> None:
    keys = [Key("205"), Key("201"), Key("999"), Key("204"), Key("no-number")]
    assert [it.record_id for it in target.read(keys, [STATUS]).values()] == ["201", "205"]


def test_an_order_that_is_archived_or_was_never_there_is_not_written(target: Orders) -> None:
    assert rejected(sent(target, 204, {NOTES: "x"})) == (
        "not_found",
        "there is no order 204, or it is archived",
    )


def test_one_refusal_does_not_hold_up_the_others(target: Orders) -> None:
    writes = [
        Write(Key("201"), {STATUS.name: 99}),
        Write(Key("202"), {NOTES.name: "fine"}),
    ]
    bad, good = target.send("update", writes).answers
    assert bad.error_code == "400"
    assert bad.error_text.startswith("bigcommerce: /v2/orders/{id} was refused:")
    assert good == Answer(True, "202")


def test_orders_are_never_made(target: Orders) -> None:
    (answer,) = target.send("create", [Write(Key(None, "801C"), {NOTES.name: "x"})]).answers
    assert rejected(answer) == ("not_made_here", "orders are never made here")
    with pytest.raises(ValueError, match="11 orders in one batch; at most 10 fit"):
        target.send("update", [Write(Key(str(it)), {}) for it in range(11)])


def test_a_lost_answer_is_nobody_knows_and_reading_tells(target: Orders, shop: Store) -> None:
    shop.faults.add("commit-then-drop", match="PUT /stores")
    with pytest.raises(Unreachable) as caught:
        sent(target, 201, {NOTES: "arrived"})
    assert not caught.value.had_no_effect
    assert held(target, 201).values[NOTES.name] == "arrived"


def test_a_shipment_whose_answer_is_lost_is_not_made_twice(target: Orders, shop: Store) -> None:
    shop.faults.add("commit-then-drop", match="POST /stores")
    with pytest.raises(Unreachable):
        sent(target, 201, {NUMBER: "T-1"})
    assert sent(target, 201, {NUMBER: "T-1"}).is_accepted
    assert len(listed(shop, "/v2/orders/201/shipments")) == 1


def test_a_batch_of_which_some_was_written_is_not_said_to_be_unsent(
    target: Orders, shop: Store
) -> None:
    shop.faults.add("drop", match="PUT /stores", after=1)
    writes = [Write(Key(it), {NOTES.name: "x"}) for it in ("201", "202")]
    with pytest.raises(Unreachable, match=r"1 of 2 orders got no answer\. bigcommerce: ") as caught:
        target.send("update", writes)
    assert not caught.value.had_no_effect


def test_a_used_up_limit_is_waited_out_and_written_once(target: Orders, shop: Store) -> None:
    shop.faults.add("rate-limit", match="PUT /stores")
    assert sent(target, 201, {NOTES: "late"}).is_accepted
    assert shop.clock.waits


def test_what_no_order_would_be_spared_stops_the_batch(target: Orders, shop: Store) -> None:
    shop.faults.add("no-permission", match="/v2/orders/", times=None)
    with pytest.raises(NotPermitted):
        sent(target, 201, {NOTES: "x"})
    shop.faults.clear()
    stranger = Orders({**shop.settings, "access_token": "not-the-token"}, clock=shop.clock)
    with pytest.raises(LoginRefused):
        sent(stranger, 201, {NOTES: "x"})
    stranger.close()


def test_fields_that_cannot_be_written_are_problems(target: Orders) -> None:
    wrong = [
        Field("total_inc_tax", "decimal"),
        Field("status_id", "text"),
        Field("metafields.astea_job_number", "text"),
    ]
    assert target.problems(ALL) == []
    assert [it.sentence for it in target.problems(wrong)] == [
        "total_inc_tax is nothing of an order that can be written",
        "status_id is integer, and declared as text",
        "metafields.astea_job_number is no metafields.<namespace>.<key>, "
        "each of at most 64 characters",
    ]
    with pytest.raises(Refused, match="there are no fields to make here"):
        target.create_field(JOB)


def test_there_are_no_jobs_to_follow_and_orders_have_an_address(target: Orders) -> None:
    assert target.follow([]) == {}
    assert target.address("201").endswith(".mybigcommerce.com/manage/orders/201")


def listed(shop: Store, path: str) -> list[dict[str, Any]]:
    base, store_hash = shop.settings["base_url"], shop.settings["store_hash"]
    answer = httpx.get(
        f"{base}/stores/{store_hash}{path}",
        headers={"X-Auth-Token": shop.settings["access_token"]},
    )
    found: list[dict[str, Any]] = answer.json()
    return found
