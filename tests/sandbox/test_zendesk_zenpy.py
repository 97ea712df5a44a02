"""The Zendesk stand-in as somebody else's client sees it: zenpy, over a socket."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

import pytest
from zenpy import Zenpy
from zenpy.lib.api_objects import JobStatus, Organization, OrganizationField, User
from zenpy.lib.exception import (
    APIException,
    RecordNotFoundException,
    SearchResponseLimitExceeded,
    TooManyValuesException,
)

from tests.sandbox.zendesk_company import Helpdesk, helpdesk, many


@pytest.fixture(scope="module")
def opened() -> Iterator[Helpdesk]:
    with helpdesk(many(205)) as served:
        yield served


@pytest.fixture
def desk(opened: Helpdesk) -> Helpdesk:
    return opened.renewed()


@pytest.fixture
def zenpy(desk: Helpdesk, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    monkeypatch.setenv("ZENPY_FORCE_SCHEME", "http")
    monkeypatch.setenv("ZENPY_FORCE_NETLOC", urlsplit(desk.url).netloc)
    client = Zenpy(
        subdomain="company",
        email=desk.settings["email"],
        token=desk.settings["api_token"],
        disable_cache=True,
    )
    yield client
    client.organizations.session.close()


def followed(zenpy: Any, job: JobStatus) -> JobStatus:
    while job.status not in ("completed", "failed", "killed"):
        job = zenpy.job_status(id=job.id)
    return job


def test_zenpy_lists_every_organization_once(zenpy: Any) -> None:
    assert [one.id for one in zenpy.organizations()] == list(range(1001, 1206))


def test_zenpy_lists_a_number_of_full_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    with helpdesk(many(200)) as desk:
        monkeypatch.setenv("ZENPY_FORCE_SCHEME", "http")
        monkeypatch.setenv("ZENPY_FORCE_NETLOC", urlsplit(desk.url).netloc)
        client = Zenpy(subdomain="x", email=desk.settings["email"], token="pretended-api-token")
        assert len(list(client.organizations())) == 200
        client.organizations.session.close()


def test_zenpy_shows_one_and_many(zenpy: Any) -> None:
    assert zenpy.organizations(id=1007).name == "Firm 0007"
    assert [one.name for one in zenpy.organizations(ids=[1009, 1008])] == ["Firm 0008", "Firm 0009"]
    by_key = zenpy.organizations(external_ids=["F-3", "F-2"])
    assert [one.external_id for one in by_key] == ["F-2", "F-3"]


def test_zenpy_creates_updates_tags_and_deletes(zenpy: Any) -> None:
    made = zenpy.organizations.create(Organization(name="Dusk", external_id="D-1"))
    assert (made.name, made.tags) == ("Dusk", [])
    made.notes = "Rang at ten"
    assert zenpy.organizations.update(made).notes == "Rang at ten"
    assert list(zenpy.organizations.add_tags(made.id, ["vip"])) == ["vip"]
    again = zenpy.organizations.create_or_update(Organization(external_id="d-1", name="Dusk Ltd"))
    assert (again.id, again.name) == (made.id, "Dusk Ltd")

    zenpy.organizations.delete(made)

    with pytest.raises(RecordNotFoundException):
        zenpy.organizations(id=made.id)


def test_zenpy_makes_a_field_and_updates_many_with_a_job(zenpy: Any) -> None:
    field = OrganizationField(type="decimal", key="balance", title="Balance")
    assert zenpy.organization_fields.create(field).type == "decimal"
    some = zenpy.organizations(external_ids=["F-1", "F-2"])
    changed = [
        Organization(id=one.id, organization_fields={"balance": 10 + one.id}) for one in some
    ]

    job = followed(zenpy, zenpy.organizations.update(changed))

    assert job.status == "completed"
    assert [entry.status for entry in job.results] == ["Updated", "Updated"]
    assert zenpy.organizations(id=1002).organization_fields == {"balance": 1012.0}
    assert [field.key for field in zenpy.organization_fields()] == ["balance"]


def test_zenpy_creates_many_and_tells_the_failures(zenpy: Any) -> None:
    sent = [Organization(name="Dusk"), Organization(name="firm 0001")]
    job = followed(zenpy, zenpy.organizations.create(sent))
    results = [vars(entry) for entry in job.results]
    assert results[0]["status"] == "Created"
    assert results[1]["error"] == "OrganizationCreateFailed"
    assert results[1]["details"] == "Name:  firm 0001 has already been taken"


def test_zenpy_reads_the_incremental_export_to_its_end(zenpy: Any) -> None:
    start = datetime(2026, 5, 1, tzinfo=UTC)
    ids = [one.id for one in zenpy.organizations.incremental(start_time=start, per_page=100)]
    assert sorted(ids) == list(range(1001, 1206))
    people = zenpy.users.incremental(start_time=1)
    assert [one.email for one in people] == ["admin@company.example"]


def test_zenpy_creates_a_user_and_deletes_it(zenpy: Any) -> None:
    user = zenpy.users.create(User(name="Cy", email="cy@c.example", organization_id=1001))
    assert [one.id for one in zenpy.organizations.users(1001)] == [user.id]
    zenpy.users.delete(user)
    assert list(zenpy.organizations.users(1001)) == []


def test_zenpy_searches_and_counts(zenpy: Any) -> None:
    found = zenpy.search(type="organization", name="firm")
    assert (found.count, len(list(found))) == (205, 205)
    assert zenpy.search.count("name:firm") == 205
    assert len(list(zenpy.search_export(query="firm", type="organization"))) == 205


def test_zenpy_raises_its_own_errors(desk: Helpdesk, zenpy: Any) -> None:
    with pytest.raises(RecordNotFoundException):
        zenpy.organizations(id=7)
    with pytest.raises(TooManyValuesException):
        zenpy.organizations.create([Organization(name=str(n)) for n in range(101)])
    with pytest.raises(SearchResponseLimitExceeded):
        zenpy.search._get(f"{desk.url}/api/v2/search.json?query=firm&page=11")
    with pytest.raises(APIException, match="Name: FIRM 0002 has already been taken"):
        zenpy.organizations.create(Organization(name="FIRM 0002"))


def test_zenpy_knows_who_it_is(zenpy: Any) -> None:
    assert zenpy.users.me().email == "admin@company.example"
