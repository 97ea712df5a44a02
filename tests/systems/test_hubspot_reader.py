from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from systems.base import Deletion, Page, Table
from systems.hubspot.reader import HubSpotReader
from systems.hubspot.tables import (
    ASSOCIATIONS,
    COMPANIES,
    CONTACTS,
    DEALS,
    OBJECTS,
    OWNERS,
    PARTNER_CLIENTS,
    PIPELINES,
    PROPERTIES,
    TABLES,
)
from tests.shop import Says, open_shop
from tests.stopped_clock import StoppedClock
from tests.systems.partner_crm import BEGUN, MAY_1, Crm, crm, ids, many, rows
from tieout.errors import (
    BadAnswer,
    LoginRefused,
    NotPermitted,
    SettingsError,
    UnknownName,
)


@pytest.fixture(scope="module")
def served() -> Iterator[Crm]:
    with crm() as portal:
        yield portal


@pytest.fixture
def portal(served: Crm) -> Crm:
    return served.as_new()


@pytest.fixture
def reader(portal: Crm) -> Iterator[HubSpotReader]:
    with closing(HubSpotReader(portal.settings, clock=portal.clock)) as reader:
        yield reader


@pytest.fixture(scope="module")
def crowded() -> Iterator[Crm]:
    with crm(many(45)) as portal:
        yield portal


@pytest.fixture
def paging(crowded: Crm) -> Iterator[HubSpotReader]:
    fresh = crowded.as_new()
    with closing(
        HubSpotReader(fresh.settings, clock=fresh.clock, list_rows=10, search_rows=10)
    ) as reader:
        yield reader


def last(pages: Iterator[Page]) -> Page:
    return list(pages)[-1]


def asked(portal: Crm, method: str, path: str, body: object = None) -> httpx.Response:
    """What somebody else does there."""
    token = {"Authorization": f"Bearer {portal.settings['access_token']}"}
    answer = httpx.request(method, portal.settings["base_url"] + path, headers=token, json=body)
    return answer.raise_for_status()


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_rows_have_the_declared_columns_and_no_others(table: Table, reader: HubSpotReader) -> None:
    found = rows(reader.pages(table, None))
    assert {name for row in found for name in row} == {column.name for column in table.columns}


@pytest.mark.parametrize("table", OBJECTS, ids=lambda table: table.name)
def test_a_search_brings_the_same_rows_as_the_list(table: Table, reader: HubSpotReader) -> None:
    whole = {str(it["id"]): it for it in rows(reader.pages(table, None))}
    assert {str(it["id"]): it for it in rows(reader.pages(table, MAY_1))} == whole


def test_values_are_of_the_kinds_that_their_properties_have(reader: HubSpotReader) -> None:
    client = rows(reader.pages(PARTNER_CLIENTS, None))[0]
    assert {
        name: client[name] for name in ("hs_total_subscription_mrr", "hs_next_renewal_date")
    } == {
        "hs_total_subscription_mrr": "1450.1",
        "hs_next_renewal_date": "2026-11-14",
    }
    assert (client["hs_is_managed"], client["hs_is_sold"]) == (True, False)
    (deal,) = rows(reader.pages(DEALS, None))
    assert (deal["amount"], deal["closedate"]) == ("2455.5", "2026-06-30T00:00:00Z")
    assert rows(reader.pages(COMPANIES, None))[0]["hs_merged_object_ids"] == ["3011", "3012"]


def test_an_address_leaves_only_where_somebody_is_written_to(reader: HubSpotReader) -> None:
    assert [(it["notice_role"], it.get("email")) for it in rows(reader.pages(CONTACTS, None))] == [
        ("decision_maker", "person401@acme.example"),
        (None, None),
        ("billing", "person403@acme.example"),
    ]
    everything = repr([rows(reader.pages(table, None)) for table in (*OBJECTS, OWNERS)])
    assert [it for it in ("Ann", "Lee", "Max", "Field", "555") if it in everything] == []


def test_properties_are_asked_for_by_the_accounts_own_names(portal: Crm) -> None:
    settings = {
        **portal.settings,
        "renamed_properties": "customer_key=domain",
        "more_fields": "contacts.firstname, companies.numberofemployees",
        "leave_out": "contacts.email",
    }
    with closing(HubSpotReader(settings, clock=portal.clock)) as reader:
        company = rows(reader.pages(COMPANIES, None))[0]
        person = rows(reader.pages(CONTACTS, None))[0]
    assert (company["customer_key"], company["numberofemployees"]) == ("acme.example", None)
    assert (person["firstname"], person.get("email")) == ("Ann", None)


