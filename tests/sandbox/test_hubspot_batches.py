"""Batches of the HubSpot stand-in: a hundred records in a call, each with its own outcome."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.sandbox.hubspot_company import Crm, crm, error_codes, many

COMPANIES = "/crm/v3/objects/companies"
MISSING = (
    "Could not get some COMPANY objects, they may be deleted or not exist. "
    "Check that ids are valid."
)


@pytest.fixture(scope="module")
def opened() -> Iterator[Crm]:
    with crm() as served:
        yield served


@pytest.fixture
def hub(opened: Crm) -> Crm:
    return opened.renewed()


def one(id_: str, trace: str | None = None, **properties: Any) -> dict[str, Any]:
    traced = {"objectWriteTraceId": trace} if trace else {}
    return {"id": id_, "properties": properties, **traced}


def keyed(key: str, trace: str | None = None, **properties: Any) -> dict[str, Any]:
    return {"idProperty": "customer_key", **one(key, trace, **properties)}


def batch(hub: Crm, verb: str, *inputs: dict[str, Any], status: int = 200) -> Any:
    return hub.post(f"{COMPANIES}/batch/{verb}", {"inputs": list(inputs)}, status)


def test_a_batch_read_finds_by_id_and_tells_what_it_did_not_find(hub: Crm) -> None:
    asked = {"inputs": [{"id": "501"}, {"id": "9"}, {"id": "502"}, {"id": "501"}]}
    read = hub.post(f"{COMPANIES}/batch/read", asked | {"properties": ["city"]}, 207)
    assert {it["id"]: it["properties"]["city"] for it in read["results"]} == {
        "501": "Kiel",
        "502": None,
    }
    assert (read["status"], read["numErrors"]) == ("COMPLETE", 1)
    assert read["errors"] == [
        {
            "status": "error",
            "category": "OBJECT_NOT_FOUND",
            "message": MISSING,
            "context": {"ids": ["9"]},
            "errors": [],
            "links": {},
        }
    ]
    assert read["startedAt"] == "2026-05-28T20:26:40.000Z"


def test_a_batch_read_finds_by_a_unique_property_and_among_the_archived(hub: Crm) -> None:
    asked = {"idProperty": "customer_key", "inputs": [{"id": "C-2"}]}
    (found,) = hub.post(f"{COMPANIES}/batch/read", asked)["results"]
    assert found["id"] == "502"
    path = f"{COMPANIES}/batch/read?archived=true"
    (archived,) = hub.post(path, {"inputs": [{"id": "504"}]})["results"]
    assert archived["archived"] is True
    by_name = {"idProperty": "name", "inputs": [{"id": "Acme"}]}
    refusal = hub.post(f"{COMPANIES}/batch/read", by_name, 400)
    assert "by non-unique 0-2 property name in portal ID" in refusal["message"]


def test_an_update_without_trace_ids_is_refused_whole_for_one_bad_input(hub: Crm) -> None:
    refusal = batch(hub, "update", one("501", city="Bonn"), one("502", x="1"), status=400)
    assert error_codes(refusal) == {"x": "PROPERTY_DOESNT_EXIST"}
    assert hub.company("501", properties="city")["city"] == "Kiel"


def test_an_update_with_trace_ids_tells_of_each_input(hub: Crm) -> None:
    updated = batch(
        *(hub, "update", one("501", "a", city="Bonn"), one("502", "b", x="1")),
        *(one("9", "c", city="Rom"),),
        status=207,
    )
    assert [(it["id"], it["objectWriteTraceId"]) for it in updated["results"]] == [("501", "a")]
    assert [(it["category"], it["context"]) for it in updated["errors"]] == [
        ("VALIDATION_ERROR", {"objectWriteTraceId": ["b"]}),
        ("OBJECT_NOT_FOUND", {"ids": ["9"], "objectWriteTraceId": ["c"]}),
    ]
    assert hub.company("501", properties="city")["city"] == "Bonn"


def test_an_unknown_id_is_told_of_without_a_trace_id_too(hub: Crm) -> None:
    updated = batch(hub, "update", one("501", city="Bonn"), one("9", city="Rom"), status=207)
    assert updated["errors"][0]["context"] == {"ids": ["9"]}
    assert [it["id"] for it in updated["results"]] == ["501"]


def test_one_record_named_twice_is_400(hub: Crm) -> None:
    refusal = batch(hub, "update", one("501", city="A"), one("501", city="B"), status=400)
    assert refusal["message"] == ("Duplicate IDs found in batch input: [501]. IDs must be unique")
    assert refusal["context"] == {"ids": ["501"]}


@pytest.mark.parametrize("verb", ["read", "create", "update", "upsert", "archive"])
def test_more_than_a_hundred_inputs_are_400(hub: Crm, verb: str) -> None:
    refusal = batch(hub, verb, *(keyed(f"X-{n}") for n in range(101)), status=400)
    assert refusal["message"] == "The number of inputs must not exceed 100, but was 101."
    assert refusal["category"] == "VALIDATION_ERROR"


def test_an_update_cannot_name_a_contact_by_its_address(hub: Crm) -> None:
    inputs = [{"idProperty": "email", "id": "ann@acme.example", "properties": {"firstname": "A"}}]
    refusal = hub.post("/crm/v3/objects/contacts/batch/update", {"inputs": inputs}, 400)
    assert "by non-unique 0-1 property email" in refusal["message"]
    upserted = hub.post("/crm/v3/objects/contacts/batch/upsert", {"inputs": inputs})
    assert [(it["id"], it["new"]) for it in upserted["results"]] == [("601", False)]


def test_an_upsert_updates_creates_and_refuses_in_one_call(hub: Crm) -> None:
    upserted = batch(
        *(hub, "upsert"),
        keyed("C-1", "5", annualrevenue="1200000"),
        keyed("C-9", "6", annualrevenue="much"),
        keyed("C-10", "7", name="Dusk"),
        keyed(" ", "8", name="Nobody"),
        status=207,
    )
    results = {it["objectWriteTraceId"]: it for it in upserted["results"]}
    assert {trace: it["new"] for trace, it in results.items()} == {"5": False, "7": True}
    assert results["7"]["properties"]["customer_key"] == "C-10"
    assert [it["context"] for it in upserted["errors"]] == [
        {"objectWriteTraceId": ["6"]},
        {"objectWriteTraceId": ["8"]},
    ]
    assert upserted["errors"][1]["message"] == (
        "The value of the unique property customer_key must not be blank"
    )
    assert hub.get(f"{COMPANIES}/C-9", 404, idProperty="customer_key")["status"] == "error"


@pytest.mark.parametrize("name", ["hs_object_id", "domain", None])
def test_an_upsert_needs_a_unique_property(hub: Crm, name: str | None) -> None:
    refusal = batch(hub, "upsert", one("501", city="A") | {"idProperty": name}, status=400)
    assert refusal["message"] == (
        f"Unable to perform update/upsert by non-unique 0-2 property {name or 'hs_object_id'} "
        "in portal ID 24681357"
    )


def test_a_create_is_all_or_nothing_unless_every_input_has_a_trace_id(hub: Crm) -> None:
    good, bad = {"properties": {"name": "Dusk"}}, {"properties": {"customer_key": "C-1"}}
    refusal = batch(hub, "create", good, bad | {"objectWriteTraceId": "2"}, status=400)
    assert refusal["message"].endswith("501 already has that value.")
    assert len(hub.get(COMPANIES)["results"]) == 4
    made = batch(
        *(hub, "create", good | {"objectWriteTraceId": "1"}, bad | {"objectWriteTraceId": "2"}),
        status=207,
    )
    assert [it["objectWriteTraceId"] for it in made["results"]] == ["1"]
    assert made["errors"][0]["context"] == {"objectWriteTraceId": ["2"]}
    assert len(hub.get(COMPANIES)["results"]) == 5


def test_a_create_whose_association_fails_leaves_no_record_behind(hub: Crm) -> None:
    ways = [{"associationCategory": "HUBSPOT_DEFINED", "associationTypeId": 280}]
    made = batch(
        hub,
        "create",
        {
            "objectWriteTraceId": "1",
            "properties": {"name": "Dusk"},
            "associations": [{"to": {"id": "9"}, "types": ways}],
        },
        status=207,
    )
    assert made["errors"][0]["message"] == "CONTACT object 9 does not exist"
    assert len(hub.get(COMPANIES)["results"]) == 4


def test_a_known_contact_in_a_create_is_409_for_the_whole_call(hub: Crm) -> None:
    addresses = ("new@acme.example", "ann@acme.example")
    inputs = [
        {"objectWriteTraceId": it, "properties": {"email": it}, "associations": []}
        for it in addresses
    ]
    refusal = hub.post("/crm/v3/objects/contacts/batch/create", {"inputs": inputs}, 409)
    assert refusal["message"] == "Contact already exists. Existing ID: 601"
    assert len(hub.get("/crm/v3/objects/contacts")["results"]) == 3


def test_an_archive_takes_what_is_there(hub: Crm) -> None:
    batch(hub, "archive", {"id": "501"}, {"id": "9"}, status=204)
    assert [it["id"] for it in hub.get(COMPANIES)["results"]] == ["502", "503", "505"]


def test_results_come_in_another_order_than_the_inputs() -> None:
    with crm(many(50)) as hub:
        inputs = [one(str(1000 + n), str(n), city="Rom") for n in range(1, 51)]
        traces = [int(it["objectWriteTraceId"]) for it in batch(hub, "update", *inputs)["results"]]
        assert sorted(traces) == list(range(1, 51))
        assert traces != sorted(traces)


def test_the_order_can_be_kept_and_the_errors_made_lean() -> None:
    with crm(many(50), shuffles_results=False, lean_batch_errors=True) as hub:
        inputs = [one(str(1000 + n), str(n), city="Rom") for n in range(1, 51)]
        updated = batch(hub, "update", *inputs, one("9", city="Rom"), status=207)
        assert [it["objectWriteTraceId"] for it in updated["results"]] == [
            str(n) for n in range(1, 51)
        ]
        assert updated["errors"] == [
            {
                "status": "error",
                "category": "OBJECT_NOT_FOUND",
                "message": MISSING,
                "context": {"ids": ["9"]},
            }
        ]


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/crm/v3/objects", 201),
        ("/crm/objects/2025-09", 200),
        ("/crm/objects/2026-03", 201),
        ("/crm/objects/2026-09", 201),
    ],
)
def test_each_version_answers_a_create_with_its_own_status(
    hub: Crm, path: str, status: int
) -> None:
    made = {"inputs": [{"properties": {"name": "Dusk"}, "associations": []}]}
    assert len(hub.post(f"{path}/companies/batch/create", made, status)["results"]) == 1
