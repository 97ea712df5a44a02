"""People, memberships and tickets at the Zendesk stand-in."""

from collections.abc import Iterator

import pytest

from tests.sandbox.zendesk_company import Helpdesk, helpdesk


@pytest.fixture(scope="module")
def opened() -> Iterator[Helpdesk]:
    with helpdesk() as served:
        yield served


@pytest.fixture
def desk(opened: Helpdesk) -> Helpdesk:
    return opened.renewed()


def test_people_are_written_shown_and_deleted_in_their_own_way(desk: Helpdesk) -> None:
    body = {"user": {"id": "", "name": "Cy", "email": "cy@c.example", "organization_id": 503}}
    made = desk.post("users", body)["user"]
    assert desk.get("organizations/503/users")["count"] == 1
    again = desk.post(
        "users/create_or_update", {"user": {"email": "CY@c.example", "name": "Cyd"}}, 200
    )
    assert again["user"]["id"] == made["id"]
    taken = desk.post("users", body, 422)["details"]["email"][0]
    assert taken["description"] == "Email: cy@c.example is already being used by another user"
    bad = desk.post("users", {"user": {"name": "Di", "email": "badmail"}}, 422)
    assert bad == {
        "details": {"email": [{"description": "Email: badmail is not properly formatted"}]}
    }

    gone = desk.delete(f"users/{made['id']}", 200)["user"]

    assert (gone["active"], gone["email"], gone["external_id"]) == (False, None, None)
    assert desk.get(f"users/{made['id']}")["user"]["active"] is False


def test_memberships_follow_the_people(desk: Helpdesk) -> None:
    (membership,) = desk.get("users/901/organization_memberships")["organization_memberships"]
    assert (membership["organization_name"], membership["default"]) == ("Acme", True)
    second = {"organization_membership": {"user_id": 901, "organization_id": 502}}
    assert (
        desk.post("organization_memberships", second)["organization_membership"]["default"] is False
    )
    desk.post("organization_memberships", second, 422)

    desk.put("users/901/organizations/502/make_default", {})

    assert desk.get("users/901")["user"]["organization_id"] == 502
    desk.delete("users/901/organizations/502")
    assert desk.get("users/901")["user"]["organization_id"] is None


def test_tickets_are_created_once_per_idempotency_key(desk: Helpdesk) -> None:
    body = {"ticket": {"subject": "Late", "comment": {"body": "Hello"}, "requester_id": 901}}
    path, key = "/api/v2/tickets.json", {"Idempotency-Key": "k-1"}

    first = desk.client.post(path, json=body, headers=key)
    second = desk.client.post(path, json=body, headers=key)

    assert first.json()["ticket"]["organization_id"] == 501
    assert first.json() == second.json()
    lookups = [answer.headers["x-idempotency-lookup"] for answer in (first, second)]
    assert lookups == ["miss", "hit"]
    body["ticket"]["subject"] = "Later"
    other = desk.client.post(path, json=body, headers=key)
    assert (other.status_code, other.json()["error"]) == (400, "IdempotentRequestError")


def test_a_closed_ticket_and_a_stale_one_are_not_updated(desk: Helpdesk) -> None:
    closed = desk.put("tickets/3", {"ticket": {"priority": "high"}}, 422)["details"]["status"][0]
    assert closed["description"] == "Status: closed prevents ticket update"
    stale = {"safe_update": True, "updated_stamp": "2026-05-01T00:00:00Z", "status": "hold"}
    desk.put("tickets/1", {"ticket": stale}, 409)
    fresh = stale | {"updated_stamp": "2026-05-04T08:30:00Z"}
    assert desk.put("tickets/1", {"ticket": fresh})["ticket"]["status"] == "hold"