def test_a_property_that_is_not_there_is_left_empty_and_said(portal: Crm) -> None:
    settings = {**portal.settings, "renamed_properties": "customer_key=cust_no"}
    with closing(HubSpotReader(settings, clock=portal.clock)) as reader:
        assert len(rows(reader.pages(COMPANIES, None))) == 3
        assert list(reader.notes()) == ["companies has no property cust_no: left empty"]


def test_settings_that_say_nothing_are_refused(portal: Crm) -> None:
    settings = {**portal.settings, "renamed_properties": "cust_no", "leave_out": "email"}
    with pytest.raises(SettingsError) as caught:
        HubSpotReader(settings)
    assert caught.value.faults == (
        "hubspot: renamed_properties must be like a=b, got 'cust_no'",
        "hubspot: leave_out must be like a.b, got 'email'",
    )
    with pytest.raises(SettingsError, match="api_version must be v3 or like 2026-03, got 4"):
        HubSpotReader({**portal.settings, "api_version": "4"})


def test_the_dated_generation_reads_the_same(portal: Crm, reader: HubSpotReader) -> None:
    settings = {**portal.settings, "api_version": "2026-03"}
    with closing(HubSpotReader(settings, clock=portal.clock)) as dated:
        for table in (COMPANIES, OWNERS, PIPELINES, PROPERTIES, PARTNER_CLIENTS):
            assert rows(dated.pages(table, None)) == rows(reader.pages(table, None))
        assert ("GET", "/crm/objects/2026-03/companies") in dated.client.session.calls()


def test_a_refresh_token_logs_in_and_again_when_its_token_is_refused(portal: Crm) -> None:
    settings = {name: it for name, it in portal.settings.items() if name != "access_token"}
    with closing(HubSpotReader(settings, clock=portal.clock)) as reader:
        assert len(rows(reader.pages(COMPANIES, None))) == 3
        portal.faults.add("expired-token")
        assert len(rows(reader.pages(COMPANIES, None))) == 3
        assert reader.client.session.calls()["POST", "/oauth/v1/token"] == 2


@pytest.mark.parametrize(
    ("wrong", "check"),
    [
        ({"access_token": "not-the-secret"}, "Check access_token: the private app may have been"),
        (
            {"access_token": "", "refresh_token": "not-the-secret"},
            "Check client_id, client_secret and refresh_token",
        ),
    ],
)
def test_a_log_in_that_is_refused_says_what_to_check(
    wrong: dict[str, str], check: str, portal: Crm
) -> None:
    with (
        closing(HubSpotReader({**portal.settings, **wrong}, clock=portal.clock)) as reader,
        pytest.raises(LoginRefused) as caught,
    ):
        ids(reader.pages(COMPANIES, None))
    assert check in str(caught.value)
    assert "not-the-secret" not in str(caught.value)


def test_a_token_of_no_form_is_a_log_in_that_is_refused() -> None:
    with (
        crm(answers_530=True) as portal,
        closing(HubSpotReader({**portal.settings, "access_token": "?"})) as reader,
        pytest.raises(LoginRefused),
    ):
        ids(reader.pages(COMPANIES, None))


@pytest.mark.parametrize("since", [None, MAY_1])
def test_every_record_comes_once_though_all_changed_at_one_moment(
    since: str | None, paging: HubSpotReader
) -> None:
    pages = list(paging.pages(COMPANIES, since))
    assert [len(page.rows) for page in pages] == [10, 10, 10, 10, 5]
    assert ids(iter(pages)) == [str(it) for it in range(1001, 1046)]


def test_a_search_begins_anew_at_every_page_so_that_no_offset_grows(
    paging: HubSpotReader, crowded: Crm
) -> None:
    pages = paging.pages(COMPANIES, MAY_1)
    found = ids(iter([next(pages)]))
    asked(crowded, "PATCH", "/crm/v3/objects/companies/1020", {"properties": {"city": "Bonn"}})
    found += ids(pages)  # what changed meanwhile is beyond the bound, and moves nobody
    assert found == [str(it) for it in range(1001, 1046) if it != 1020]


def test_more_than_ten_thousand_changes_are_all_found() -> None:
    with (
        crm(many(10_050)) as portal,
        closing(HubSpotReader(portal.settings, clock=portal.clock)) as reader,
    ):
        found = ids(reader.pages(COMPANIES, MAY_1))
    assert (len(set(found)), len(found)) == (10_050, 10_050)
    assert portal.clock.elapsed() == pytest.approx(50 * 0.2)  # five searches a second


