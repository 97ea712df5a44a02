"""Lists at the Zendesk stand-in: cursors, page numbers, incremental exports, search."""

import base64
from collections.abc import Iterator
from typing import Any

import pytest

from tests.sandbox.zendesk_company import START, Company, Helpdesk, helpdesk, many

EXPORT = "incremental/organizations.json"


@pytest.fixture(scope="module")
def opened() -> Iterator[Helpdesk]:
    with helpdesk() as served:
        yield served


@pytest.fixture
def desk(opened: Helpdesk) -> Helpdesk:
    return opened.renewed()


@pytest.fixture(scope="module")
def large() -> Iterator[Helpdesk]:
    with helpdesk(many(1200), plan="unlimited", incremental_per_minute=10_000) as served:
        yield served


def ids(page: Any, key: str = "organizations") -> list[int]:
    return [record["id"] for record in page[key]]


def pages(desk: Helpdesk, path: str, **params: Any) -> list[Any]:
    """All pages, along the links that the server gives."""
    found = [desk.get(path, **params)]
    while url := (found[-1].get("links") or {"next": found[-1].get("next_page")})["next"]:
        found.append(desk.client.get(url).json())
    return found


def test_a_list_comes_by_page_numbers_unless_a_cursor_is_asked_for(large: Helpdesk) -> None:
    page = large.get("organizations.json", per_page=500)
    assert (len(page["organizations"]), page["count"]) == (100, 1200)
    url = f"{large.url}/api/v2/organizations.json?page=2&per_page=500"
    assert (page["next_page"], page["previous_page"]) == (url, None)
    last = large.get("organizations", page=12)
    assert (ids(last)[-1], last["next_page"]) == (2200, None)
    assert last["previous_page"].endswith("/organizations?page=11")


def test_page_numbers_reach_ten_thousand_records(large: Helpdesk) -> None:
    assert large.get("organizations", page=100)["organizations"] == []
    refused = large.get("organizations", 400, page=101)
    assert refused["errors"][0]["code"] == "InvalidPaginationDepth"
    large.get("organizations", 400, page=10_001, per_page=1)


def test_a_cursor_walks_over_every_record_once(large: Helpdesk) -> None:
    walked = pages(large, "organizations.json", **{"page[size]": 90})
    assert [id_ for page in walked for id_ in ids(page)] == list(range(1001, 2201))
    assert walked[0]["links"]["next"].startswith(
        f"{large.url}/api/v2/organizations.json?page%5Bafter%5D="
    )
    assert "page%5Bbefore%5D=" in walked[0]["links"]["prev"]
    assert [page["meta"]["has_more"] for page in walked] == [True] * 13 + [False]


def test_a_full_last_page_is_followed_by_an_empty_one(large: Helpdesk) -> None:
    walked = pages(large, "organizations", **{"page[size]": 100})
    assert len(walked) == 13
    assert walked[-1] == {
        "organizations": [],
        "meta": {"has_more": False, "after_cursor": None, "before_cursor": None},
        "links": {"prev": None, "next": None},
    }


def test_the_empty_page_can_be_left_out() -> None:
    with helpdesk(many(4), ends_with_an_empty_page=False) as desk:
        assert len(pages(desk, "organizations", **{"page[size]": 2})) == 2


def test_a_cursor_is_opaque_and_goes_both_ways(desk: Helpdesk) -> None:
    first = desk.get("organizations", **{"page[size]": 2})
    after = first["meta"]["after_cursor"]
    assert b'"o":"id","v":' in base64.b64decode(after)

    second = desk.get("organizations", **{"page[size]": 2, "page[after]": after})
    back = desk.client.get(second["links"]["prev"]).json()

    assert (ids(first), ids(second), ids(back)) == ([501, 502], [503], [501, 502])


def test_a_list_is_sorted_as_asked_or_refuses(desk: Helpdesk) -> None:
    sorted_pages = pages(desk, "organizations", **{"page[size]": 1, "sort": "-updated_at"})
    assert [id_ for page in sorted_pages for id_ in ids(page)] == [503, 502, 501]
    refusable: list[dict[str, Any]] = [
        {"page[size]": 2, "sort": "colour"},
        {"page[size]": 101},
        {"page[size]": 2, "page[after]": "guess"},
        {
            "page[size]": 2,
            "sort": "name",
            "page[after]": desk.get("organizations", **{"page[size]": 1})["meta"]["after_cursor"],
        },
    ]
    for params in refusable:
        refused = desk.get("organizations", 400, **params)
        assert refused["errors"][0]["code"] == "InvalidPaginationParameter"
    silent: dict[str, Any] = {"page[size]": 3, "sort_by": "name", "sort_order": "desc"}
    assert ids(desk.get("organizations", **silent)) == [501, 502, 503]


@pytest.mark.parametrize(
    ("fault", "second_page"),
    [("repeated-page", [501, 502]), ("shifting-page", [502, 503])],
)
def test_pages_can_repeat_and_shift(desk: Helpdesk, fault: str, second_page: list[int]) -> None:
    desk.standin.faults.add(fault, match="after")
    by_cursor = pages(desk, "organizations", **{"page[size]": 2})
    desk.standin.faults.add(fault, match="page=2")
    by_number = desk.get("organizations", page=2, per_page=2)
    assert (ids(by_cursor[1]), ids(by_number)) == (second_page, second_page)


