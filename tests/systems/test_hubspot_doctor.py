from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from systems import hubspot
from systems.hubspot.doctor import check
from tests.stopped_clock import StoppedClock
from tests.systems.partner_crm import Crm, crm

OBJECTS = ("companies", "contacts", "deals", "partner_clients")


@pytest.fixture(scope="module")
def served() -> Iterator[Crm]:
    with crm() as portal:
        yield portal


@pytest.fixture
def portal(served: Crm) -> Crm:
    return served.as_new()


def test_all_is_well(portal: Crm) -> None:
    assert [(it.subject, it.ok, it.sentence) for it in check(portal.settings)] == [
        ("log-in", True, "logged in"),
        ("clock", True, "this machine's clock agrees with HubSpot's"),
        *((it, True, f"{it} can be read") for it in OBJECTS),
        (
            "renewal owner",
            True,
            "HubSpot's own setting has no property here: it is kept in ours, and changed by hand",
        ),
    ]


def test_a_property_of_the_renewal_owner_is_found_where_there_is_one() -> None:
    with crm(has_renewal_owner_property=True) as portal:
        found = {it.subject: it.sentence for it in check(portal.settings)}
    assert "can be written: map the renewal owner to it" in found["renewal owner"]


def test_a_wrong_token_is_the_only_finding(portal: Crm) -> None:
    (found,) = check({**portal.settings, "access_token": "not-the-secret"})
    assert (found.subject, found.ok) == ("log-in", False)
    assert "Check access_token" in found.sentence
    assert "not-the-secret" not in found.sentence


def test_an_account_without_partner_clients_is_well(portal: Crm) -> None:
    with crm(is_partner=False) as other:
        found = {it.subject: it for it in check(other.settings)}
    assert [it.subject for it in found.values() if not it.ok] == []
    assert found["partner_clients"].sentence.startswith(
        "partner_clients cannot be read and is left out. hubspot: "
    )
    assert "renewal owner" not in found


def test_an_object_that_may_not_be_read_is_a_finding(portal: Crm) -> None:
    portal.faults.add("no-permission", match="/objects/deals", times=None)
    found = {it.subject: it for it in check(portal.settings)}
    assert [it.subject for it in found.values() if not it.ok] == ["deals"]


def test_a_property_that_is_missing_is_said_with_what_to_do(portal: Crm) -> None:
    settings = {**portal.settings, "renamed_properties": "customer_key=cust_no"}
    found = {it.subject: it for it in check(settings)}
    assert found["companies"].sentence == (
        "companies can be read, but has no property cust_no: left empty"
    )
    assert "renamed_properties" in found["companies"].next_step


def test_a_clock_that_is_wrong_is_said(portal: Crm) -> None:
    clock = StoppedClock(datetime.now(UTC) - timedelta(minutes=10))
    found = {it.subject: it for it in check(portal.settings, clock=clock)}
    assert not found["clock"].ok
    assert found["clock"].sentence.endswith("s behind")


def test_settings_that_cannot_work_are_a_finding() -> None:
    (found,) = check({"access_token": "not-a-secret", "base_url": "http://api.example"})
    assert (found.subject, found.ok) == ("settings", False)
    assert "base_url must begin with https://" in found.sentence


def test_the_system_is_described_as_data() -> None:
    assert hubspot.SYSTEM.logins[0] == ("access_token",)
    assert {it.name for it in hubspot.SYSTEM.settings if it.is_secret} == {
        "access_token",
        "client_secret",
        "refresh_token",
    }
    assert set(hubspot.SYSTEM.targets) == {"companies", "partner_clients"}
