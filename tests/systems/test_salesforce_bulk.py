from collections.abc import Iterator

import pytest

from systems.base import Page
from systems.salesforce.client import Calls
from systems.salesforce.tables import ACCOUNT
from tests.shop import Says, Seen
from tests.systems.crm import FIRMS, Crm, crm, firm, ids, landed
from tests.systems.scripted_org import (
    USAGE,
    Told,
    account,
    csv,
    description,
    page,
    path_of,
    query_of,
    refusal,
    says,
    scripted_reader,
)
from tieout.errors import BadAnswer, Refused, Unreachable

HEADER = '"Id","Name","NetSuite_Id__c","IsDeleted","SystemModstamp"\n'
ONE = HEADER + '"001A","A ""b""\nc, d","","false","2026-05-27T09:30:00.000Z"\n'
TWO = HEADER + '"001B","","0123","true","2026-05-27T09:31:00.000Z"\n'


@pytest.fixture(scope="module")
def served() -> Iterator[Crm]:
    with crm(job_polls=2) as org:
        yield org


@pytest.fixture
def org(served: Crm) -> Crm:
    return served.as_new()


def routes(org: Crm, **more: int) -> dict[str, int]:
    """How often each kind of call was made for a full read of the accounts."""
    with org.reader(**more) as reader:
        assert len(landed(ACCOUNT, reader.pages(ACCOUNT, None))) == 16
        calls = reader.client.calls_made()
    return {f"{method} {route}": times for (method, route), times in sorted(calls.items())}


def test_a_job_is_made_followed_read_in_pages_and_deleted(org: Crm) -> None:
    assert routes(org, bulk_from=10, bulk_page_rows=6) == {
        "DELETE /jobs/query/{id}": 1,
        "GET /jobs/query/{id}": 3,
        "GET /jobs/query/{id}/results": 3,
        "GET /limits/recordCount": 1,
        "GET describe": 1,
        "POST /jobs/query": 1,
    }
    assert org.clock.waits == [0.5, 1.0]


def test_a_small_table_is_read_by_query(org: Crm) -> None:
    assert routes(org, bulk_from=17) == {
        "GET /limits/recordCount": 1,
        "GET describe": 1,
        "GET queryAll": 1,
        "GET query": 3,
    }


def test_a_large_increment_goes_on_as_a_job_when_its_first_page_tells(org: Crm) -> None:
    with org.reader(bulk_from=10) as reader:
        pages = list(reader.pages(ACCOUNT, "2026-05-27T09:15:00Z"))
        assert reader.client.calls_made()["POST", "/jobs/query"] == 1
    assert [firm(number) for number in FIRMS] == ids(landed(ACCOUNT, pages))
    assert pages[-1].cursor == "2026-05-27T09:30:00Z"


def test_a_job_goes_on_when_the_session_expires(org: Crm) -> None:
    org.faults.add("expired-token", match="/results", after=1)
    assert len(org.rows(ACCOUNT, bulk_from=0, bulk_page_rows=6)) == 16


def test_a_page_of_results_that_is_cut_is_asked_for_again(org: Crm) -> None:
    org.faults.add("malformed-body", match="/results")
    assert len(org.rows(ACCOUNT, bulk_from=0)) == 16


@pytest.mark.parametrize("fault", ["failed-job", "killed-job", "lost-job"])
def test_a_job_that_comes_to_nothing_is_done_by_query(org: Crm, fault: str) -> None:
    org.faults.add(fault, match="jobs/query")
    with org.reader(bulk_from=0) as reader:
        assert len(landed(ACCOUNT, reader.pages(ACCOUNT, None))) == 16
        (note,) = reader.notes()
    assert note.startswith("account: read by query, as no job would do: salesforce: ")


def test_a_job_without_end_is_given_up_and_left_behind(org: Crm) -> None:
    org.faults.add("stuck-job", match="jobs/query", times=None)
    with org.reader(bulk_from=0) as reader, pytest.raises(Unreachable) as caught:
        list(reader.pages(ACCOUNT, None))
    assert str(caught.value) == "salesforce: a query job is InProgress for 7200 s."


def test_places_of_results_that_are_forgotten_fail_the_table(org: Crm) -> None:
    """Half of it has gone on already, and a job knows no order to go on from."""
    org.faults.add("expired-locator", match="/results", times=None)
    with (
        org.reader(bulk_from=0, bulk_page_rows=6) as reader,
        pytest.raises(Refused, match=r"/jobs/query/{id}/results was refused"),
    ):
        list(reader.pages(ACCOUNT, None))


def test_a_page_of_results_that_lacks_a_row_shows_against_the_stated_total(org: Crm) -> None:
    org.faults.add("lost-row", match="/results")
    with org.reader(bulk_from=0) as reader:
        pages = list(reader.pages(ACCOUNT, None))
    assert (pages[0].stated_total, sum(it.row_count for it in pages)) == (16, 15)


