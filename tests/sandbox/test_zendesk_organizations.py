"""Organizations at the Zendesk stand-in: what is read, written, refused, and gone."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests.sandbox.zendesk_company import Helpdesk, helpdesk


@pytest.fixture(scope="module")
def opened() -> Iterator[Helpdesk]:
    with helpdesk() as served:
        yield served


@pytest.fixture
def desk(opened: Helpdesk) -> Helpdesk:
    return opened.renewed()


def create(desk: Helpdesk, status: int = 201, **attributes: Any) -> Any:
    answer = desk.post("organizations", {"organization": attributes}, status)
    return answer.get("organization", answer)


def update(desk: Helpdesk, id_: int, status: int = 200, **attributes: Any) -> Any:
    answer = desk.put(f"organizations/{id_}", {"organization": attributes}, status)
    return answer.get("organization", answer)


def duplicate(name: str, label: str, value: str) -> dict[str, Any]:
    words = f"{label}: {value} has already been taken"
    return {
        "error": "RecordInvalid",
        "description": "Record validation errors",
        "details": {name: [{"description": words, "error": "DuplicateValue"}]},
    }


def test_an_organization_is_shown_with_its_keys_in_the_vendors_order(desk: Helpdesk) -> None:
    shown = desk.get("organizations/501.json")["organization"]

    assert list(shown.items()) == [
        ("url", f"{desk.url}/api/v2/organizations/501.json"),
        ("id", 501),
        ("name", "Acme"),
        ("shared_tickets", False),
        ("shared_comments", False),
        ("external_id", "C-1"),
        ("created_at", "2026-05-01T08:30:00Z"),
        ("updated_at", "2026-05-02T08:30:00Z"),
        ("domain_names", ["acme.example"]),
        ("details", None),
        ("notes", None),
        ("group_id", None),
        ("tags", []),
        ("organization_fields", {}),
    ]


def test_every_path_answers_with_and_without_its_ending(desk: Helpdesk) -> None:
    for path in ("organizations", "organizations/501", "organizations/show_many"):
        assert desk.get(path, ids="501") == desk.get(f"{path}.json", ids="501")


def test_links_carry_the_host_that_the_client_wrote(desk: Helpdesk) -> None:
    answer = desk.client.get("/api/v2/organizations/501", headers={"Host": "acme.example:8443"})
    url = answer.json()["organization"]["url"]
    assert url == "http://acme.example:8443/api/v2/organizations/501.json"


def test_what_is_not_there_is_not_found_in_the_envelope_for_it(desk: Helpdesk) -> None:
    missing = {"error": "RecordNotFound", "description": "Not found"}
    nowhere = {"error": "InvalidEndpoint", "description": "Not found"}
    assert desk.get("organizations/7", 404) == missing
    assert desk.get("organizations/504", 404) == missing  # deleted
    assert desk.get("organizations/501/nothing", 404) == nowhere
    assert desk.get("incremental/organizations/cursor.json", 404, start_time=0) == nowhere
    assert desk.get("organizations/acme", 400)["error"]["title"] == "Invalid attribute"


def test_many_are_shown_by_ids_or_external_ids_sorted_by_name(desk: Helpdesk) -> None:
    found = desk.get("organizations/show_many", ids="503,501,504,7,502")
    assert [one["name"] for one in found["organizations"]] == ["Acme", "Borealis", "Cirrus"]
    assert (found["count"], found["next_page"], found["previous_page"]) == (3, None, None)

    found = desk.get("organizations/show_many", external_ids="c-2,C-1,C-4")
    assert [one["id"] for one in found["organizations"]] == [501, 502]


def test_more_than_a_hundred_are_too_many(desk: Helpdesk) -> None:
    too_many = {
        "error": "TooManyValues",
        "description": "Parameter  cannot specify more than 100 values",
        "max_count": 100,
    }
    ids = ",".join(str(number) for number in range(101))
    bodies = [{"name": f"New {number}"} for number in range(101)]
    assert desk.get("organizations/show_many", 400, ids=ids) == too_many
    for answer in (
        desk.post("organizations/create_many", {"organizations": bodies}, 400),
        desk.put("organizations/update_many", {"organizations": bodies}, 400),
        desk.delete(f"organizations/destroy_many?ids={ids}", 400),
    ):
        assert answer == too_many


def test_search_is_exact_without_regard_to_case(desk: Helpdesk) -> None:
    by_key = desk.get("organizations/search", external_id="c-2")["organizations"]
    by_name = desk.get("organizations/search", name="ACME")["organizations"]
    assert ([one["id"] for one in by_key], [one["id"] for one in by_name]) == ([502], [501])
    assert desk.get("organizations/search", name="Acm")["count"] == 0
    desk.get("organizations/search", 400, name="Acme", external_id="C-1")


def test_autocomplete_finds_names_that_start_so(desk: Helpdesk) -> None:
    found = desk.get("organizations/autocomplete", name="bo")["organizations"]
    assert [one["name"] for one in found] == ["Borealis"]


def test_counts_and_relations_are_told(desk: Helpdesk) -> None:
    counted = {"value": 3, "refreshed_at": "2026-05-28T20:26:40Z"}
    assert desk.get("organizations/count") == {"count": counted}
    related = desk.get("organizations/501/related")
    assert related == {"organization_related": {"tickets_count": 2, "users_count": 1}}


def test_a_new_organization_is_created_at_an_address(desk: Helpdesk) -> None:
    answer = desk.client.post(
        "/api/v2/organizations.json",
        json={"organization": {"name": "  Dusk ", "external_id": "C-9", "tags": ["A b", "a_b"]}},
    )

    created = answer.json()["organization"]
    assert answer.status_code == 201
    assert answer.headers["location"] == created["url"]
    assert (created["name"], created["tags"]) == ("Dusk", ["a_b"])
    assert created["created_at"] == created["updated_at"] == "2026-05-28T20:26:40Z"
    assert desk.get(f"organizations/{created['id']}")["organization"] == created


def test_a_name_is_unique_trimmed_and_without_regard_to_case(desk: Helpdesk) -> None:
    assert create(desk, 422, name=" aCME ") == duplicate("name", "Name", "aCME")
    assert update(desk, 502, 422, name="ACME") == duplicate("name", "Name", "ACME")
    assert update(desk, 501, name="ACME")["name"] == "ACME"


def test_an_external_id_is_unique_without_regard_to_case(desk: Helpdesk) -> None:
    refused = create(desk, 422, name="Dusk", external_id="c-1")
    assert refused == duplicate("external_id", "External", "c-1")
    assert create(desk, name="Dusk", external_id=None)["external_id"] is None


def test_the_name_and_key_of_a_deleted_organization_are_free_again(desk: Helpdesk) -> None:
    assert create(desk, name="Dormant", external_id="C-4")["external_id"] == "C-4"


def test_a_name_is_needed_and_not_endless(desk: Helpdesk) -> None:
    blank = create(desk, 422, name="  ")["details"]["name"]
    long = create(desk, 422, name="x" * 256)["details"]["name"]
    assert blank == [{"description": "Name: cannot be blank", "error": "BlankValue"}]
    assert long[0]["error"] == "TooLong"


def test_of_many_racing_creates_of_one_name_one_wins(desk: Helpdesk) -> None:
    def attempt(_: int) -> int:
        body = {"organization": {"name": "Dusk"}}
        return desk.client.post("/api/v2/organizations", json=body).status_code

    with ThreadPoolExecutor(8) as pool:
        statuses = list(pool.map(attempt, range(24)))

    assert sorted(statuses) == [201] + [422] * 23


def test_an_update_leaves_alone_what_it_does_not_name(desk: Helpdesk) -> None:
    desk.field("grade", "text")
    desk.field("score", "integer")
    update(desk, 501, organization_fields={"grade": "A", "score": 7})

    updated = update(desk, 501, notes="Rang at ten", organization_fields={"score": 8})

    assert updated["organization_fields"] == {"grade": "A", "score": 8}
    assert (updated["notes"], updated["external_id"]) == ("Rang at ten", "C-1")
    assert updated["domain_names"] == ["acme.example"]
    assert updated["updated_at"] == "2026-05-28T20:26:40Z"


def test_lists_are_replaced_by_an_update(desk: Helpdesk) -> None:
    updated = update(desk, 502, domain_names=["New.Example"], tags=["gold"])
    assert (updated["domain_names"], updated["tags"]) == (["new.example"], ["gold"])


def test_unknown_attributes_are_dropped_and_only_a_header_tells(desk: Helpdesk) -> None:
    answer = desk.client.put(
        "/api/v2/organizations/501", json={"organization": {"id": 9, "colour": "red", "notes": "x"}}
    )
    assert answer.status_code == 200
    assert answer.json()["organization"]["id"] == 501
    assert answer.headers["x-zendesk-api-warn"] == (
        '{:allowed_parameters=>{:controller=>"organizations",:action=>"update",'
        ':unpermitted_keys=>["organization.id", "organization.colour"],:invalid_values=>[]}}'
    )


def test_values_of_the_wrong_json_type_are_refused(desk: Helpdesk) -> None:
    refused = update(desk, 501, 400, name=7)
    assert refused["error"]["title"] == "Invalid attribute"
    assert desk.put("organizations/501", ["no object"], 400)["error"] == "Unprocessable JSON"
    broken = desk.client.put("/api/v2/organizations/501", content=b'{"organization": ')
    assert (broken.status_code, broken.json()["error"]) == (400, "Unprocessable JSON")


def test_the_sixth_update_of_one_organization_in_a_minute_is_refused(desk: Helpdesk) -> None:
    for number in range(5):
        update(desk, 501, notes=str(number))
    desk.clock.wait(33)

    answer = desk.client.put("/api/v2/organizations/501", json={"organization": {"notes": "6"}})

    assert answer.status_code == 429
    assert answer.headers["content-type"] == "text/plain; charset=UTF-8"
    assert answer.headers["retry-after"] == "27"
    assert int(answer.headers["x-rate-limit-remaining"]) > 600
    fault = {"code": "TooManyRequests", "title": "Too many requests to update"}
    assert answer.json() == {"errors": [fault]}
    update(desk, 502, notes="another record is free")
    desk.clock.wait(27)
    update(desk, 501, notes="and this one after a minute")


def test_create_or_update_matches_ids_and_never_names(desk: Helpdesk) -> None:
    path = "organizations/create_or_update"
    created = desk.post(path, {"organization": {"name": "Dusk", "external_id": "C-9"}}, 201)
    updated = desk.post(path, {"organization": {"external_id": "c-9", "notes": "again"}}, 200)
    by_id = desk.post(path, {"organization": {"id": 501, "notes": "by id"}}, 200)

    assert updated["organization"]["id"] == created["organization"]["id"]
    assert by_id["organization"]["notes"] == "by id"
    clash = desk.post(path, {"organization": {"name": "Acme", "external_id": "C-10"}}, 422)
    assert clash == duplicate("name", "Name", "Acme")


def test_a_deleted_organization_is_gone_and_its_people_stay_without_it(desk: Helpdesk) -> None:
    deleted = desk.client.request("DELETE", "/api/v2/organizations/501", json={"organization": {}})

    assert (deleted.status_code, deleted.content) == (204, b"")
    desk.get("organizations/501", 404)
    desk.delete("organizations/501", 404)
    assert [one["id"] for one in desk.get("organizations")["organizations"]] == [502, 503]
    assert desk.get("users/901")["user"]["organization_id"] is None
    assert desk.get("users/901/organization_memberships")["count"] == 0
    ticket = desk.get("tickets/1")["ticket"]
    assert (ticket["organization_id"], ticket["updated_at"]) == (None, "2026-05-04T08:30:00Z")


def test_tags_are_set_added_and_taken_away_one_by_one(desk: Helpdesk) -> None:
    path = "organizations/502/tags"
    assert desk.get(path) == {"tags": ["vip"]}
    assert desk.put(path, {"tags": ["gold"]}) == {"tags": ["vip", "gold"]}
    gone = desk.client.request("DELETE", f"/api/v2/{path}", json={"tags": ["vip"]})
    assert gone.json() == {"tags": ["gold"]}
    assert desk.post(path, {"tags": ["new"]}) == {"tags": ["new"]}


def test_a_merge_moves_people_tickets_and_domains_and_ends_the_loser(desk: Helpdesk) -> None:
    desk.field("grade", "text")
    update(desk, 501, organization_fields={"grade": "A"})

    merge = desk.post("organizations/501/merge", {"organization_merge": {"winner_id": 502}}, 200)[
        "organization_merge"
    ]

    assert (merge["status"], merge["winner_id"], merge["loser_id"]) == ("new", 502, 501)
    later = desk.get(f"organization_merges/{merge['id']}")["organization_merge"]
    assert later["status"] == "complete"
    assert len(desk.get("organizations/501/merges")["organization_merges"]) == 1
    desk.get("organizations/501", 404)
    winner = desk.get("organizations/502")["organization"]
    assert winner["domain_names"] == ["acme.example"]
    assert winner["organization_fields"] == {"grade": None}
    assert desk.get("organizations/502/related")["organization_related"]["tickets_count"] == 3
    assert desk.get("users/901")["user"]["organization_id"] == 502


def test_every_active_field_is_on_every_organization(desk: Helpdesk) -> None:
    desk.field("on_hold", "checkbox")
    desk.field("balance", "decimal")
    old = desk.field("old", "text")
    desk.put(f"organization_fields/{old['id']}", {"organization_field": {"active": False}})

    shown = desk.get("organizations")["organizations"]

    assert [one["organization_fields"] for one in shown] == [
        {"balance": None, "on_hold": False}
    ] * 3


@pytest.mark.parametrize(
    ("kind", "written", "read_back"),
    [
        ("text", "EUR", '"EUR"'),
        ("text", "", "null"),
        ("integer", 42, "42"),
        ("integer", "42", "42"),
        ("decimal", 1234.56, "1234.56"),
        ("decimal", "98765432109876.54", "98765432109876.54"),
        ("decimal", 5, "5.0"),
        ("checkbox", True, "true"),
        ("checkbox", None, "false"),
        ("date", "2020-08-19", '"2020-08-19T00:00:00+00:00"'),
        ("date", "2020-08-19T22:15:00Z", '"2020-08-19T00:00:00+00:00"'),
        ("lookup", "77", "77"),
    ],
)
def test_a_value_is_read_back_as_its_type_says(
    desk: Helpdesk, kind: str, written: object, read_back: str
) -> None:
    desk.field("it", kind)
    update(desk, 501, organization_fields={"it": written})
    text = desk.client.get("/api/v2/organizations/501").text
    assert f'"organization_fields":{{"it":{read_back}}}' in text


@pytest.mark.parametrize(
    ("kind", "value", "words"),
    [
        ("integer", 1.5, "It: is not a whole number"),
        ("integer", "many", "It: is not a number"),
        ("decimal", True, "It: is not a number"),
        ("checkbox", "maybe", "It: is not true or false"),
        ("date", "19.08.2020", "It: is not a valid date"),
        ("text", {"a": 1}, "It: is not a text"),
    ],
)
def test_a_value_that_does_not_fit_its_field_is_refused_and_nothing_written(
    desk: Helpdesk, kind: str, value: object, words: str
) -> None:
    desk.field("it", kind)
    refused = update(desk, 501, 422, notes="x", organization_fields={"it": value})
    reasons = [{"description": words, "error": "InvalidValue"}]
    assert refused["details"] == {"base": reasons}
    assert desk.get("organizations/501")["organization"]["notes"] is None


def test_options_and_ticked_boxes_become_tags(desk: Helpdesk) -> None:
    options = [{"name": "Gold", "value": "gold"}, {"name": "Tin", "value": "tin"}]
    made = desk.field("level", "dropdown", custom_field_options=options)
    desk.field("on_hold", "checkbox", tag="held")
    assert list(made["custom_field_options"][0]) == ["id", "name", "raw_name", "value"]

    update(desk, 502, organization_fields={"level": "gold", "on_hold": True})
    changed = update(desk, 502, organization_fields={"level": "tin"})

    assert changed["tags"] == ["vip", "held", "tin"]
    update(desk, 502, 422, organization_fields={"level": "lead"})
    cleared = update(desk, 502, organization_fields={"level": None, "on_hold": False})
    assert cleared["tags"] == ["vip"]


def test_a_misspelt_field_key_is_passed_over_in_silence(desk: Helpdesk) -> None:
    desk.field("balance", "decimal")
    body = {"organization": {"organization_fields": {"balence": 5}}}
    answer = desk.client.put("/api/v2/organizations/501", json=body)
    assert answer.json()["organization"]["organization_fields"] == {"balance": None}
    assert "x-zendesk-api-warn" not in answer.headers


def test_a_field_is_defined_shown_changed_and_deleted_by_id_or_key(desk: Helpdesk) -> None:
    made = desk.field("open_ar", "decimal", description="Open receivables")
    assert list(made) == [
        *("url", "id", "type", "key", "title", "description", "raw_title", "raw_description"),
        *("position", "active", "system", "regexp_for_validation", "created_at", "updated_at"),
    ]
    assert (made["position"], made["active"], made["system"]) == (9999, True, False)
    assert desk.get("organization_fields/open_ar")["organization_field"] == made
    change = {"organization_field": {"title": "A/R", "type": "text", "key": "other"}}
    changed = desk.put(f"organization_fields/{made['id']}", change)["organization_field"]
    assert (changed["title"], changed["type"], changed["key"]) == ("A/R", "decimal", "open_ar")

    desk.delete("organization_fields/open_ar")

    desk.get("organization_fields/open_ar", 404)
    again = {"organization_field": {"key": "open_ar", "title": "Again"}}
    taken = desk.post("organization_fields", again, 422)
    assert taken == duplicate("key", "Key", "open_ar")


@pytest.mark.parametrize("key", ["", "123", "with space", "with-dash"])
def test_a_field_key_is_letters_digits_and_underscores(desk: Helpdesk, key: str) -> None:
    body = {"organization_field": {"key": key, "title": "It"}}
    assert "key" in desk.post("organization_fields", body, 422)["details"]


def test_fields_are_listed_in_both_styles_and_in_their_order(desk: Helpdesk) -> None:
    first, second = desk.field("one", "text"), desk.field("two", "checkbox")
    desk.put("organization_fields/reorder", {"organization_field_ids": [second["id"], first["id"]]})

    offset = desk.get("organization_fields")
    cursor = desk.get("organization_fields", **{"page[size]": 100})

    assert [one["key"] for one in offset["organization_fields"]] == ["two", "one"]
    assert (offset["count"], offset["next_page"]) == (2, None)
    assert len(cursor["organization_fields"]) == 2
    assert cursor["meta"]["has_more"] is False


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


def test_the_company_is_back_after_a_reset(desk: Helpdesk) -> None:
    desk.field("grade", "text")
    desk.delete("organizations/501")

    desk.standin.reset()

    assert desk.get("organizations")["count"] == 3
    assert desk.get("organization_fields")["count"] == 0
