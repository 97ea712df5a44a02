from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta

import pytest

from systems.base import Table
from systems.zendesk.reader import ZendeskReader
from systems.zendesk.tables import ORGANIZATION_FIELDS, ORGANIZATIONS, TABLES, TICKETS, USERS
from tests.systems.helpdesk import Helpdesk, doubles, helpdesk, rows
from tieout.errors import BadAnswer, LoginRefused, NotPermitted, SettingsError

EXPORTS = (ORGANIZATIONS, USERS, TICKETS)


@pytest.fixture(scope="module")
def served() -> Iterator[Helpdesk]:
    with helpdesk(incremental_per_minute=1000, allow_passwords=True) as desk:
        yield desk


@pytest.fixture
def desk(served: Helpdesk) -> Helpdesk:
    return served.as_new()


@pytest.fixture
def reader(desk: Helpdesk) -> Iterator[ZendeskReader]:
    reader = ZendeskReader(desk.settings, clock=desk.clock, export_rows=25)
    yield reader
    reader.close()


@pytest.mark.parametrize("table", EXPORTS, ids=lambda table: table.name)
def test_every_record_comes_once_with_the_declared_columns_and_nothing_of_people(
    table: Table, reader: ZendeskReader
) -> None:
    pages = list(reader.pages(table, None))
    found = rows(pages)
    assert len(pages) > 1
    assert doubles(found) == []
    assert {name for row in found for name in row} == {column.name for column in table.columns}


def test_small_and_large_pages_bring_the_same_records(
    reader: ZendeskReader, desk: Helpdesk
) -> None:
    whole = ZendeskReader(desk.settings, clock=desk.clock)
    for table in EXPORTS:
        assert rows(whole.pages(table, None)) == rows(reader.pages(table, None))
        assert len(list(whole.pages(table, None))) == 1
    whole.close()


def test_a_deleted_organization_comes_with_the_time_of_its_deletion(reader: ZendeskReader) -> None:
    deleted = [it for it in rows(reader.pages(ORGANIZATIONS, None)) if it["deleted_at"]]
    assert deleted
    assert list(reader.deletions(None)) == []


def test_the_next_read_of_organizations_overlaps_the_last_by_a_minute(
    reader: ZendeskReader,
) -> None:
    found = rows(reader.pages(ORGANIZATIONS, None))
    *_, last = reader.pages(ORGANIZATIONS, None)
    again = rows(reader.pages(ORGANIZATIONS, last.cursor))
    newest = max(str(row["updated_at"]) for row in found)
    assert last.cursor == newest
    assert [row["id"] for row in again] == [
        row["id"] for row in found if str(row["updated_at"]) >= newest
    ]
    *_, unchanged = reader.pages(ORGANIZATIONS, last.cursor)
    assert unchanged.cursor == last.cursor


def test_an_export_by_time_never_asks_for_the_last_minute(
    reader: ZendeskReader, desk: Helpdesk
) -> None:
    soon = (desk.clock.now() + timedelta(minutes=5)).isoformat()
    assert rows(reader.pages(ORGANIZATIONS, soon)) == []
    *_, last = reader.pages(ORGANIZATIONS, soon)
    assert last.cursor == soon


@pytest.mark.parametrize("table", [USERS, TICKETS], ids=lambda table: table.name)
def test_the_next_read_by_cursor_brings_only_what_changed(
    table: Table, reader: ZendeskReader
) -> None:
    *_, last = reader.pages(table, None)
    *_, unchanged = reader.pages(table, last.cursor)
    assert unchanged.rows == []
    assert unchanged.cursor == last.cursor


def test_exports_stay_within_ten_calls_a_minute_by_their_header() -> None:
    with helpdesk() as desk:
        reader = ZendeskReader(desk.settings, clock=desk.clock, export_rows=10)
        found = rows(reader.pages(USERS, None))
        reader.close()
    assert len(found) > 100
    assert desk.clock.waits
    assert max(reader.client.session.calls().values()) == len(found) // 10 + 1


@pytest.mark.parametrize("table", EXPORTS, ids=lambda table: table.name)
@pytest.mark.parametrize(
    "fault", ["drop", "rate-limit", "rate-limit-silent", "unavailable", "error-500", "not-json"]
)
def test_a_read_gets_over_a_mishap(
    fault: str, table: Table, reader: ZendeskReader, desk: Helpdesk
) -> None:
    expected = rows(reader.pages(table, None))
    desk.faults.add(fault, match="/incremental/", after=1)
    assert rows(reader.pages(table, None)) == expected
    assert desk.clock.waits


@pytest.mark.parametrize("table", EXPORTS, ids=lambda table: table.name)
def test_a_page_cut_in_the_middle_is_asked_for_again(
    table: Table, reader: ZendeskReader, desk: Helpdesk
) -> None:
    expected = rows(reader.pages(table, None))
    desk.faults.add("malformed-body", match="/incremental/")
    assert rows(reader.pages(table, None)) == expected


def test_a_page_that_is_never_whole_is_a_bad_answer(reader: ZendeskReader, desk: Helpdesk) -> None:
    desk.faults.add("malformed-body", match="/incremental/", times=None)
    with pytest.raises(
        BadAnswer, match=r"^zendesk: /incremental/users/cursor.json answered 200 \(application/json"
    ):
        rows(reader.pages(USERS, None))