def test_a_row_can_be_lost_though_it_is_counted(desk: Helpdesk) -> None:
    desk.standin.faults.add("lost-row")
    page = desk.get("organizations")
    assert (ids(page), page["count"]) == ([501, 503], 3)


def test_the_export_tells_of_deleted_organizations_too(desk: Helpdesk) -> None:
    export = desk.get(EXPORT, start_time="1609459200.0")

    assert list(export) == ["organizations", "count", "end_of_stream", "end_time", "next_page"]
    assert ids(export) == [501, 502, 504, 503]
    assert [list(one)[-1] for one in export["organizations"]] == ["deleted_at"] * 4
    assert [one["deleted_at"] for one in export["organizations"]] == [
        *(None, None, "2026-05-03T08:30:00Z", None)
    ]
    assert (export["count"], export["end_of_stream"]) == (4, True)
    assert export["end_time"] == 1_777_883_400
    assert export["next_page"] == f"{desk.url}/api/v2/{EXPORT}?start_time=1777883400"
    assert ids(desk.client.get(export["next_page"]).json()) == [503]  # the last one comes again


def test_a_cut_page_runs_to_the_end_of_its_second(desk: Helpdesk) -> None:
    first = desk.get(EXPORT, start_time=0, per_page=2)
    assert ids(first) == [501, 502, 504]
    assert (first["end_of_stream"], first["end_time"]) == (False, 1_777_797_001)
    assert first["next_page"].endswith("?per_page=2&start_time=1777797001")
    second = desk.client.get(first["next_page"]).json()
    assert (ids(second), second["end_of_stream"]) == ([503], True)


def test_a_full_page_of_a_thousand_repeats_its_last_second(large: Helpdesk) -> None:
    first = large.get(EXPORT, start_time=0)
    last = first["organizations"][-1]
    assert (first["count"], first["end_of_stream"]) == (1000, False)
    assert f"start_time={first['end_time']}" in first["next_page"]
    second = large.client.get(first["next_page"]).json()
    assert second["organizations"][0] == last
    assert (second["count"], second["end_of_stream"]) == (201, True)


def test_a_second_that_fills_a_page_does_not_hold_the_reader_for_ever() -> None:
    with helpdesk(many(1200), plan="unlimited") as desk:
        for start in range(1001, 2201, 100):
            named = ",".join(str(id_) for id_ in range(start, start + 100))
            change = {"organization": {"notes": "x"}}
            desk.job(desk.put(f"organizations/update_many?ids={named}", change))
        desk.clock.wait(120)
        page = desk.get(EXPORT, start_time=int(START))
        assert (page["count"], page["end_of_stream"]) == (1200, True)


def test_the_start_must_lie_a_minute_back(desk: Helpdesk) -> None:
    desk.get(EXPORT, start_time=int(START) - 60)
    refused = desk.get(EXPORT, 400, start_time=int(START) - 59)
    assert refused["error"] == "StartTimeTooRecent"
    assert desk.get(EXPORT, 400)["error"]["title"] == "Invalid attribute"


def test_nothing_new_is_an_empty_export_without_a_next_page(desk: Helpdesk) -> None:
    assert desk.get(EXPORT, start_time=int(START) - 3600) == {
        "organizations": [],
        "count": 0,
        "end_of_stream": True,
        "end_time": None,
        "next_page": None,
    }


def test_a_deletion_is_in_the_export_with_its_time(desk: Helpdesk) -> None:
    desk.delete("organizations/501")
    desk.clock.wait(61)
    (gone,) = desk.get(EXPORT, start_time=int(START))["organizations"]
    assert (gone["id"], gone["deleted_at"]) == (501, "2026-05-28T20:26:40Z")


def test_ten_exports_a_minute_have_a_bucket_of_their_own(desk: Helpdesk) -> None:
    header = "zendesk-ratelimit-incremental-exports"
    url = f"/api/v2/{EXPORT}?start_time=0"
    assert desk.client.get(url).headers[header] == "total=10; remaining=9; resets=60"
    for path in ("users/cursor", "tickets", "tickets/cursor", "users") * 2:
        desk.get(f"incremental/{path}", start_time=0)
    desk.get(EXPORT, start_time=0)

    refused = desk.client.get(url)

    assert (refused.status_code, refused.headers["retry-after"]) == (429, "60")
    assert refused.headers[header] == "total=10; remaining=0; resets=60"
    assert int(refused.headers["x-rate-limit-remaining"]) > 600
    desk.get("organizations")


