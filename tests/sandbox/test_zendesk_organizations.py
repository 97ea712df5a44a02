"""Organizations at the Zendesk stand-in: what is read, written, refused, and gone."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.sandbox.zendesk_company import Helpdesk, create, duplicate, helpdesk, update


@pytest.fixture(scope="module")
def opened() -> Iterator[Helpdesk]:
    with helpdesk() as served:
        yield served


@pytest.fixture
def desk(opened: Helpdesk) -> Helpdesk:
    return opened.renewed()


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


def test_the_company_is_back_after_a_reset(desk: Helpdesk) -> None:
    desk.field("grade", "text")
    desk.delete("organizations/501")

    desk.standin.reset()

    assert desk.get("organizations")["count"] == 3
    assert desk.get("organization_fields")["count"] == 0