@pytest.mark.parametrize("table", EXPORTS, ids=lambda table: table.name)
def test_a_page_that_comes_twice_loses_nothing(
    table: Table, reader: ZendeskReader, desk: Helpdesk
) -> None:
    expected = {row["id"] for row in rows(reader.pages(table, None))}
    desk.faults.add("repeated-page", match="/incremental/", after=1)
    assert {row["id"] for row in rows(reader.pages(table, None))} == expected
    assert reader.notes() == ()


def test_a_cursor_that_stands_still_is_a_bad_answer(reader: ZendeskReader, desk: Helpdesk) -> None:
    desk.faults.add("repeated-page", match="/incremental/", after=1, times=None)
    with pytest.raises(BadAnswer, match=r"^zendesk: the cursor of users does not move\.$"):
        rows(reader.pages(USERS, None))


def test_a_second_that_never_ends_is_passed_over_with_a_note(
    reader: ZendeskReader, desk: Helpdesk
) -> None:
    expected = {row["id"] for row in rows(reader.pages(ORGANIZATIONS, None))}
    desk.faults.add("repeated-page", match="/incremental/", after=1, times=2)
    assert {row["id"] for row in rows(reader.pages(ORGANIZATIONS, None))} == expected
    assert len(reader.notes()) == 1
    assert reader.notes()[0].startswith("organizations: more than a page changed at 202")


def test_a_field_that_nobody_has_heard_of_is_handed_on(
    reader: ZendeskReader, desk: Helpdesk
) -> None:
    desk.faults.add("new-column", match="/incremental/users", name="shoe_size", value=43)
    first = next(reader.pages(USERS, None))
    assert first.rows[0]["shoe_size"] == 43


def test_a_token_that_runs_out_on_the_way_is_renewed(reader: ZendeskReader, desk: Helpdesk) -> None:
    desk.faults.add("expired-token", match="/incremental/", after=2)
    rows(reader.pages(USERS, None))
    assert reader.client.session.calls()["POST", "/oauth/tokens"] == 2


@pytest.mark.parametrize(
    "login", [("client_id", "client_secret"), ("email", "api_token"), ("email", "password")]
)
def test_every_way_in_works(login: tuple[str, str], desk: Helpdesk) -> None:
    settings = {"password": "pretended-password", **desk.settings}
    settings = {name: settings[name] for name in ("base_url", *login)}
    reader = ZendeskReader(settings, clock=desk.clock)
    assert rows(reader.pages(ORGANIZATIONS, None))
    reader.close()


@pytest.mark.parametrize(
    ("login", "sentence"),
    [
        (
            ("client_id", "client_secret"),
            "zendesk: the log-in was refused (invalid_client). Check client_id and client_secret, "
            "that the OAuth client is a confidential one, and that it may have the scope "
            "read write. Then: tieout doctor",
        ),
        (
            ("email", "api_token"),
            "zendesk: the log-in was refused (Couldn't authenticate you). Check email and "
            "api_token, and that token access is switched on; a token that was not used for 30 "
            "days may have been switched off. Then: tieout doctor",
        ),
        (
            ("email", "password"),
            "zendesk: the log-in was refused (Couldn't authenticate you). Zendesk no longer takes "
            "passwords: set client_id and client_secret instead. Then: tieout doctor",
        ),
    ],
)
def test_a_wrong_secret_is_refused_with_what_to_check(
    login: tuple[str, str], sentence: str, desk: Helpdesk
) -> None:
    user, secret = login
    settings = {name: desk.settings[name] for name in ("base_url", user)}
    reader = ZendeskReader({**settings, secret: "not-the-secret"}, clock=desk.clock)
    with pytest.raises(LoginRefused) as caught:
        rows(reader.pages(USERS, None))
    reader.close()
    assert str(caught.value) == sentence
    assert desk.clock.waits == []


def test_what_the_login_may_not_do_is_said(reader: ZendeskReader, desk: Helpdesk) -> None:
    desk.faults.add("no-permission", match="/incremental/", times=None)
    with pytest.raises(NotPermitted, match=r"^zendesk: /incremental/users/cursor.json is not perm"):
        rows(reader.pages(USERS, None))


def test_neither_address_nor_subdomain_is_a_settings_error() -> None:
    with pytest.raises(SettingsError, match="zendesk: subdomain is not set"):
        ZendeskReader({"email": "a@b.example", "api_token": "not-the-secret"})


def test_the_subdomain_alone_leads_to_the_vendor() -> None:
    reader = ZendeskReader(
        {"subdomain": "acme", "email": "a@b.example", "api_token": "not-the-secret"}
    )
    assert reader.client.session.base_url == "https://acme.zendesk.com"
    reader.close()


def test_the_list_of_fields_is_read_in_full(reader: ZendeskReader) -> None:
    assert rows(reader.pages(ORGANIZATION_FIELDS, None)) == []
    assert [reader.totals(table) for table in TABLES] == [()] * len(TABLES)


def test_names_of_people_are_read_only_where_somebody_wishes_to_have_them(desk: Helpdesk) -> None:
    with closing(ZendeskReader(desk.settings, clock=desk.clock)) as reader:
        assert all("name" not in row for row in rows(reader.pages(USERS, None)))
    settings = {**desk.settings, "more_fields": "users.name"}
    with closing(ZendeskReader(settings, clock=desk.clock)) as reader:
        assert all(row["name"] for row in rows(reader.pages(USERS, None)))
