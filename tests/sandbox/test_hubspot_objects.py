"""Single records of the HubSpot stand-in, and the list of them."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.sandbox.hubspot_company import Crm, crm, error_codes, many

COMPANIES = "/crm/v3/objects/companies"


@pytest.fixture(scope="module")
def opened() -> Iterator[Crm]:
    with crm() as served:
        yield served


@pytest.fixture
def hub(opened: Crm) -> Crm:
    return opened.renewed()


def test_a_read_gives_the_fixed_few_and_what_was_asked_for(hub: Crm) -> None:
    assert hub.get(f"{COMPANIES}/501", properties="city,phone,no_such_name") == {
        "id": "501",
        "properties": {
            "city": "Kiel",
            "createdate": "2026-05-01T08:30:00.000Z",
            "domain": "acme.example",
            "hs_lastmodifieddate": "2026-05-04T08:30:00.000Z",
            "hs_object_id": "501",
            "name": "Acme",
            "phone": None,
        },
        "createdAt": "2026-05-01T08:30:00.000Z",
        "updatedAt": "2026-05-04T08:30:00.000Z",
        "archived": False,
    }


def test_a_contact_has_its_own_name_for_the_time_of_its_last_change(hub: Crm) -> None:
    properties = hub.get("/crm/v3/objects/contacts/601")["properties"]
    assert list(properties) == [
        *("createdate", "email", "firstname", "hs_object_id", "lastmodifieddate", "lastname"),
    ]
    assert properties["email"] == "ann@acme.example"


@pytest.mark.parametrize("name", ["companies", "company", "COMPANY", "0-2"])
def test_a_type_goes_by_several_names(hub: Crm, name: str) -> None:
    assert hub.get(f"/crm/v3/objects/{name}/501")["properties"]["name"] == "Acme"


@pytest.mark.parametrize("date", ["2025-09", "2026-03", "2026-09"])
def test_a_dated_path_gives_the_same_record(hub: Crm, date: str) -> None:
    path = f"/crm/objects/{date}/companies/501"
    assert hub.get(path) == hub.get(f"{COMPANIES}/501")


def test_an_unknown_type_is_400_and_an_unknown_path_is_404(hub: Crm) -> None:
    refusal = hub.get("/crm/v3/objects/planets", 400)
    assert refusal["message"] == "Unable to infer object type from: planets"
    assert hub.get("/crm/v3/nothing", 404)["category"] == "OBJECT_NOT_FOUND"


def test_an_unknown_record_is_404(hub: Crm) -> None:
    refusal = hub.get(f"{COMPANIES}/9", 404)
    assert (refusal["message"], refusal["category"]) == ("resource not found", "OBJECT_NOT_FOUND")
    assert hub.get(f"{COMPANIES}/acme", 404)["message"] == "resource not found"


def test_the_list_is_of_ten_and_its_last_page_has_no_paging() -> None:
    with crm(many(25)) as hub:
        first = hub.get(COMPANIES)
        assert [one["id"] for one in first["results"]] == [str(id_) for id_ in range(1001, 1011)]
        link = first["paging"]["next"]["link"]
        assert first["paging"]["next"]["after"] == "1010"
        assert link == f"{hub.url}{COMPANIES}?after=1010"
        second = hub.client.get(link).json()
        third = hub.get(COMPANIES, after=second["paging"]["next"]["after"])
        assert [len(page["results"]) for page in (second, third)] == [10, 5]
        assert "paging" not in third


def test_a_page_can_have_a_hundred_and_with_history_fifty(hub: Crm) -> None:
    words = "Invalid value for limit: {}. It must be between 1 and {}."
    assert hub.get(COMPANIES, 400, limit=101)["message"] == words.format(101, 100)
    asked = {"limit": 51, "propertiesWithHistory": "city"}
    assert hub.get(COMPANIES, 400, **asked)["message"] == words.format(51, 50)
    assert hub.get(COMPANIES, 400, after="x")["message"] == "Invalid value for after: x"


def test_archived_records_have_a_view_of_their_own(hub: Crm) -> None:
    assert "504" not in [one["id"] for one in hub.get(COMPANIES)["results"]]
    (archived,) = hub.get(COMPANIES, archived="true")["results"]
    assert (archived["id"], archived["archived"]) == ("504", True)
    assert archived["archivedAt"] == "2026-05-07T08:30:00.000Z"
    assert hub.get(f"{COMPANIES}/504", 404)["message"] == "resource not found"
    assert hub.get(f"{COMPANIES}/504", archived="true")["id"] == "504"


def test_a_new_company_answers_with_what_was_sent_and_what_follows_from_it(hub: Crm) -> None:
    sent = {"name": "Dusk", "domain": "acme.example", "numberofemployees": 17}
    made = hub.post(COMPANIES, {"properties": sent, "associations": []}, 201)
    assert made["properties"] == {
        "createdate": "2026-05-28T20:26:40.000Z",
        "domain": "acme.example",
        "hs_lastmodifieddate": "2026-05-28T20:26:40.000Z",
        "hs_object_id": made["id"],
        "name": "Dusk",
        "numberofemployees": "17",
        "website": "acme.example",
    }


def test_only_the_named_properties_change(hub: Crm) -> None:
    changed = hub.patch(f"{COMPANIES}/501", {"properties": {"phone": "+49 431 1"}})
    assert changed["properties"] == {
        "createdate": "2026-05-01T08:30:00.000Z",
        "hs_lastmodifieddate": "2026-05-28T20:26:40.000Z",
        "hs_object_id": "501",
        "phone": "+49 431 1",
    }
    assert hub.company("501", properties="city")["city"] == "Kiel"


def test_a_cleared_property_is_echoed_once_and_then_null(hub: Crm) -> None:
    changed = hub.patch(f"{COMPANIES}/501", {"properties": {"city": ""}})
    assert changed["properties"]["city"] == ""
    assert hub.company("501", properties="city")["city"] is None


def test_a_record_goes_by_a_unique_property_too(hub: Crm) -> None:
    assert hub.get(f"{COMPANIES}/C-1", idProperty="customer_key")["id"] == "501"
    hub.patch(f"{COMPANIES}/C-1?idProperty=customer_key", {"properties": {"city": "Bonn"}})
    assert hub.company("501", properties="city")["city"] == "Bonn"
    assert hub.get(f"{COMPANIES}/c-1", 404, idProperty="customer_key")["status"] == "error"
    refusal = hub.get(f"{COMPANIES}/acme.example", 400, idProperty="domain")
    assert refusal["message"] == (
        "Unable to perform update/upsert by non-unique 0-2 property domain in portal ID 24681357"
    )
    people = "/crm/v3/objects/contacts/ANN@acme.example"
    assert hub.get(people, idProperty="email")["id"] == "601"


def test_an_archived_record_is_gone_from_the_list_and_an_unknown_id_is_204_too(hub: Crm) -> None:
    hub.delete(f"{COMPANIES}/502")
    hub.delete(f"{COMPANIES}/999")
    assert [it["id"] for it in hub.get(COMPANIES)["results"]] == ["501", "503", "505"]
    archived = hub.get(COMPANIES, archived="true")["results"]
    assert [it["id"] for it in archived] == ["502", "504"]
    assert "associations" not in hub.get("/crm/v3/objects/deals/702", associations="companies")


def test_a_merge_moves_what_belongs_to_the_loser_and_takes_the_loser_away(hub: Crm) -> None:
    ids = {"primaryObjectId": "501", "objectIdToMerge": "502"}
    merged = hub.post(f"{COMPANIES}/merge", ids)
    assert merged["properties"]["hs_merged_object_ids"] == "511;512;502"
    read = hub.get(f"{COMPANIES}/501", associations="contacts", properties="customer_key")
    linked = {it["id"] for it in read["associations"]["contacts"]["results"]}
    assert (linked, read["properties"]["customer_key"]) == ({"601", "602", "603"}, "C-1")
    assert hub.get(f"{COMPANIES}/502", 404)["message"] == "resource not found"
    same = {"primaryObjectId": "501", "objectIdToMerge": "501"}
    refusal = hub.post(f"{COMPANIES}/merge", same, 400)
    assert refusal["message"] == "Cannot merge an object with itself"


def test_a_forgotten_contact_is_not_even_archived(hub: Crm) -> None:
    people = "/crm/v3/objects/contacts"
    hub.post(f"{people}/gdpr-delete", {"objectId": "al@acme.example", "idProperty": "email"}, 204)
    assert hub.get(f"{people}/602", 404)["category"] == "OBJECT_NOT_FOUND"
    assert hub.get(people, archived="true")["results"] == []


def test_history_shows_the_newest_version_first(hub: Crm) -> None:
    hub.patch(f"{COMPANIES}/501", {"properties": {"city": "Bonn"}})
    hub.clock.wait(60)
    hub.patch(f"{COMPANIES}/501", {"properties": {"city": ""}})
    read = hub.get(f"{COMPANIES}/501", propertiesWithHistory="city,phone,no_such_name")
    versions = read["propertiesWithHistory"]["city"]
    assert [(it["value"], it["timestamp"], it["sourceType"]) for it in versions] == [
        ("", "2026-05-28T20:27:40.000Z", "INTEGRATION"),
        ("Bonn", "2026-05-28T20:26:40.000Z", "INTEGRATION"),
        ("Kiel", "2026-05-01T08:30:00.000Z", "CRM_UI"),
    ]
    assert list(read["propertiesWithHistory"]) == ["city"]


def test_what_belongs_to_a_record_comes_once_for_every_way(hub: Crm) -> None:
    asked = hub.get(f"{COMPANIES}/501", associations="deals,partner_clients,tickets")
    assert asked["associations"] == {
        "deals": {
            "results": [
                {"id": "701", "type": "company_to_deal"},
                {"id": "701", "type": "company_to_deal_unlabeled"},
            ]
        },
        "partner_clients": {"results": [{"id": "801", "type": "company_to_partner_client"}]},
    }


def test_counts_and_parents_follow_from_what_belongs_to_a_company(hub: Crm) -> None:
    names = "num_associated_contacts,num_associated_deals,hs_num_child_companies"
    acme = hub.company("501", properties=names)
    assert [acme[name] for name in names.split(",")] == ["2", "1", "1"]
    nord = hub.company("505", properties="hs_parent_company_id,num_associated_deals")
    assert (nord["hs_parent_company_id"], nord["num_associated_deals"]) == ("501", None)
    ann = hub.get("/crm/v3/objects/contacts/601", properties="associatedcompanyid")
    assert ann["properties"]["associatedcompanyid"] == "501"


def test_a_broken_body_and_a_missing_part_are_400(hub: Crm) -> None:
    broken = hub.client.post(COMPANIES, content=b'{"properties": ')
    assert broken.status_code == 400
    assert broken.json()["message"].startswith("Invalid input JSON on line 1, column 1: ")
    assert "category" not in broken.json()
    assert hub.post(COMPANIES, {"name": "x"}, 400)["message"] == (
        "Invalid input JSON: properties is required"
    )
    assert error_codes(hub.post(COMPANIES, {"properties": {"nmae": "x"}}, 400)) == {
        "nmae": "PROPERTY_DOESNT_EXIST"
    }


@pytest.mark.parametrize(
    ("path", "sent", "words"),
    [
        ("", [], "Cannot deserialize value: an object was expected"),
        ("", {"properties": {}, "associations": "x"}, "associations must be a list"),
        ("", {"properties": {}, "associations": [5]}, "to is required"),
        ("", {"properties": {"name": ["x"]}}, "a value must be a string, a number or a bool"),
        ("/batch/update", {"inputs": 5}, "inputs is required"),
        ("/batch/update", {"inputs": [5]}, "every input must be an object"),
        ("/batch/update", {"inputs": [{"properties": {}}]}, "id is required"),
        ("/search", {"sorts": [5]}, "propertyName is required"),
        ("/search", {"properties": "name"}, "properties must be a list"),
    ],
)
def test_a_body_of_another_shape_is_400(hub: Crm, path: str, sent: Any, words: str) -> None:
    assert words in hub.post(f"{COMPANIES}{path}", sent, 400)["message"]
