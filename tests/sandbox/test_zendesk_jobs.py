"""Jobs at the Zendesk stand-in: how they go, what they tell of every record, how they end badly."""

import re
from collections.abc import Iterator
from typing import Any

import pytest

from tests.sandbox.zendesk_company import Helpdesk, helpdesk, many

UPDATE_MANY = "organizations/update_many"


@pytest.fixture(scope="module")
def opened() -> Iterator[Helpdesk]:
    with helpdesk() as served:
        yield served


@pytest.fixture
def desk(opened: Helpdesk) -> Helpdesk:
    return opened.renewed()


def update_many(desk: Helpdesk, *organizations: dict[str, Any]) -> Any:
    return desk.put(f"{UPDATE_MANY}.json", {"organizations": list(organizations)})


def notes(desk: Helpdesk) -> list[str | None]:
    return [one["notes"] for one in desk.get("organizations")["organizations"]]


def test_a_batch_is_answered_at_once_with_a_queued_job(desk: Helpdesk) -> None:
    started = update_many(desk, {"id": 501, "notes": "x"})["job_status"]

    assert re.fullmatch(r"V3-[0-9a-f]{32}", started["id"])
    assert list(started.items()) == [
        ("id", started["id"]),
        ("url", f"{desk.url}/api/v2/job_statuses/{started['id']}.json"),
        ("total", 1),
        ("progress", None),
        ("status", "queued"),
        ("message", None),
        ("results", None),
    ]
    assert notes(desk) == [None, None, None]


def test_a_job_is_queued_then_working_then_completed() -> None:
    with helpdesk(many(100), job_polls=3) as desk:
        changes = [{"id": 1000 + number, "notes": "x"} for number in range(1, 101)]
        url = update_many(desk, *changes)["job_status"]["url"]

        seen = [desk.client.get(url).json()["job_status"] for _ in range(5)]

    assert [(it["status"], it["progress"], it["message"]) for it in seen] == [
        ("queued", None, None),
        ("working", 50, "Updating organization #50"),
        ("working", 75, "Updating organization #75"),
        ("completed", 100, "Completed at 2026-05-28 20:26:40 +0000"),
        ("completed", 100, "Completed at 2026-05-28 20:26:40 +0000"),
    ]
    assert [it["results"] for it in seen[:3]] == [None] * 3
    assert len(seen[3]["results"]) == 100


def test_created_updated_and_deleted_records_are_told_each_in_their_own_shape(
    desk: Helpdesk,
) -> None:
    bodies = [{"name": "Dusk", "external_id": "C-8"}, {"name": "Elm"}]
    made = desk.job(desk.post("organizations/create_many", {"organizations": bodies}, 200))
    ids = [entry["id"] for entry in made["results"]]
    assert made["results"] == [{"status": "Created", "id": id_} for id_ in ids]
    named = desk.get("organizations/show_many", external_ids="C-8")["organizations"]
    assert [one["id"] for one in named] == ids[:1]

    changed = desk.job(update_many(desk, {"external_id": "c-8", "notes": "late"}))
    assert changed["results"] == [
        {"action": "update", "id": ids[0], "status": "Updated", "success": True}
    ]
    assert desk.get(f"organizations/{ids[0]}")["organization"]["external_id"] == "C-8"

    gone = desk.job(desk.delete(f"organizations/destroy_many?ids={ids[1]}", 200))
    assert gone["results"] == [
        {"action": "delete", "id": ids[1], "status": "Deleted", "success": True}
    ]
    desk.get(f"organizations/{ids[1]}", 404)


def test_one_change_for_all_that_the_query_names(desk: Helpdesk) -> None:
    change = {"organization": {"notes": "same"}}
    desk.job(desk.put(f"{UPDATE_MANY}?ids=501,503", change))
    assert notes(desk) == ["same", None, "same"]
    desk.job(desk.put(f"{UPDATE_MANY}?external_ids=C-1,c-2", {"organization": {"notes": "key"}}))
    assert notes(desk) == ["key", "key", "same"]


