"""Lists at the Gotransverse stand-in: pages, counts, the filter language, what is cut and shown."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest

from tests.sandbox.gotransverse_company import Billing, billing, many, problem


@pytest.fixture(scope="module")
def desk() -> Iterator[Billing]:
    with billing() as served:
        yield served


@pytest.fixture(scope="module")
def large() -> Iterator[Billing]:
    with billing(many(120)) as served:
        yield served


def counts(desk: Billing, path: str, **params: Any) -> tuple[str | None, ...]:
    headers = desk.headers(path, **params)
    names = ("x-element-count", "x-total-count", "x-total-pages")
    return tuple(headers.get(name) for name in names)


def test_a_list_is_a_bare_array_of_fifty_with_its_counts_in_headers(large: Billing) -> None:
    assert len(large.get("services")) == 50
    assert counts(large, "services") == ("50", "180", "4")
    assert counts(large, "services", page_number=4) == ("30", "180", "4")
    assert counts(large, "services", page_size=7) == ("7", "180", "26")


def test_the_totals_are_left_out_where_they_are_not_wanted(large: Billing) -> None:
    assert counts(large, "services", omit_total_count="true") == ("50", None, None)


def test_pages_by_number_are_in_the_order_of_ids_and_hold_every_record_once(
    large: Billing,
) -> None:
    walked = [id_ for page in range(1, 5) for id_ in large.ids("services", page_number=page)]
    assert walked == [
        *(str(id_) for id_ in range(1001, 1121)),
        *(str(id_) for id_ in range(5000, 5060)),
    ]


def test_pages_by_the_last_id_hold_every_record_once(large: Billing) -> None:
    walked: list[str] = []
    while page := large.ids(
        "services", filter=f"id GT '{walked[-1] if walked else 0}'", sort="id", page_size=40
    ):
        walked += page
    assert walked == [str(id_) for id_ in (*range(1001, 1121), *range(5000, 5060))]


def test_a_page_past_the_end_is_an_empty_array(large: Billing) -> None:
    assert large.get("services", page_number=5) == []
    assert counts(large, "services", page_number=5) == ("0", "180", "4")


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("page_size", "51", "must be a whole number from 1 to 50, got '51'"),
        ("page_size", "0", "must be a whole number from 1 to 50, got '0'"),
        ("page_number", "0", "must be a whole number from 1 to 1000000000, got '0'"),
        ("page_number", "two", "must be a whole number from 1 to 1000000000, got 'two'"),
        ("omit_total_count", "yes", "must be true or false, got 'yes'"),
        ("return", "DEEP", "must be FULL or SIMPLE, got 'DEEP'"),
        ("expand", "colour", "colour cannot be expanded here"),
        ("colour", "blue", "is not a parameter of this list"),
        ("billing_account_id", "mine", "must be a whole number, got 'mine'"),
        ("start_date", "soon", "must be an ISO date, or a time with its offset, got 'soon'"),
    ],
)
def test_a_parameter_that_makes_no_sense_is_named(
    desk: Billing, name: str, value: str, message: str
) -> None:
    refused = desk.get("services", 400, **{name: value})
    assert problem(refused) == {name: message}
    assert (refused["code"], refused["message"]) == ("400", f"Validation failed: {name}")


@pytest.mark.parametrize(
    ("path", "params", "ids"),
    [
        ("services", {"billing_account_id": 4104951, "status": "SUSPENDED"}, ["93730"]),
        ("services", {"parent_service_id": 93726}, ["93727"]),
        ("services", {"custom_field_value": "a0S1"}, ["93726"]),
        ("billing-accounts", {"external_account_num": "001A"}, ["4104951"]),
        ("billing-accounts", {"account_num": "999"}, []),
        ("orders", {"status": "DRAFT", "order_type": "sales"}, ["88002"]),
        ("orders", {"purchase_order_number": "PO-4471"}, ["88001"]),
        ("orders", {"custom_field_value": "801A"}, ["88001"]),
        ("invoices", {"billing_account_id": 4104951, "id": 55002}, ["55002"]),
        ("products", {"requires_agreement": "true"}, ["27314"]),
        ("payment-applications", {"payment_id": 7701}, ["8801"]),
        ("adjustments", {"credit": "true", "amount": "20"}, ["6600"]),
    ],
)
def test_plain_parameters_compare_for_equality(
    desk: Billing, path: str, params: dict[str, Any], ids: list[str]
) -> None:
    assert desk.ids(path, **params) == ids


@pytest.mark.parametrize(
    ("filter_", "ids"),
    [
        ("status EQ 'ACTIVE'", ["93726", "93727"]),
        ("status NEQ 'ACTIVE'", ["93730"]),
        ("id GT '93726' AND id LTE '93730'", ["93727", "93730"]),
        ("quantity GTE '5'", ["93727"]),
        ("quantity LT '1.5'", ["93726", "93730"]),
        ("status IN ('TRIAL','SUSPENDED')", ["93730"]),
        ("description LIKE 'Service 9372_'", ["93726", "93727"]),
        ("description LIKE '%30'", ["93730"]),
        ("description LIKE 'service%'", []),
        ("description LIKE 'Service *'", []),
        ("parent_service_id IS NULL", ["93726", "93730"]),
        ("commitment_end_date IS NOT NULL", ["93726"]),
        ("NOT status EQ 'ACTIVE'", ["93730"]),
        ("NOT (status EQ 'ACTIVE' AND id EQ '93726')", ["93727", "93730"]),
        ("status EQ 'SUSPENDED' OR id EQ '93726' AND quantity EQ '5'", ["93730"]),
        ("(status EQ 'SUSPENDED' OR id EQ '93726') AND quantity EQ '1'", ["93726", "93730"]),
        ("commitment_end_date GT '2027-12-31T01:00:00+01:30'", ["93726"]),
        ("commitment_end_date LTE '2027-12-30T23:59:59+00:00'", []),
        ("commitment_end_date EQ '2027-12-31'", ["93726"]),
        ("description EQ 'It''s'", []),
        ("  ", ["93726", "93727", "93730"]),
    ],
)
def test_the_filter_language(desk: Billing, filter_: str, ids: list[str]) -> None:
    assert desk.ids("services", filter=filter_) == ids


@pytest.mark.parametrize(
    ("filter_", "field", "message"),
    [
        ("colour EQ 'blue'", "colour", "is not a field that filter may name here"),
        ("status LIKE 'A%' OR size GT '1'", "size", "is not a field that filter may name here"),
        ("quantity LIKE '1%'", "quantity", "is not a text, and LIKE compares only texts"),
        ("quantity GT 'many'", "quantity", "must be a number with at most 6 decimals, got 'many'"),
        ("id GT 'a'", "id", "must be a whole number, got 'a'"),
        (
            *("start_date GT '2021-01-24T23:33:07'", "start_date"),
            "must be an ISO date, or a time with its offset, got '2021-01-24T23:33:07'",
        ),
        (
            *(f"id IN ({','.join(['9'.join(chr(39) * 2)] * 51)})", "id"),
            "IN takes at most 50 values, got 51",
        ),
        ("status EQ ACTIVE", "filter", "a constant in quotes was expected at 11, got ACTIVE"),
        ("status eq 'ACTIVE'", "filter", "an operator was expected at 8, got eq"),
        ("status", "filter", "an operator was expected at the end"),
        ("(status EQ 'ACTIVE'", "filter", ") was expected at the end"),
        ("status EQ 'A' 'B'", "filter", "nothing was expected at 15"),
        ("status ~ 'A'", "filter", "~ 'A' is not understood"),
        ("status IS 'A'", "filter", "NULL was expected at 11"),
        ("status AND 'A'", "filter", "AND is not an operator"),
        ("(" * 200, "filter", "more than 100 parentheses inside one another"),
        ("id EQ '1' OR " * 600, "filter", "more than 2000 words"),
    ],
)
def test_a_filter_that_is_wrong_says_where(
    desk: Billing, filter_: str, field: str, message: str
) -> None:
    assert problem(desk.get("services", 400, filter=filter_)) == {field: message}


def test_a_list_is_sorted_as_asked_and_by_id_at_last(desk: Billing) -> None:
    assert desk.ids("services", sort="-id") == ["93730", "93727", "93726"]
    assert desk.ids("services", sort="-quantity") == ["93727", "93726", "93730"]
    assert desk.ids("services", sort=["status", "-id"]) == ["93727", "93726", "93730"]
    refused = desk.get("services", 400, sort="-colour")
    assert problem(refused) == {"colour": "is not a field that sort may name here"}


def test_a_nested_collection_is_cut_at_fifty_and_its_own_route_gives_all(desk: Billing) -> None:
    shown = desk.get("invoices/55002")["invoice_items"]
    listed = desk.get("invoices", id=55002)[0]["invoice_items"]
    assert [len(shown), len(listed)] == [50, 50]

    first = desk.get("invoices/55002/invoice-items")
    second = desk.get("invoices/55002/invoice-items", page_number=2)

    assert [item["id"] for item in first + second] == [str(100 + number) for number in range(55)]
    assert counts(desk, "invoices/55002/invoice-items") == ("50", "55", "2")


def test_the_add_ons_of_a_service_are_cut_too(large: Billing) -> None:
    assert len(large.get("services/1001")["child_services"]) == 50
    assert counts(large, "services/1001/child-services") == ("50", "60", "2")
    assert counts(large, "services", parent_service_id=1001) == ("50", "60", "2")


def test_simple_leaves_stubs_with_their_discriminators(desk: Billing) -> None:
    full = desk.get("services/93726")
    simple = desk.get("services/93726", **{"return": "SIMPLE"})

    assert full["product"] == {
        "id": "27314",
        "product_type": "customer-subscription",
        "name": "B-INTERNET-100",
    }
    assert simple["product"] == {"id": "27314", "product_type": "customer-subscription"}
    assert simple["billing_account"] == {"id": "4104951"}
    assert simple["service_prices"] == [{"id": "937260"}]
    assert simple["description"] == full["description"]
    account = desk.get("billing-accounts", id=4104951, **{"return": "SIMPLE"})[0]
    assert account["bill_cycle"] == {"id": "80", "bill_cycle_type": "monthly"}
    assert account["responsible_party"] == {"id": "4104951", "party_type": "organization"}


def test_simple_expands_what_is_asked_for(desk: Billing) -> None:
    params = {"return": "SIMPLE", "expand": ["product", "service_prices"]}
    service = desk.get("services", id=93726, **params)[0]
    assert service["product"]["name"] == "B-INTERNET-100"
    assert service["service_prices"][0]["amount"] == Decimal("500.00")
    assert service["billing_account"] == {"id": "4104951"}


def test_a_long_list_is_counted_and_skipped_in_the_same_way() -> None:
    """Every thousandth id is remembered; ids from 1001 on, sixty more from 5000 on."""
    with billing(many(2500)) as desk:
        assert counts(desk, "services") == ("50", "2560", "52")
        assert desk.ids("services", page_number=21, page_size=50)[0] == "2001"
        assert desk.ids("services", page_number=1004, page_size=2) == ["3007", "3008"]
        assert desk.ids("services", page_number=52) == [str(id_) for id_ in range(5050, 5060)]
        assert desk.get("services", page_number=90) == []
        for last, left in ((0, 2560), (1001, 2559), (2000, 1560), (2001, 1559), (4000, 60)):
            after = {"filter": f"id GT '{last}'", "page_size": 1}
            assert desk.headers("services", **after)["x-total-count"] == str(left)
        made = {"service_resource_identifier": "1"}
        desk.post("services/1001/service-resources", made)
        assert desk.headers("services", filter="id GT '5059'")["x-total-count"] == "0"


def test_a_filter_by_the_last_id_is_a_search_in_an_index(desk: Billing) -> None:
    """Full scans are the only way to read this system, so a page must not cost a scan."""
    store = desk.standin._tenant.store
    plan = store._run(
        "explain query plan select id from services where id > ? order by id limit 50",
        values=(93726,),
    ).fetchall()
    assert [row[3] for row in plan] == ["SEARCH services USING INTEGER PRIMARY KEY (rowid>?)"]


def test_nested_lists_are_paged_but_neither_filtered_nor_sorted(desk: Billing) -> None:
    refused = desk.get("invoices/55002/invoice-items", 400, sort="id")
    assert problem(refused) == {"sort": "is not a parameter of this request"}