def job(*pages: Says, state: str = "JobComplete", **more: object) -> Told:
    """An org whose only job ends so, with these pages of results."""
    left = iter(pages)

    def told(request: Seen) -> Says | None:
        path = path_of(request)
        if path == "/limits/recordCount":
            return says({"sObjects": [{"name": "Account", "count": 20_000}]})
        if path == "/jobs/query":
            return says({"id": "750A", "state": "UploadComplete"})
        if path.endswith("/results"):
            return next(left)
        if path == "/jobs/query/750A":
            return says({"id": "750A", "state": state, "numberRecordsProcessed": 2} | more)
        return None

    return told


def read(told: Told) -> list[Page]:
    with scripted_reader(told) as (reader, _):
        return list(reader.pages(ACCOUNT, None))


def test_results_are_read_exactly() -> None:
    found = landed(ACCOUNT, read(job(csv(ONE, 1, "next"), csv(TWO, 1))))
    assert [(row["id"], row["name"], row["netsuite_id__c"], row["isdeleted"]) for row in found] == [
        ("001A", 'A "b"\nc, d', None, False),
        ("001B", None, "0123", True),
    ]


def test_a_page_that_holds_less_than_it_says_is_asked_for_again() -> None:
    pages = read(job(csv(ONE, 2), csv(ONE, 1)))
    assert [it.row_count for it in pages] == [1, 0]
    with pytest.raises(BadAnswer) as caught:
        read(job(csv(ONE, 2), csv(ONE, 2)))
    assert str(caught.value) == "salesforce: a page of results holds 1 records instead of 2."


def test_results_that_lead_in_a_circle_are_a_bad_answer() -> None:
    with pytest.raises(BadAnswer, match="the results of a query job lead in a circle"):
        read(job(*[csv(ONE, 1, "same")] * 3))


def test_results_that_are_no_csv_are_a_bad_answer() -> None:
    with pytest.raises(BadAnswer, match=r"/jobs/query/{id}/results answered with what is not CSV"):
        read(job(*[says({"a": 1})] * 2))
    broken = Says(200, b'"Id"\n"1","2"\n', {"Content-Type": "text/csv"} | USAGE)
    with pytest.raises(BadAnswer, match=r"/jobs/query/{id}/results answered with broken CSV"):
        read(job(*[broken] * 2))


def test_a_query_that_takes_the_org_too_long_goes_as_a_job() -> None:
    as_job = job(csv(ONE, 1))

    def told(request: Seen) -> Says | None:
        if query_of(request):
            return refusal("QUERY_TIMEOUT", "Your query request was running for too long.")
        return None if "recordCount" in request.path else as_job(request)

    assert [it.row_count for it in read(told)] == [1, 0]


@pytest.mark.parametrize(
    "refused",
    [
        refusal("INVALIDENTITY", "Entity 'Account' is not supported by the Bulk API."),
        refusal("LIMIT_EXCEEDED", "Max number of query jobs reached"),
        refusal("FEATURENOTENABLED", "Async API not enabled", 403),
    ],
)
def test_an_org_that_makes_no_job_is_read_by_query(refused: Says) -> None:
    as_job = job()

    def told(request: Seen) -> Says | None:
        if path_of(request) == "/jobs/query":
            return refused
        return page(account(1), total=20_000) if query_of(request) else as_job(request)

    assert [it.row_count for it in read(told)] == [1, 0]


def test_a_dear_read_goes_as_a_job_where_few_calls_are_left() -> None:
    """14,000 rows are seven calls: more than a job takes, and more than 1 % of the 400 left."""
    as_job = job(csv(ONE, 1))
    for used, is_job in ((0, False), (99_600, True)):
        usage = f"api-usage={used}/100000"

        def told(request: Seen, usage: str = usage) -> Says | None:
            if "recordCount" in request.path:
                counts = [{"name": "Account", "count": 14_000}]
                return says({"sObjects": counts}, Sforce_Limit_Info=usage)
            if query_of(request):
                nothing = {"totalSize": 14_000, "done": True, "records": []}
                return says(nothing, Sforce_Limit_Info=usage)
            return as_job(request)

        with scripted_reader(told) as (reader, _):
            list(reader.pages(ACCOUNT, None))
            assert (("POST", "/jobs/query") in reader.client.calls_made()) is is_job


def test_calls_left_are_asked_for_once_where_no_answer_tells() -> None:
    plain = {"Content-Type": "application/json"}
    silent = description(Name="string")

    def told(request: Seen) -> Says | None:
        if path_of(request) == "/limits":
            return Says(200, b'{"DailyApiRequests":{"Max":5000,"Remaining":4000}}', plain)
        if query_of(request):
            return Says(200, b'{"totalSize":0,"done":true,"records":[]}', plain)
        if "recordCount" in request.path:
            return Says(200, b'{"sObjects":[]}', plain)
        return Says(200, silent.body, plain) if request.path.endswith("/describe") else None

    with scripted_reader(told) as (reader, _):
        list(reader.pages(ACCOUNT, None))
        list(reader.pages(ACCOUNT, None))
        assert reader.client.calls == Calls(1000, 5000)
        assert reader.client.calls_made()["GET", "/limits"] == 1
