"""What an account of the HubSpot stand-in is set up with: definitions, pipelines, lists, types."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.sandbox.hubspot_company import Crm, crm

PROPERTIES = "/crm/v3/properties/companies"
PIPELINES, LISTS, SCHEMAS = "/crm/v3/pipelines/deals", "/crm/v3/lists", "/crm/v3/schemas"
BOUGHT = {
    "name": "bought_on",
    "label": "Bought on",
    "type": "date",
    "fieldType": "date",
    "groupName": "companyinformation",
}


@pytest.fixture(scope="module")
def opened() -> Iterator[Crm]:
    with crm() as served:
        yield served


@pytest.fixture
def hub(opened: Crm) -> Crm:
    return opened.renewed()


def test_a_definition_says_type_and_whether_it_can_be_written(hub: Crm) -> None:
    definitions = {it["name"]: it for it in hub.get(PROPERTIES)["results"]}
    key, count = definitions["customer_key"], definitions["num_associated_contacts"]
    assert (key["type"], key["fieldType"], key["hasUniqueValue"]) == ("string", "text", True)
    assert key["modificationMetadata"]["readOnlyValue"] is False
    assert "hubspotDefined" not in key
    assert count["hubspotDefined"] is True
    assert count["modificationMetadata"] == {
        "archivable": False,
        "readOnlyDefinition": True,
        "readOnlyOptions": True,
        "readOnlyValue": True,
    }
    assert definitions["hubspot_owner_id"]["referencedObjectType"] == "OWNER"
    stages = [it["value"] for it in definitions["lifecyclestage"]["options"]]
    assert (stages[0], stages[-1]) == ("subscriber", "other")
    target = definitions["hs_is_target_account"]
    assert (target["type"], len(target["options"])) == ("bool", 2)


def test_a_property_is_made_changed_used_and_archived(hub: Crm) -> None:
    made = hub.post(PROPERTIES, BOUGHT, 201)
    assert (made["name"], made["archived"], made["hasUniqueValue"]) == ("bought_on", False, False)
    changed = hub.patch(f"{PROPERTIES}/bought_on", {"label": "First bought on"})
    assert changed["label"] == "First bought on"
    sent = {"properties": {"bought_on": "2026-05-01"}}
    hub.patch("/crm/v3/objects/companies/501", sent)
    assert hub.company("501", properties="bought_on")["bought_on"] == "2026-05-01"
    hub.delete(f"{PROPERTIES}/bought_on")
    assert "bought_on" not in hub.company("501", properties="bought_on")
    assert hub.get(f"{PROPERTIES}/bought_on", 404)["message"] == (
        "Property 'bought_on' does not exist"
    )
    (archived,) = hub.get(PROPERTIES, archived="true")["results"]
    assert (archived["name"], "archivedAt" in archived) == ("bought_on", True)


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"type": "money"}, "Invalid property type money. Known are: string, number, date, "),
        ({"fieldType": "text"}, "The field type text is not valid for the type date"),
        ({"groupName": "nothing"}, "Property group 'nothing' does not exist"),
        ({"name": "Bought On"}, "Property name Bought On must be lower case letters, "),
        ({"hasUniqueValue": True}, "Only string and number properties can have unique values"),
        (
            {"type": "bool", "fieldType": "booleancheckbox"},
            "Boolean properties must have exactly the options true and false",
        ),
        ({"label": None}, "Invalid input JSON: label is required"),
    ],
)
def test_a_wrong_definition_is_400(hub: Crm, wrong: dict[str, Any], words: str) -> None:
    refusal = hub.post(PROPERTIES, BOUGHT | wrong, 400)
    assert refusal["message"].startswith(words)


def test_a_known_name_is_409_and_what_is_fixed_stays_as_it_is(hub: Crm) -> None:
    hub.post(PROPERTIES, BOUGHT, 201)
    refusal = hub.post(PROPERTIES, BOUGHT, 409)
    assert refusal["message"] == "A property named 'bought_on' already exists."
    refusal = hub.patch(f"{PROPERTIES}/bought_on", {"hasUniqueValue": True}, 400)
    assert refusal["message"] == "These cannot be changed after creation: hasUniqueValue"
    refusal = hub.patch(f"{PROPERTIES}/domain", {"label": "x"}, 400)
    assert refusal["message"] == "Property domain is read-only and cannot be changed"


def test_there_are_ten_unique_properties_at_most(hub: Crm) -> None:
    unique = BOUGHT | {"type": "string", "fieldType": "text", "hasUniqueValue": True}
    for number in range(9):
        hub.post(PROPERTIES, unique | {"name": f"key_{number}"}, 201)
    refusal = hub.post(PROPERTIES, unique | {"name": "key_9"}, 400)
    assert refusal["message"] == "The limit of 10 unique properties has been reached."
    hub.patch("/crm/v3/objects/companies/501", {"properties": {"key_3": "A"}})
    assert hub.get("/crm/v3/objects/companies/A", idProperty="key_3")["id"] == "501"


def test_properties_come_in_batches_and_in_groups(hub: Crm) -> None:
    group = hub.post(f"{PROPERTIES}/groups", {"name": "own", "label": "Own"}, 201)
    assert group == {"name": "own", "label": "Own", "displayOrder": -1, "archived": False}
    inputs = [BOUGHT | {"groupName": "own"}, BOUGHT | {"name": "domain"}]
    made = hub.post(f"{PROPERTIES}/batch/create", {"inputs": inputs}, 207)
    assert ([it["name"] for it in made["results"]], made["numErrors"]) == (["bought_on"], 1)
    asked = {"archived": False, "inputs": [{"name": "bought_on"}, {"name": "nothing"}]}
    read = hub.post(f"{PROPERTIES}/batch/read", asked, 207)
    assert read["errors"][0]["context"] == {"name": ["nothing"]}
    refused = hub.client.delete(f"{PROPERTIES}/groups/own")
    assert refused.json()["message"] == "Property group 'own' still holds properties"
    hub.post(f"{PROPERTIES}/batch/archive", {"inputs": [{"name": "bought_on"}]}, 204)
    hub.delete(f"{PROPERTIES}/groups/own")
    assert [it["name"] for it in hub.get(f"{PROPERTIES}/groups")["results"]] == [
        "companyinformation"
    ]


@pytest.mark.parametrize(
    "path",
    [
        *("/properties/v2/companies/properties", "/companies/v2/properties"),
        "/properties/v1/deals/properties",
    ],
)
def test_older_paths_list_definitions_without_an_envelope(hub: Crm, path: str) -> None:
    names = {it["name"] for it in hub.get(path)}
    assert {"createdate", "hubspot_owner_id"} <= names
    assert ("dealname" in names) == ("deals" in path)


def test_deals_go_through_a_pipeline_of_seven_stages(hub: Crm) -> None:
    (pipeline,) = hub.get(PIPELINES)["results"]
    assert (pipeline["id"], pipeline["label"]) == ("default", "Sales Pipeline")
    assert [(it["id"], it["metadata"]["probability"]) for it in pipeline["stages"]] == [
        ("appointmentscheduled", "0.2"),
        ("qualifiedtobuy", "0.4"),
        ("presentationscheduled", "0.6"),
        ("decisionmakerboughtin", "0.8"),
        ("contractsent", "0.9"),
        ("closedwon", "1.0"),
        ("closedlost", "0.0"),
    ]
    won = hub.get(f"{PIPELINES}/default/stages/closedwon")
    assert won["metadata"] == {"isClosed": "true", "probability": "1.0"}
    assert hub.get(f"{PIPELINES}/none", 404)["message"] == "resource not found"


def test_the_oldest_path_has_the_odds_as_numbers(hub: Crm) -> None:
    (pipeline,) = hub.get("/deals/v1/pipelines")
    assert pipeline["stages"][5] == {
        "stageId": "closedwon",
        "label": "Closed Won",
        "probability": 1.0,
        "active": True,
        "displayOrder": 5,
        "closedWon": True,
    }


def test_a_pipeline_is_made_changed_and_deleted(hub: Crm) -> None:
    stage = {"label": "Asked", "displayOrder": 0, "metadata": {"probability": "0.5"}}
    made = hub.post(PIPELINES, {"label": "Renewals", "displayOrder": 1, "stages": [stage]}, 201)
    path = f"{PIPELINES}/{made['id']}"
    assert made["stages"][0]["metadata"] == {"probability": "0.5", "isClosed": "false"}
    assert hub.patch(path, {"label": "Renewals 2"})["label"] == "Renewals 2"
    added = hub.post(f"{path}/stages", stage | {"label": "Won", "stageId": "won"}, 201)
    assert (added["id"], len(hub.get(f"{path}/stages")["results"])) == ("won", 2)
    changed = hub.patch(f"{path}/stages/won", {"metadata": {"probability": 1}})
    assert changed["metadata"]["probability"] == "1"
    replaced = hub.put(f"{path}/stages/won", stage)
    assert (replaced["id"], replaced["label"]) == ("won", "Asked")
    hub.delete(f"{path}/stages/won")
    actions = [it["action"] for it in hub.get(f"{path}/audit")["results"]]
    assert actions == ["UPDATE", "CREATE"]
    assert len(hub.put(path, {"label": "R", "displayOrder": 2, "stages": []})["stages"]) == 0
    hub.delete(path)
    assert len(hub.get(PIPELINES)["results"]) == 1
    refused = hub.client.delete(f"{PIPELINES}/default?validateReferencesBeforeDelete=true")
    assert refused.json()["message"] == "default is still used by deals"


def test_a_list_keeps_its_members(hub: Crm) -> None:
    sent = {"name": "Key accounts", "objectTypeId": "0-2", "processingType": "MANUAL"}
    made = hub.post(LISTS, sent)["list"]
    path = f"{LISTS}/{made['listId']}"
    assert (made["name"], made["size"], made["processingStatus"]) == ("Key accounts", 0, "COMPLETE")
    assert hub.put(f"{path}/memberships/add", ["501", "503", "9"]) == {
        "recordsIdsAdded": ["501", "503"],
        "recordIdsRemoved": [],
        "recordIdsMissing": ["9"],
    }
    first = hub.get(f"{path}/memberships", limit=1)
    assert first["results"] == [
        {"recordId": "501", "membershipTimestamp": "2026-05-28T20:26:40.000Z"}
    ]
    second = hub.get(f"{path}/memberships", after=first["paging"]["next"]["after"])
    assert [it["recordId"] for it in second["results"]] == ["503"]
    assert hub.get(f"{LISTS}/records/0-2/501/memberships")["results"][0]["listId"] == "1"
    assert hub.put(f"{path}/memberships/remove", ["501"])["recordIdsRemoved"] == ["501"]
    assert hub.get(path)["list"]["size"] == 1


def test_lists_are_searched_renamed_deleted_and_brought_back(hub: Crm) -> None:
    for name in ("One", "Two", "Three"):
        sent = {"name": name, "objectTypeId": "companies", "processingType": "DYNAMIC"}
        hub.post(LISTS, sent | {"filterBranch": {"filterBranchType": "OR"}})
    asked = {"offset": 0, "count": 2, "additionalProperties": ["hs_list_size"]}
    page = hub.post(f"{LISTS}/search", asked)
    assert ([it["name"] for it in page["lists"]], page["hasMore"]) == (["One", "Two"], True)
    assert (page["offset"], page["total"]) == (2, 3)
    assert page["lists"][0]["additionalProperties"] == {"hs_list_size": "0"}
    assert hub.post(f"{LISTS}/search", {"query": "thr"})["lists"][0]["listId"] == "3"
    hub.put(f"{LISTS}/1/update-list-name?listName=First")
    assert hub.get(f"{LISTS}/object-type-id/0-2/name/First")["list"]["listId"] == "1"
    assert "filterBranch" in hub.get(f"{LISTS}/1", includeFilters="true")["list"]
    hub.delete(f"{LISTS}/1")
    assert hub.get(f"{LISTS}/1", 404)["message"] == "List does not exist with ID 1."
    hub.put(f"{LISTS}/1/restore", status=204)
    assert [it["listId"] for it in hub.get(LISTS, listIds="1,2")["lists"]] == ["1", "2"]
    refusal = hub.put(f"{LISTS}/1/memberships/add", ["501"], 400)
    assert "DYNAMIC" in refusal["message"]


def test_an_account_has_types_of_its_own(hub: Crm) -> None:
    made = hub.post(
        SCHEMAS,
        {
            "name": "licence",
            "labels": {"singular": "Licence", "plural": "Licences"},
            "primaryDisplayProperty": "number",
            "requiredProperties": [],
            "properties": [
                {
                    "name": "number",
                    "label": "Number",
                    "type": "string",
                    "fieldType": "text",
                    "hasUniqueValue": True,
                }
            ],
            "associatedObjects": ["COMPANY"],
        },
        201,
    )
    assert (made["objectTypeId"], made["fullyQualifiedName"]) == (
        *("2-1234567", "p24681357_licence"),
    )
    assert [it["name"] for it in made["associations"]] == ["licence_to_company"]
    one = hub.post("/crm/v3/objects/p_licence", {"properties": {"number": "L-1"}}, 201)
    way = [{"associationCategory": "USER_DEFINED", "associationTypeId": 1001}]
    path = f"/crm/v4/objects/2-1234567/{one['id']}/associations/companies/501"
    assert hub.put(path, way, 201)["labels"] == []
    read = hub.get("/crm/v3/objects/licence/L-1", idProperty="number", associations="companies")
    assert read["associations"]["companies"]["results"][0]["id"] == "501"
    assert hub.search("2-1234567", {"propertyName": "number", "operator": "HAS_PROPERTY"}) == [
        one["id"]
    ]
    assert [it["name"] for it in hub.get(SCHEMAS)["results"]] == ["licence"]
    refused = hub.client.delete(f"{SCHEMAS}/licence")
    assert refused.json()["message"] == "The object type licence still has records"
    hub.delete(f"/crm/v3/objects/licence/{one['id']}")
    hub.delete("/crm-object-schemas/v3/schemas/licence")
    assert hub.get("/crm/v3/objects/licence", 400)["message"] == (
        "Unable to infer object type from: licence"
    )