def test_users_and_tickets_are_exported_by_cursor(desk: Helpdesk) -> None:
    first = desk.get("incremental/tickets/cursor.json", start_time=0, per_page=2)
    assert list(first) == [
        *("tickets", "after_url", "after_cursor", "before_url", "before_cursor"),
        "end_of_stream",
    ]
    assert (ids(first, "tickets"), first["end_of_stream"]) == ([3, 1], False)
    assert base64.b64decode(first["after_cursor"]) == b"1777883400.0||1|"

    second = desk.client.get(first["after_url"]).json()
    third = desk.client.get(second["after_url"]).json()

    assert (ids(second, "tickets"), second["end_of_stream"]) == ([2], True)
    assert (third["tickets"], third["after_cursor"]) == ([], second["after_cursor"])
    people = desk.get("incremental/users/cursor", start_time=1_600_000_000)
    assert ids(people, "users") == [901, 902, 909]


def test_tickets_of_the_last_minute_are_held_back_and_deleted_ones_shown(desk: Helpdesk) -> None:
    path, start = "incremental/tickets/cursor", int(START) - 100
    desk.delete("tickets/1")
    assert desk.get(path, start_time=start)["tickets"] == []
    desk.clock.wait(61)
    (gone,) = desk.get(path, start_time=start)["tickets"]
    assert (gone["id"], gone["status"], gone["generated_timestamp"]) == (1, "deleted", int(START))
    assert desk.get(path, start_time=start, exclude_deleted="true")["tickets"] == []


def test_an_export_brings_the_records_that_it_speaks_of(desk: Helpdesk) -> None:
    export = desk.get("incremental/tickets", start_time=0, include="users,organizations")
    assert (ids(export, "users"), ids(export)) == ([901, 902], [501, 502])


def test_a_sample_is_small_and_counted_apart(desk: Helpdesk) -> None:
    for _ in range(10):
        assert desk.get("incremental/organizations/sample", start_time=0)["count"] == 4
    refused = desk.client.get("/api/v2/incremental/organizations/sample?start_time=0")
    assert (refused.status_code, refused.headers["retry-after"]) == (429, "1200")
    desk.get(EXPORT, start_time=0)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("type:organization name:acme", [501]),
        ('type:organization name:"Borealis"', [502]),
        ("type:organization tags:vip", [502]),
        ("type:organization -tags:vip", [501, 503]),
        ("type:organization external_id:c-1", [501]),
        ("type:organization created>2026-05-01", [501, 502, 503]),
        ("type:organization updated<2026-05-03", [501]),
        ("type:ticket organization:501 status<solved", [1]),
        ("type:ticket organization:borealis", [3]),
        ("type:user lee", [901]),
        ("borealis", [502]),
        ("type:organization name:nobody", []),
    ],
)
def test_search_understands_its_terms(desk: Helpdesk, query: str, found: list[int]) -> None:
    answer = desk.get("search", query=query)
    assert sorted(ids(answer, "results")) == found
    assert answer["count"] == len(found)
    assert desk.get("search/count", query=query) == {"count": len(found)}


def test_search_results_say_their_type_and_fields_can_be_searched(desk: Helpdesk) -> None:
    desk.field("currency", "text")
    body = {"organization": {"organization_fields": {"currency": "EUR"}}}
    desk.put("organizations/503", body)
    answer = desk.get("search", query="type:organization currency:EUR")
    assert list(answer) == ["results", "facets", "next_page", "previous_page", "count"]
    assert [(it["id"], it["result_type"]) for it in answer["results"]] == [(503, "organization")]


def test_search_shows_a_thousand_results_and_counts_them_all(large: Helpdesk) -> None:
    query = "type:organization name:firm"
    assert len(large.get("search", query=query, page=10)["results"]) == 100
    assert large.get("search", query=query)["count"] == 1200
    assert large.get("search", 422, query=query, page=11) == {
        "error": "invalid",
        "description": "Invalid search: Requested response size was greater than "
        "Search Response Limits",
    }
    bracket = large.get("search", 400, query=query, **{"page[size]": 10})
    assert bracket["error"]["message"].endswith("page must be an integer")


def test_a_search_export_has_no_end_at_a_thousand(large: Helpdesk) -> None:
    params = {"query": "name:firm", "filter[type]": "organization", "page[size]": 1000}
    first, second = pages(large, "search/export.json", **params)
    assert (len(first["results"]), len(second["results"])) == (1000, 200)
    assert "filter%5Btype%5D=organization" in first["links"]["next"]


def test_the_search_index_can_lag_behind() -> None:
    with helpdesk(index_lag_seconds=120) as desk:
        desk.post("organizations", {"organization": {"name": "Dusk"}})
        assert desk.get("search/count", query="dusk") == {"count": 0}
        assert desk.get("organizations/search", name="dusk")["count"] == 1
        desk.clock.wait(120)
        assert desk.get("search/count", query="dusk") == {"count": 1}


def test_small_lists_answer_in_both_styles(desk: Helpdesk) -> None:
    assert desk.get("tags")["tags"] == [{"name": "vip", "count": 1}]
    for key in ("groups", "satisfaction_ratings", "ticket_metrics", "users", "tickets"):
        assert "next_page" in desk.get(key)
        assert "links" in desk.get(key, **{"page[size]": 100})


def test_a_company_without_anybody_has_empty_lists() -> None:
    with helpdesk(Company(())) as desk:
        assert desk.get("organizations", **{"page[size]": 100})["meta"]["has_more"] is False
        assert desk.get("organizations/count")["count"]["value"] == 0