def test_the_next_read_goes_five_minutes_back(reader: HubSpotReader, portal: Crm) -> None:
    assert last(reader.pages(COMPANIES, None)).cursor == "2026-05-30T12:00:00Z"
    portal.clock.sleep(600)
    asked(portal, "PATCH", "/crm/v3/objects/companies/303", {"properties": {"city": "Bonn"}})
    portal.clock.sleep(60)
    page = last(reader.pages(COMPANIES, "2026-05-30T12:00:00Z"))
    assert (ids(iter([page])), page.cursor) == (["303"], "2026-05-30T12:11:00Z")
    assert ids(reader.pages(COMPANIES, "2026-05-30T12:14:59Z")) == ["303"]
    assert ids(reader.pages(COMPANIES, "2026-05-30T12:15:01Z")) == []


def test_what_the_search_index_does_not_know_yet_comes_with_the_next_read() -> None:
    with (
        crm(index_delay_seconds=120) as portal,
        closing(HubSpotReader(portal.settings, clock=portal.clock)) as reader,
    ):
        asked(portal, "PATCH", "/crm/v3/objects/companies/303", {"properties": {"city": "Bonn"}})
        portal.clock.sleep(60)
        page = last(reader.pages(COMPANIES, "2026-05-30T11:59:00Z"))
        assert (page.rows, page.cursor) == ([], "2026-05-30T12:01:00Z")
        portal.clock.sleep(120)
        assert ids(reader.pages(COMPANIES, page.cursor)) == ["303"]


def test_contacts_are_searched_by_their_own_property(reader: HubSpotReader, portal: Crm) -> None:
    portal.clock.sleep(600)
    asked(portal, "PATCH", "/crm/v3/objects/contacts/402", {"properties": {"city": "Bonn"}})
    portal.clock.sleep(60)
    assert ids(reader.pages(CONTACTS, "2026-05-30T12:06:00Z")) == ["402"]


def test_what_is_archived_is_listed_as_deleted(reader: HubSpotReader, portal: Crm) -> None:
    assert list(reader.deletions(None)) == [
        Deletion("companies", ("304",), datetime(2026, 5, 5, 8, 30, tzinfo=UTC)),
        Deletion("deals", ("502",), datetime(2026, 5, 3, 8, 30, tzinfo=UTC)),
    ]
    portal.clock.sleep(60)
    asked(portal, "DELETE", "/crm/v3/objects/contacts/402")
    assert list(reader.deletions("2026-05-30T00:00:00Z")) == [
        Deletion("contacts", ("402",), BEGUN + timedelta(seconds=60))
    ]


def test_a_link_comes_once_with_all_its_labels(reader: HubSpotReader) -> None:
    found = rows(reader.pages(ASSOCIATIONS, None))
    assert sorted((it["from_object"], it["from_id"], it["to_id"]) for it in found) == [
        ("contacts", "401", "301"),
        ("contacts", "402", "301"),
        ("contacts", "403", "302"),
        ("deals", "501", "301"),
        ("partner_clients", "601", "301"),
        ("partner_clients", "602", "302"),
    ]
    (deal,) = (it for it in found if it["from_object"] == "deals")
    assert (deal["type_ids"], deal["labels"], deal["is_primary"]) == (
        ["5", "341"],
        ["Primary"],
        True,
    )


def test_links_are_the_same_where_ids_are_numbers(reader: HubSpotReader) -> None:
    with (
        crm(numeric_association_ids=True) as portal,
        closing(HubSpotReader(portal.settings, clock=portal.clock)) as other,
    ):
        found = rows(other.pages(ASSOCIATIONS, None))
    assert sorted(map(repr, found)) == sorted(map(repr, rows(reader.pages(ASSOCIATIONS, None))))


def test_the_ids_of_a_full_read_are_not_listed_again_for_its_links(reader: HubSpotReader) -> None:
    for table in OBJECTS:
        rows(reader.pages(table, None))
    rows(reader.pages(ASSOCIATIONS, None))
    assert reader.client.session.calls()["GET", "/crm/v3/objects/contacts"] == 1


