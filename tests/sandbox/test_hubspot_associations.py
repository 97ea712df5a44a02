"""Who belongs to whom in the HubSpot stand-in, by the newer and the older paths."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.sandbox.hubspot_company import Crm, crm

V4 = "/crm/v4/objects/contacts/601/associations/companies"
PRIMARY = {"category": "HUBSPOT_DEFINED", "typeId": 1, "label": "Primary"}
ANY = {"category": "HUBSPOT_DEFINED", "typeId": 279, "label": None}
NONE_FOUND = "crm.associations.NO_ASSOCIATIONS_FOUND"


@pytest.fixture(scope="module")
def opened() -> Iterator[Crm]:
    with crm() as served:
        yield served


@pytest.fixture
def hub(opened: Crm) -> Crm:
    return opened.renewed()


def numbered(id_: int) -> list[dict[str, Any]]:
    return [{"associationCategory": "HUBSPOT_DEFINED", "associationTypeId": id_}]


def ways(hub: Crm, path: str = V4) -> dict[str, list[int]]:
    results = hub.get(path)["results"]
    return {it["toObjectId"]: [way["typeId"] for way in it["associationTypes"]] for it in results}


def test_a_pair_shows_every_way_in_which_it_belongs_together(hub: Crm) -> None:
    assert hub.get(V4)["results"] == [{"toObjectId": "501", "associationTypes": [PRIMARY, ANY]}]
    assert ways(hub, "/crm/v4/objects/companies/501/associations/contacts") == {
        "601": [2, 280],
        "602": [2, 280],
    }
    assert ways(hub, "/crm/v4/objects/deals/701/associations/0-2") == {"501": [5, 341]}
    assert ways(hub, "/crm/v4/objects/companies/505/associations/companies") == {"501": [14, 450]}
    assert ways(hub, "/crm/v4/objects/companies/501/associations/companies") == {"505": [13, 450]}


def test_ids_of_associations_can_be_numbers() -> None:
    with crm(numeric_association_ids=True) as hub:
        assert hub.get(V4)["results"][0]["toObjectId"] == 501


def test_a_list_of_associations_has_pages(hub: Crm) -> None:
    path = "/crm/v4/objects/companies/501/associations/contacts"
    first = hub.get(path, limit=1)
    assert first["paging"]["next"]["after"] == "601"
    second = hub.client.get(first["paging"]["next"]["link"]).json()
    assert [it["toObjectId"] for it in second["results"]] == ["602"]
    assert "paging" not in second
    missing = "/crm/v4/objects/companies/9/associations/contacts"
    assert hub.get(missing, 404)["message"] == "resource not found"


def test_a_primary_company_takes_the_place_of_the_one_before(hub: Crm) -> None:
    made = hub.put(f"{V4}/502", numbered(1), 201)
    assert made == {
        "fromObjectTypeId": "0-1",
        "fromObjectId": "601",
        "toObjectTypeId": "0-2",
        "toObjectId": "502",
        "labels": ["Primary"],
    }
    assert ways(hub) == {"501": [279], "502": [1, 279]}
    people = "/crm/v3/objects/contacts/601"
    assert (
        hub.get(people, properties="associatedcompanyid")["properties"]["associatedcompanyid"]
        == "502"
    )


def test_the_primary_flag_moves_when_it_is_set_from_the_companys_side_too(hub: Crm) -> None:
    hub.put("/crm/v4/objects/companies/502/associations/contacts/601", numbered(2), 201)
    assert ways(hub) == {"501": [279], "502": [1, 279]}
    assert ways(hub, "/crm/v4/objects/contacts/602/associations/companies") == {"501": [1, 279]}


def test_the_same_association_twice_is_one(hub: Crm) -> None:
    for _ in range(2):
        assert hub.put(f"{V4}/503", numbered(279), 201)["labels"] == []
    assert ways(hub) == {"501": [1, 279], "503": [279]}


def test_a_default_association_tells_both_directions(hub: Crm) -> None:
    path = "/crm/v4/objects/contacts/601/associations/default/companies/503"
    specs = [it["associationSpec"]["associationTypeId"] for it in hub.put(path)["results"]]
    assert sorted(specs) == [279, 280]
    assert ways(hub) == {"501": [1, 279], "503": [279]}


def test_a_delete_takes_all_ways_of_a_pair(hub: Crm) -> None:
    hub.delete(f"{V4}/501")
    hub.delete(f"{V4}/501")
    assert ways(hub) == {}


def test_a_way_that_does_not_exist_is_400_and_a_missing_record_404(hub: Crm) -> None:
    refusal = hub.put(f"{V4}/502", numbered(5), 400)
    assert refusal["message"] == (
        "association type id 5 doesn't exist between contacts and companies"
    )
    refusal = hub.put(f"{V4}/9", numbered(279), 404)
    assert refusal["message"] == "COMPANY object 9 does not exist"
    assert hub.put(f"{V4}/502", [], 400)["message"] == (
        "Invalid input JSON: a list of association types is required"
    )


def test_a_batch_read_lists_ids_without_associations_as_errors(hub: Crm) -> None:
    asked = {"inputs": [{"id": "501"}, {"id": "503"}]}
    read = hub.post("/crm/v4/associations/companies/contacts/batch/read", asked, 207)
    (result,) = read["results"]
    assert result["from"] == {"id": "501"}
    assert [it["toObjectId"] for it in result["to"]] == ["601", "602"]
    (error,) = read["errors"]
    assert (error["subCategory"], error["context"]["fromObjectId"]) == (NONE_FOUND, ["503"])


def test_partner_clients_lead_to_companies(hub: Crm) -> None:
    asked = {"inputs": [{"id": "801"}, {"id": "803"}]}
    read = hub.post("/crm/v4/associations/partner_clients/companies/batch/read", asked)
    assert {it["from"]["id"]: it["to"][0]["toObjectId"] for it in read["results"]} == {
        "801": "501",
        "803": "505",
    }


def test_a_batch_associates_what_it_can(hub: Crm) -> None:
    inputs = [
        {"from": {"id": "601"}, "to": {"id": "503"}, "types": numbered(279)},
        {"from": {"id": "601"}, "to": {"id": "9"}, "types": numbered(279)},
    ]
    path = "/crm/v4/associations/contacts/companies/batch"
    made = hub.post(f"{path}/create", {"inputs": inputs}, 207)
    assert [it["toObjectId"] for it in made["results"]] == ["503"]
    assert made["errors"][0]["context"] == {"fromObjectId": ["601"], "toObjectId": ["9"]}
    hub.post(f"{path}/labels/archive", {"inputs": [inputs[0] | {"to": {"id": "501"}}]}, 204)
    assert ways(hub) == {"501": [1], "503": [279]}
    gone = [{"from": {"id": "601"}, "to": [{"id": "501"}, {"id": "503"}]}]
    hub.post(f"{path}/archive", {"inputs": gone}, 204)
    assert ways(hub) == {}
    dated = "/crm/associations/2026-03/contacts/companies/batch"
    assert hub.post(f"{dated}/archive", {"inputs": gone})["status"] == "COMPLETE"
    default = {"inputs": [{"from": {"id": "601"}, "to": {"id": "503"}}]}
    assert len(hub.post(f"{dated}/associate/default", default)["results"]) == 2


def test_the_older_paths_know_a_way_by_its_name(hub: Crm) -> None:
    read = hub.post("/crm/v3/associations/company/contact/batch/read", {"inputs": [{"id": "502"}]})
    assert read["results"] == [
        {
            "from": {"id": "502"},
            "to": [
                {"id": "603", "type": "company_to_contact"},
                {"id": "603", "type": "company_to_contact_unlabeled"},
            ],
        }
    ]
    types = hub.get("/crm/v3/associations/deals/companies/types")["results"]
    assert types == [
        {"id": "341", "name": "deal_to_company_unlabeled"},
        {"id": "5", "name": "deal_to_company"},
    ]


def test_the_older_paths_write_too(hub: Crm) -> None:
    one = {"from": {"id": "702"}, "to": {"id": "601"}, "type": "deal_to_contact"}
    path = "/crm/v3/associations/deals/contacts/batch"
    assert hub.post(f"{path}/create", {"inputs": [one]}, 201)["results"] == [one]
    listed = "/crm/v3/objects/deals/702/associations/contacts"
    assert hub.get(listed)["results"] == [{"id": "601", "type": "deal_to_contact"}]
    hub.post(f"{path}/archive", {"inputs": [one]}, 204)
    assert hub.get(listed)["results"] == []
    read = hub.put(f"{listed}/602/deal_to_contact")
    assert read["associations"]["contacts"]["results"][0]["id"] == "602"
    hub.delete(f"{listed}/602/3")
    assert hub.get(listed)["results"] == []
    refusal = hub.put(f"{listed}/602/deal_to_nothing", status=400)
    assert refusal["message"] == "deal_to_nothing is not a valid association type"


def test_an_account_has_labels_of_its_own(hub: Crm) -> None:
    path = "/crm/v4/associations/contacts/companies/labels"
    made = hub.post(path, {"label": "Payer", "inverseLabel": "Paid by", "name": "payer"})
    assert made["results"] == [
        {"category": "USER_DEFINED", "typeId": 1001, "label": "Payer"},
        {"category": "USER_DEFINED", "typeId": 1002, "label": "Paid by"},
    ]
    own = [{"associationCategory": "USER_DEFINED", "associationTypeId": 1001}]
    assert hub.put(f"{V4}/502", own, 201)["labels"] == ["Payer"]
    assert ways(hub) == {"501": [1, 279], "502": [279, 1001]}
    hub.put(path, {"associationTypeId": 1001, "label": "Pays"}, 204)
    labels = hub.get("/crm/associations/v4/contacts/companies/labels")["results"]
    assert [it["label"] for it in labels] == [None, "Primary", "Pays"]
    hub.delete(f"{path}/1001")
    refusal = hub.client.delete(f"{path}/279")
    assert refusal.status_code == 400
    assert refusal.json()["message"] == (
        "An association type that HubSpot defines cannot be changed"
    )


def test_a_new_record_can_be_associated_at_once(hub: Crm) -> None:
    made = hub.post(
        "/crm/v3/objects/deals",
        {
            "properties": {"dealname": "Dusk"},
            "associations": [{"to": {"id": "503"}, "types": numbered(5)}],
        },
        201,
    )
    assert ways(hub, f"/crm/v4/objects/deals/{made['id']}/associations/companies") == {
        "503": [5, 341]
    }