def test_a_completed_job_holds_failures_at_their_own_place(desk: Helpdesk) -> None:
    desk.field("score", "integer")
    ended = desk.job(
        update_many(
            desk,
            {"id": 501, "name": "Unison"},
            {"id": 502, "name": " uniSON "},
            {"id": 7, "notes": "nobody"},
            {"id": 503, "organization_fields": {"score": "many"}},
        )
    )

    assert ended["status"] == "completed"
    assert ended["results"] == [
        {"action": "update", "id": 501, "status": "Updated", "success": True},
        {
            "index": 1,
            "error": "OrganizationUpdateFailed",
            "id": 502,
            "details": "Name:  uniSON has already been taken",
        },
        {"index": 2, "error": "OrganizationUpdateFailed", "id": 7, "details": "Not found"},
        {
            "index": 3,
            "error": "OrganizationUpdateFailed",
            "id": 503,
            "details": "Score:  is not a number",
        },
    ]


def test_a_duplicate_inside_a_batch_of_creates_fails_alone(desk: Helpdesk) -> None:
    bodies = [{"name": "Dusk", "external_id": "C-8"}, {"name": "Elm", "external_id": "c-8"}]
    ended = desk.job(desk.post("organizations/create_many", {"organizations": bodies}, 200))
    assert ended["results"][1] == {
        "index": 1,
        "error": "OrganizationCreateFailed",
        "details": "External:  c-8 has already been taken",
    }
    assert desk.get("organizations")["count"] == 4


def test_a_job_that_nobody_asks_for_does_its_work_after_a_moment(desk: Helpdesk) -> None:
    started = update_many(desk, {"id": 501, "notes": "x"})["job_status"]
    assert notes(desk)[0] is None

    desk.clock.wait(0.3)

    assert notes(desk)[0] == "x"
    desk.clock.wait(3)
    assert desk.get(f"job_statuses/{started['id']}")["job_status"]["status"] == "completed"


def test_jobs_do_their_work_in_the_order_in_which_they_came(desk: Helpdesk) -> None:
    update_many(desk, {"id": 501, "notes": "first"})
    desk.job(update_many(desk, {"id": 501, "notes": "second"}))
    desk.clock.wait(1)
    assert notes(desk)[0] == "second"


def test_items_of_a_job_do_not_count_as_updates_of_their_records(desk: Helpdesk) -> None:
    for number in range(7):
        desk.job(update_many(desk, {"id": 501, "notes": str(number)}))
    assert notes(desk)[0] == "6"


def test_thirty_jobs_may_be_in_flight_and_no_more(desk: Helpdesk) -> None:
    answers = [
        desk.client.put(f"/api/v2/{UPDATE_MANY}?ids=501", json={"organization": {"notes": "x"}})
        for _ in range(31)
    ]

    header = "zendesk-ratelimit-inflight-jobs"
    assert answers[0].headers[header] == "total=30; remaining=29; resets=1"
    assert answers[29].headers[header] == "total=30; remaining=0; resets=1"
    refused = answers[30].json()
    assert (answers[30].status_code, refused["error"]) == (429, "TooManyJobs")
    assert refused["description"] == (
        "Too many OrganizationBulkUpdateJobV2 jobs are currently queued or running. "
        "Try again later."
    )
    assert refused["current_job_ids"] == [it.json()["job_status"]["id"] for it in answers[:30]]
    desk.clock.wait(3)
    update_many(desk, {"id": 501, "notes": "y"})


def test_jobs_are_listed_and_shown_many_and_forgotten_after_a_day(desk: Helpdesk) -> None:
    first = desk.job(update_many(desk, {"id": 501, "notes": "x"}))
    second = update_many(desk, {"id": 502, "notes": "y"})["job_status"]

    listed = desk.get("job_statuses", **{"page[size]": 1})
    shown = desk.get("job_statuses/show_many", ids=f"{first['id']},{second['id']},V3-none")

    assert [it["id"] for it in listed["job_statuses"]] == [first["id"]]
    assert listed["meta"]["has_more"] is True
    assert [it["status"] for it in shown["job_statuses"]] == ["completed", "working"]
    desk.get("job_statuses/V3-none", 404)
    desk.clock.wait(24 * 3600 + 1)
    desk.get(f"job_statuses/{first['id']}", 404)