def test_links_go_on_where_one_record_has_many() -> None:
    first = (
        b'{"status":"COMPLETE","results":[{"from":{"id":"7"},"to":[{"toObjectId":1,'
        b'"associationTypes":[{"typeId":341,"label":null}]}],"paging":{"next":{"after":"x"}}}],'
        b'"errors":[{"category":"OBJECT_NOT_FOUND","message":"no links","context":{}}]}'
    )
    second = (
        b'{"status":"COMPLETE","results":[{"from":{"id":"7"},"to":[{"toObjectId":"2",'
        b'"associationTypes":[{"typeId":5,"label":"Primary"}]}]}]}'
    )
    empty, one = Says(body=b'{"results":[]}'), Says(body=b'{"results":[{"id":"7"}]}')
    with open_shop() as shop:
        shop.script = [empty, one, Says(207, first), Says(body=second), empty]
        settings = {"base_url": shop.url, "access_token": "not-a-secret"}
        with closing(HubSpotReader(settings, clock=StoppedClock())) as reader:
            found = rows(reader.pages(ASSOCIATIONS, None))
        assert [(it["to_id"], it["is_primary"]) for it in found] == [("1", False), ("2", True)]
        assert shop.seen[3].body == b'{"inputs":[{"id":"7","after":"x"}]}'


def test_an_account_that_is_no_partners_has_all_else(portal: Crm) -> None:
    with (
        crm(is_partner=False) as other,
        closing(HubSpotReader(other.settings, clock=other.clock)) as reader,
    ):
        with pytest.raises((NotPermitted, UnknownName)):
            rows(reader.pages(PARTNER_CLIENTS, None))
        assert len(rows(reader.pages(COMPANIES, None))) == 3
        assert {it["from_object"] for it in rows(reader.pages(ASSOCIATIONS, None))} == {
            "contacts",
            "deals",
        }
        kinds = {it["object_type"] for it in rows(reader.pages(PROPERTIES, None))}
        assert kinds == {"companies", "contacts", "deals"}
        assert [it.table for it in reader.deletions(None)] == ["companies", "deals"]
        assert reader.notes()


def test_a_scope_that_is_missing_concerns_its_table_alone(
    reader: HubSpotReader, portal: Crm
) -> None:
    portal.faults.add("no-permission", match="partner_clients", times=None)
    with pytest.raises(NotPermitted) as caught:
        rows(reader.pages(PARTNER_CLIENTS, None))
    assert "Give the app the scope crm.objects.<object>.read or .write" in str(caught.value)
    assert len(rows(reader.pages(COMPANIES, None))) == 3


def test_owners_who_have_left_are_marked(reader: HubSpotReader) -> None:
    found = rows(reader.pages(OWNERS, None))
    assert [(it["id"], it["archived"]) for it in found] == [("51", False), ("52", True)]


def test_pipelines_come_stage_by_stage(reader: HubSpotReader) -> None:
    stages = {it["stage_id"]: it for it in rows(reader.pages(PIPELINES, None))}
    won = stages["closedwon"]
    assert (won["pipeline_id"], won["is_closed"], won["probability"]) == ("default", "true", "1.0")


def test_properties_say_whether_they_can_be_written(reader: HubSpotReader) -> None:
    found = {(it["object_type"], it["name"]): it for it in rows(reader.pages(PROPERTIES, None))}
    assert found["partner_clients", "hs_next_renewal_date"]["read_only_value"] is True
    assert found["partner_clients", "rec_renewal_status"]["read_only_value"] is False
    assert found["companies", "customer_key"]["has_unique_value"] is True


@pytest.mark.parametrize("since", [None, MAY_1])
@pytest.mark.parametrize(
    "fault",
    ["drop", "rate-limit", "rate-limit-silent", "unavailable", "error-500", "not-json"],
)
def test_a_read_gets_over_a_mishap(
    fault: str, since: str | None, paging: HubSpotReader, crowded: Crm
) -> None:
    crowded.faults.add(fault, match="/objects/companies", after=1)
    assert len(set(ids(paging.pages(COMPANIES, since)))) == 45
    assert crowded.clock.waits


@pytest.mark.parametrize("since", [None, MAY_1])
@pytest.mark.parametrize("fault", ["repeated-page", "malformed-body"])
def test_a_page_that_comes_twice_or_cut_loses_nothing(
    fault: str, since: str | None, paging: HubSpotReader, crowded: Crm
) -> None:
    crowded.faults.add(fault, match="/objects/companies", after=1)
    assert set(ids(paging.pages(COMPANIES, since))) == {str(it) for it in range(1001, 1046)}


def test_a_time_that_is_none_cannot_be_gone_on_from(reader: HubSpotReader) -> None:
    with pytest.raises(BadAnswer, match="'yesterday' is no time to go on from"):
        ids(reader.pages(COMPANIES, "yesterday"))
