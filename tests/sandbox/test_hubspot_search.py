"""The search of the HubSpot stand-in: filters, sorts, its cap and its delay."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.sandbox.hubspot_company import Crm, crm, filtered, many

SEARCH = "/crm/v3/objects/companies/search"
BY_ID = [{"propertyName": "hs_object_id", "direction": "ASCENDING"}]
FROM_4_MAY = "1777854600000"  # 4 May 2026, 00:30 UTC


@pytest.fixture(scope="module")
def opened() -> Iterator[Crm]:
    with crm() as served:
        yield served


@pytest.fixture
def hub(opened: Crm) -> Crm:
    return opened.renewed()


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ([filtered("name", "EQ", "acme")], ["501"]),
        ([filtered("name", "NEQ", "Acme")], ["502", "503", "505"]),
        ([filtered("domain", "EQ", "acme.example")], ["501", "503"]),
        ([filtered("customer_key", "EQ", "C-2")], ["502"]),
        ([filtered("customer_key", "IN", values=["c-1", "c-5", "C-2"])], ["501", "505"]),
        ([filtered("customer_key", "NOT_IN", values=["c-1", "c-5"])], ["502", "503"]),
        ([filtered("lifecyclestage", "IN", values=["lead"])], ["505"]),
        ([filtered("city", "HAS_PROPERTY")], ["501"]),
        ([filtered("city", "NOT_HAS_PROPERTY")], ["502", "503", "505"]),
        ([filtered("name", "CONTAINS_TOKEN", "nord")], ["505"]),
        ([filtered("name", "CONTAINS_TOKEN", "nor")], []),
        ([filtered("name", "CONTAINS_TOKEN", "nor*")], ["505"]),
        ([filtered("domain", "CONTAINS_TOKEN", "*.example")], ["501", "502", "503"]),
        ([filtered("name", "NOT_CONTAINS_TOKEN", "acme")], ["502", "503"]),
        ([filtered("hs_object_id", "GTE", "503")], ["503", "505"]),
        ([filtered("hs_object_id", "BETWEEN", "502", highValue="503")], ["502", "503"]),
        ([filtered("hs_lastmodifieddate", "GTE", FROM_4_MAY)], ["501", "503"]),
        ([filtered("hs_lastmodifieddate", "LT", "2026-05-04")], ["502", "505"]),
        ([filtered("createdate", "EQ", "2026-05-01T08:30:00Z")], ["501", "502", "503", "505"]),
        (
            [filtered("domain", "EQ", "acme.example"), filtered("hs_object_id", "GT", "501")],
            ["503"],
        ),
        ([], ["501", "502", "503", "505"]),
    ],
)
def test_filters_let_through_what_they_say(
    hub: Crm, filters: list[dict[str, Any]], found: list[str]
) -> None:
    assert hub.search("companies", *filters) == found


def test_money_is_compared_as_a_number(hub: Crm) -> None:
    assert hub.search("deals", filtered("amount", "GT", "1000")) == ["701"]
    assert hub.search("deals", filtered("amount", "EQ", "900.50")) == ["702"]
    assert hub.search("partner_clients", filtered("hs_total_subscription_mrr", "LTE", "90")) == [
        "803"
    ]


def test_dates_are_compared_as_days(hub: Crm) -> None:
    name = "hs_next_renewal_date"
    assert hub.search("partner_clients", filtered(name, "GTE", "2026-11-14")) == ["801", "802"]
    assert hub.search("partner_clients", filtered(name, "GT", "1794614400000")) == []


def test_groups_are_joined_by_or(hub: Crm) -> None:
    groups = [
        {"filters": [filtered("name", "EQ", "Acme"), filtered("city", "EQ", "Rom")]},
        {"filters": [filtered("name", "EQ", "Borealis")]},
        {"filters": [filtered("name", "EQ", "Cirrus")]},
    ]
    found = hub.post(SEARCH, {"filterGroups": groups})
    assert [it["id"] for it in found["results"]] == ["502", "503"]


def test_what_belongs_to_a_company_is_found_by_it(hub: Crm) -> None:
    assert hub.search("contacts", filtered("associations.company", "EQ", "501")) == ["601", "602"]
    assert hub.search("deals", filtered("associations.company", "IN", values=["502", "9"])) == [
        "702"
    ]
    assert hub.search("companies", filtered("associations.company", "EQ", "505")) == ["501"]
    assert hub.search("contacts", filtered("associatedcompanyid", "EQ", 502)) == ["603"]


def test_words_are_looked_for_in_the_texts_of_the_type(hub: Crm) -> None:
    assert hub.search("companies", query="acme") == ["501", "503", "505"]
    assert hub.search("companies", query="ACME nord") == ["505"]
    assert hub.search("contacts", query="bo@borealis") == ["603"]
    refusal = hub.post(SEARCH, {"query": "x" * 3001}, 400)
    assert refusal["message"] == "The query must not be longer than 3000 characters."


@pytest.mark.parametrize("sort", ["-hs_lastmodifieddate", None])
def test_one_sort_orders_the_results(hub: Crm, sort: str | None) -> None:
    by_time = {"propertyName": "hs_lastmodifieddate", "direction": "DESCENDING"}
    sorts = [sort or by_time]
    assert hub.search("companies", sorts=sorts) == ["503", "501", "502", "505"]
    refusal = hub.post(SEARCH, {"sorts": [*sorts, "name"]}, 400)
    assert refusal["message"] == "Only one sort is allowed"


def test_nothing_found_is_no_paging(hub: Crm) -> None:
    nothing = {"filterGroups": [{"filters": [filtered("name", "EQ", "x")]}]}
    assert hub.post(SEARCH, nothing) == {"total": 0, "results": []}


def test_archived_records_and_associations_never_appear(hub: Crm) -> None:
    assert hub.search("companies", filtered("hs_object_id", "EQ", "504")) == []
    found = hub.post(SEARCH, {"limit": 1, "associations": ["contacts"]})
    assert "associations" not in found["results"][0]


def test_pages_go_on_by_offset_up_to_two_hundred_at_a_time(hub: Crm) -> None:
    first = hub.post(SEARCH, {"limit": 3, "after": "0", "sorts": BY_ID})
    assert (first["total"], first["paging"]) == (4, {"next": {"after": "3"}})
    second = hub.post(SEARCH, {"limit": 3, "after": "3", "sorts": BY_ID})
    assert [it["id"] for it in second["results"]] == ["505"]
    assert "paging" not in second
    refusal = hub.post(SEARCH, {"limit": 201}, 400)
    assert refusal["message"] == "Invalid value for limit: 201. It must be between 1 and 200."


def test_no_more_than_ten_thousand_results_can_be_paged_through(hub: Crm) -> None:
    assert hub.post(SEARCH, {"limit": 200, "after": "9800"})["results"] == []
    refusal = hub.post(SEARCH, {"limit": 200, "after": "9801"}, 400)
    assert refusal["category"] == "VALIDATION_ERROR"
    assert refusal["message"] == "The search can be paged through up to 10000 results only."


def test_whoever_restarts_behind_the_last_id_gets_them_all() -> None:
    with crm(many(450)) as hub:
        found, last = [], 0
        while page := hub.search(
            "companies", filtered("hs_object_id", "GT", str(last)), sorts=BY_ID, limit=200
        ):
            found += page
            last = int(page[-1])
        assert found == [str(id_) for id_ in range(1001, 1451)]


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (
            {"filterGroups": [{"filters": []}] * 6},
            "The number of filter groups must not exceed 5.",
        ),
        (
            {"filterGroups": [{"filters": [filtered("name", "EQ", "x")] * 7}]},
            "The number of filters in a group must not exceed 6.",
        ),
        (
            {"filterGroups": [{"filters": [filtered("name", "EQ", "x")] * 5}] * 4},
            "The number of filters must not exceed 18.",
        ),
        (
            {"filterGroups": [{"filters": [filtered("nmae", "EQ", "x")]}]},
            'There was a problem with the request. Property "nmae" does not exist',
        ),
        (
            {"filterGroups": [{"filters": [filtered("annualrevenue", "GT", "x")]}]},
            "There was a problem with the request. x was not a valid long.",
        ),
        (
            {"filterGroups": [{"filters": [filtered("name", "EQ")]}]},
            "Invalid input JSON: the filter needs a value",
        ),
        (
            {"filterGroups": [{"filters": [filtered("name", "IN", "x")]}]},
            "The operator IN needs a list of values",
        ),
        ({"filterGroups": [{}]}, "Invalid input JSON: every filter group needs a list of filters"),
        ({"after": "x"}, "Invalid value for after: x"),
        ({"sorts": [{"propertyName": "name", "direction": "UP"}]}, "Invalid sort direction: UP"),
    ],
)
def test_a_wrong_search_is_400(hub: Crm, body: dict[str, Any], words: str) -> None:
    assert hub.post(SEARCH, body, 400)["message"] == words


def test_a_contact_has_no_property_of_the_other_types_name_for_its_time(hub: Crm) -> None:
    people = "/crm/v3/objects/contacts/search"
    one = filtered("hs_lastmodifieddate", "GTE", "0")
    refusal = hub.post(people, {"filterGroups": [{"filters": [one]}]}, 400)
    assert refusal["message"].endswith('Property "hs_lastmodifieddate" does not exist')
    assert hub.search("contacts", filtered("lastmodifieddate", "GTE", "2026-05-05")) == ["602"]


def test_the_index_is_behind_by_as_much_as_it_is_told_to() -> None:
    with crm(index_delay_seconds=30) as hub:
        hub.patch("/crm/v3/objects/companies/501", {"properties": {"city": "Bonn"}})
        assert hub.search("companies", filtered("city", "EQ", "Bonn")) == []
        hub.clock.wait(31)
        assert hub.search("companies", filtered("city", "EQ", "Bonn")) == ["501"]


def test_a_value_cannot_break_out_of_the_query(hub: Crm) -> None:
    for value in ("x' or '1'='1", "%", '"', "_cme"):
        for operator in ("EQ", "CONTAINS_TOKEN"):
            assert hub.search("companies", filtered("name", operator, value)) == []
        assert hub.search("companies", query=value) == []
