"""The HubSpot stand-in as the vendor's own Python client sees it: hubspot-api-client."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from hubspot.crm import associations, companies, contacts, lists, objects, properties
from hubspot.crm.companies import ApiException, BatchResponseSimplePublicUpsertObjectWithErrors

from tests.sandbox.hubspot_company import Crm, crm, filtered, many


@pytest.fixture(scope="module")
def opened() -> Iterator[Crm]:
    with crm() as served:
        yield served


@pytest.fixture
def sdk(opened: Crm) -> Any:
    return opened.renewed().sdk()


def test_it_reads_all_with_paging() -> None:
    with crm(many(205)) as hub:
        found = hub.sdk().crm.companies.get_all(properties=["customer_key"])
    assert [one.id for one in found] == [str(id_) for id_ in range(1001, 1206)]
    assert found[204].properties["customer_key"] == "F-205"


def test_it_reads_one_with_its_history_and_what_belongs_to_it(sdk: Any) -> None:
    api = sdk.crm.companies.basic_api
    one = api.get_by_id("501", associations=["contacts"], properties_with_history=["city"])
    assert (one.properties["name"], one.archived) == ("Acme", False)
    assert one.created_at == datetime(2026, 5, 1, 8, 30, tzinfo=UTC)
    assert one.properties_with_history["city"][0].value == "Kiel"
    assert {it.id for it in one.associations["contacts"].results} == {"601", "602"}


def test_it_reads_increments_by_search() -> None:
    request = {
        "filterGroups": [
            {
                "filters": [
                    filtered("hs_lastmodifieddate", "GTE", "1777631340000"),  # 1 May, 10:29 UTC
                    filtered("hs_object_id", "GTE", "0"),
                ]
            }
        ],
        "sorts": ["hs_object_id"],
        "limit": 60,
    }
    with crm(many(205)) as hub:
        api = hub.sdk().crm.companies.search_api
        first = api.do_search(public_object_search_request=request)
        after = first.paging.next.after
        second = api.do_search(public_object_search_request=request | {"after": after})
    assert (first.total, len(first.results), len(second.results)) == (87, 60, 27)
    assert (first.results[0].id, second.results[-1].id) == ("1119", "1205")


def test_it_creates_updates_and_archives_one(sdk: Any) -> None:
    api = sdk.crm.companies.basic_api
    sent = companies.SimplePublicObjectInputForCreate(
        properties={"name": "Dusk", "customer_key": "C-9"}, associations=[]
    )
    made = api.create(simple_public_object_input_for_create=sent)
    change = companies.SimplePublicObjectInput(properties={"annualrevenue": "1200000.10"})
    changed = api.update("C-9", change, id_property="customer_key")
    assert (changed.id, Decimal(changed.properties["annualrevenue"])) == (
        *(made.id, Decimal("1200000.10")),
    )
    api.archive(made.id)
    with pytest.raises(ApiException) as refused:
        api.get_by_id(made.id)
    assert refused.value.status == 404


def test_it_updates_many(sdk: Any) -> None:
    inputs = [
        companies.SimplePublicObjectBatchInput(id=id_, properties={"city": "Bonn"})
        for id_ in ("501", "502")
    ]
    batch = companies.BatchInputSimplePublicObjectBatchInput(inputs=inputs)
    updated = sdk.crm.companies.batch_api.update(batch)
    assert (updated.status, {it.id for it in updated.results}) == ("COMPLETE", {"501", "502"})


def test_an_upsert_that_fails_in_part_is_no_exception(sdk: Any) -> None:
    inputs = [
        companies.SimplePublicObjectBatchInputUpsert(
            id=key, id_property="customer_key", object_write_trace_id=key, properties=sent
        )
        for key, sent in (("C-1", {"city": "Bonn"}), ("C-8", {"x": "1"}), ("C-9", {"name": "D"}))
    ]
    batch = companies.BatchInputSimplePublicObjectBatchInputUpsert(inputs=inputs)
    upserted = sdk.crm.companies.batch_api.upsert(batch)
    assert isinstance(upserted, BatchResponseSimplePublicUpsertObjectWithErrors)
    news = {it.object_write_trace_id: it.new for it in upserted.results}
    assert news == {"C-1": False, "C-9": True}
    assert upserted.num_errors == 1
    assert upserted.errors[0].context == {"objectWriteTraceId": ["C-8"]}
    assert upserted.errors[0].category == "VALIDATION_ERROR"


def test_a_refusal_is_an_exception_with_status_and_body(sdk: Any) -> None:
    sent = contacts.SimplePublicObjectInputForCreate(
        properties={"email": "ann@acme.example"}, associations=[]
    )
    with pytest.raises(contacts.ApiException) as refused:
        sdk.crm.contacts.basic_api.create(simple_public_object_input_for_create=sent)
    assert refused.value.status == 409
    body = json.loads(refused.value.body)
    assert (body["category"], body["message"]) == (
        *("CONFLICT", "Contact already exists. Existing ID: 601"),
    )
    assert refused.value.headers["X-HubSpot-Correlation-Id"] == body["correlationId"]


def test_a_wrong_token_is_an_exception(opened: Crm) -> None:
    stranger = opened.renewed().sdk()
    stranger.access_token = "pat-na1-wrong"
    with pytest.raises(ApiException) as refused:
        stranger.crm.companies.basic_api.get_page()
    assert refused.value.status == 401


def test_it_reads_owners_pipelines_and_properties(sdk: Any) -> None:
    (owner,) = sdk.crm.owners.get_all()
    assert (owner.id, owner.email, owner.user_id) == ("91", "olga@company.example", 1091)
    (gone,) = sdk.crm.owners.owners_api.get_page(archived=True).results
    assert (gone.first_name, gone.user_id, gone.user_id_including_inactive) == ("Per", None, 1092)
    (pipeline,) = sdk.crm.pipelines.pipelines_api.get_all("deals").results
    assert [it.id for it in pipeline.stages][-2:] == ["closedwon", "closedlost"]
    definitions = sdk.crm.properties.core_api.get_all("partner_clients").results
    by_name = {it.name: it for it in definitions}
    assert by_name["hs_next_renewal_date"].modification_metadata.read_only_value is True
    assert by_name["rec_renewal_status"].modification_metadata.read_only_value is False


def test_it_makes_a_property(sdk: Any) -> None:
    sent = properties.PropertyCreate(
        name="tier", label="Tier", type="string", field_type="text", group_name="dealinformation"
    )
    assert sdk.crm.properties.core_api.create("deals", sent).name == "tier"
    assert sdk.crm.properties.groups_api.get_all("deals").results[0].name == "dealinformation"


def test_it_reads_partner_clients_as_objects(sdk: Any) -> None:
    api = sdk.crm.objects
    found = api.get_all("partner_clients", properties=["hs_client_name"])
    assert [it.properties["hs_client_name"] for it in found] == ["Acme", "Borealis", "Nord"]
    change = objects.SimplePublicObjectInput(properties={"rec_renewal_status": "Pending"})
    changed = api.basic_api.update("partner_clients", "801", change)
    assert changed.properties["rec_renewal_status"] == "Pending"
    made = objects.SimplePublicObjectInputForCreate(properties={}, associations=[])
    with pytest.raises(objects.ApiException) as refused:
        api.basic_api.create("partner_clients", made)
    assert refused.value.status == 405


def test_it_reads_and_writes_associations(sdk: Any) -> None:
    api = sdk.crm.associations.v4
    (entry,) = api.basic_api.get_page("contacts", "601", "companies").results
    assert (str(entry.to_object_id), entry.association_types[0].label) == ("501", "Primary")
    way = associations.v4.AssociationSpec(
        association_category="HUBSPOT_DEFINED", association_type_id=279
    )
    made = api.basic_api.create("contacts", "601", "companies", "503", [way])
    assert str(made.to_object_id) == "503"
    inputs = [associations.v4.PublicFetchAssociationsBatchRequest(id="601")]
    batch = associations.v4.BatchInputPublicFetchAssociationsBatchRequest(inputs=inputs)
    read = api.batch_api.get_page("contacts", "companies", batch)
    assert [str(it.to_object_id) for it in read.results[0].to] == ["501", "503"]


def test_it_keeps_lists(sdk: Any) -> None:
    api = sdk.crm.lists
    sent = lists.ListCreateRequest(name="Key", object_type_id="0-2", processing_type="MANUAL")
    made = api.lists_api.create(sent).list
    assert api.memberships_api.add(made.list_id, ["501"]).records_ids_added == ["501"]
    page = api.memberships_api.get_page(made.list_id)
    assert [it.record_id for it in page.results] == ["501"]


def test_it_gets_a_token_and_reads_with_it(opened: Crm, sdk: Any) -> None:
    app = {name: opened.settings[name] for name in ("client_id", "client_secret")}
    refresh_token = opened.settings["refresh_token"]
    given = sdk.oauth.tokens_api.create(
        grant_type="refresh_token", refresh_token=refresh_token, **app
    )
    sdk.access_token = given.access_token
    assert len(sdk.crm.companies.get_all()) == 4