@pytest.mark.parametrize(
    ("fault", "status", "written"),
    [
        ("failed-job", "failed", [None, None, None]),
        ("killed-job", "killed", ["x", None, None]),
    ],
)
def test_a_job_can_end_without_results(
    desk: Helpdesk, fault: str, status: str, written: list[str | None]
) -> None:
    desk.standin.faults.add(fault, match="update_many")
    ended = desk.job(update_many(desk, *({"id": id_, "notes": "x"} for id_ in (501, 502, 503))))
    assert (ended["status"], ended["results"]) == (status, None)
    assert ended["message"] == f"OrganizationBulkUpdateJobV2 {status}"
    assert notes(desk) == written


def test_every_second_record_can_fail_inside_a_completed_job(desk: Helpdesk) -> None:
    desk.standin.faults.add("half-failed-job")
    ended = desk.job(update_many(desk, *({"id": id_, "notes": "x"} for id_ in (501, 502, 503))))
    assert ended["status"] == "completed"
    assert ended["results"][1] == {
        "index": 1,
        "error": "OrganizationUpdateFailed",
        "id": 502,
        "details": "Organization:  could not be saved, please try again",
    }
    assert notes(desk) == ["x", None, "x"]


def test_a_stuck_job_works_for_ever_and_holds_its_place(desk: Helpdesk) -> None:
    desk.standin.faults.add("stuck-job")
    url = update_many(desk, {"id": 501, "notes": "x"})["job_status"]["url"]
    for _ in range(5):
        desk.clock.wait(60)
        status = desk.client.get(url).json()["job_status"]
        assert (status["status"], status["progress"], status["results"]) == ("working", 1, None)
    assert notes(desk)[0] is None


def test_a_lost_job_is_done_and_cannot_be_asked_for(desk: Helpdesk) -> None:
    desk.standin.faults.add("lost-job", match="job_statuses")
    id_ = update_many(desk, {"id": 501, "notes": "x"})["job_status"]["id"]
    for _ in range(3):
        desk.get(f"job_statuses/{id_}", 404)
    assert notes(desk)[0] == "x"


def test_a_half_written_batch_stops_in_the_middle_with_500(desk: Helpdesk) -> None:
    desk.standin.faults.add("half-written-batch")
    changes = [{"id": id_, "notes": "x"} for id_ in (501, 502, 503)]
    desk.put(UPDATE_MANY, {"organizations": changes}, 500)
    assert notes(desk) == ["x", None, None]


def test_a_batch_without_records_is_no_batch(desk: Helpdesk) -> None:
    none: list[dict[str, Any]] = [{}, {"organizations": []}, {"organizations": [7]}]
    for body in none:
        assert desk.put(UPDATE_MANY, body, 400)["error"]["title"] == "Invalid attribute"


def test_users_have_their_own_words_for_jobs(desk: Helpdesk) -> None:
    bodies = [{"name": "Cy", "email": "cy@c.example"}, {"name": "Cy", "email": "cy@c.example"}]
    made = desk.job(desk.post("users/create_many", {"users": bodies}, 200))
    assert list(made["results"][0]) == ["id", "status"]
    assert made["results"][1]["error"] == "UserCreateFailed"
    upserts = [{"email": "cy@c.example", "name": "Cyd"}, {"name": "Di", "external_id": "U-1"}]
    done = desk.job(desk.post("users/create_or_update_many", {"users": upserts}, 200))
    assert [entry["status"] for entry in done["results"]] == ["Updated", "Created"]
    too_many = desk.post("users/create_many", {"users": [{"name": "x"}] * 101}, 400)
    assert too_many == {
        "error": "TooManyValues",
        "description": "Maximum 100 users may be created per call",
    }
