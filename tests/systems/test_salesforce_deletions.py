import json
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from systems.base import Deletion
from systems.salesforce.tables import ACCOUNT
from tests.shop import Says, Seen
from tests.systems.scripted_org import (
    Told,
    account,
    page,
    path_of,
    query_of,
    refusal,
    says,
    scripted_reader,
)
from tieout.errors import BadAnswer

SINCE = "2026-05-27T08:00:30Z"


def log(*records: tuple[str, str]) -> Says:
    """The org's list of what was deleted."""
    listed = [{"id": record_id, "deletedDate": at} for record_id, at in records]
    return says({"deletedRecords": listed, "earliestDateAvailable": "", "latestDateCovered": ""})


def asked_for(request: Seen) -> tuple[str, str]:
    asked = parse_qs(urlsplit(request.path).query)
    return asked["start"][0], asked["end"][0]


def org(answer: Any, *, shown: tuple[int, ...] = ()) -> Told:
    """An org with a list of deletions, of which some are still in its Recycle Bin."""

    def told(request: Seen) -> Says | None:
        if path_of(request).startswith("/sobjects/Account/deleted"):
            said = answer(*asked_for(request))
            assert isinstance(said, Says)
            return said
        if "WHERE Id IN" in query_of(request):
            return page(*(account(number) for number in shown))
        return page(account(9)) if query_of(request) else None

    return told


def deletions(told: Told, since: str | None = SINCE) -> tuple[list[Deletion], tuple[str, ...]]:
    with scripted_reader(told) as (reader, _):
        list(reader.pages(ACCOUNT, None))
        found = list(reader.deletions(since))
        return found, tuple(it for it in reader.notes() if "deletions" in it)


def test_what_is_listed_and_no_longer_shown_is_gone() -> None:
    first, second = (f"001{number:015}" for number in (1, 2))
    at = "2026-05-27T10:00:00.000+0000"
    found, _ = deletions(org(lambda *_: log((first, at), (second, at)), shown=(2,)))
    assert found == [Deletion("account", (first,), datetime(2026, 5, 27, 10, tzinfo=UTC))]


def test_nothing_listed_needs_no_second_question() -> None:
    def told(request: Seen) -> Says | None:
        assert "WHERE Id IN" not in query_of(request)
        return org(lambda *_: log())(request)

    assert deletions(told) == ([], ())


@pytest.mark.parametrize(
    ("since", "start"),
    [
        (SINCE, "2026-05-27T08:00:00Z"),
        ("2026-01-01T00:00:00Z", "2026-05-13T12:05:00Z"),
        (None, "2026-05-13T12:05:00Z"),
        ("2026-05-28T12:00:00Z", "2026-05-28T11:58:00Z"),
    ],
)
def test_the_list_is_asked_for_fifteen_days_at_most_by_the_minute(
    since: str | None, start: str
) -> None:
    asked: list[tuple[str, str]] = []

    def answer(*window: str) -> Says:
        asked.append((window[0], window[1]))
        return log()

    deletions(org(answer), since)
    assert asked == [(start, "2026-05-28T12:00:00Z")]


def test_a_list_that_is_too_long_is_asked_for_in_halves() -> None:
    asked: list[tuple[str, str]] = []

    def answer(*window: str) -> Says:
        asked.append((window[0], window[1]))
        if len(asked) == 1:
            return refusal("EXCEEDED_ID_LIMIT", "too many ids")
        return log((f"001{len(asked):015}", "2026-05-27T10:00:00.000+0000"))

    found, _ = deletions(org(answer), "2026-05-28T08:00:00Z")
    assert asked == [
        ("2026-05-28T08:00:00Z", "2026-05-28T12:00:00Z"),
        ("2026-05-28T08:00:00Z", "2026-05-28T10:00:00Z"),
        ("2026-05-28T10:00:00Z", "2026-05-28T12:00:00Z"),
    ]
    assert len(found) == 2


def test_a_list_that_is_refused_is_done_without_and_told() -> None:
    words = "the replication window is not valid"
    found, notes = deletions(org(lambda *_: refusal("INVALID_REPLICATION_DATE", words)))
    assert found == []
    assert notes == (
        f"account: deletions are not listed: salesforce: deleted was refused: {words}",
    )


def test_a_deletion_without_its_time_is_a_bad_answer() -> None:
    with pytest.raises(BadAnswer, match="a deleted record came without the time of it"):
        deletions(org(lambda *_: log(("001A", ""))))


def test_many_deletions_are_looked_up_in_addresses_of_a_fit_length() -> None:
    listed = [(f"001{number:015}", "2026-05-27T10:00:00.000+0000") for number in range(1000)]
    lengths: list[int] = []

    def told(request: Seen) -> Says | None:
        lengths.append(len(request.path))
        return org(lambda *_: log(*listed))(request)

    found, _ = deletions(told)
    assert len(found) == 1000
    assert max(lengths) < 13_000


def test_an_object_that_lists_no_deletions_is_not_asked() -> None:
    def told(request: Seen) -> Says | None:
        assert "/deleted" not in request.path
        if request.path.endswith("/describe"):
            names = {"Id": "id", "IsDeleted": "boolean", "SystemModstamp": "datetime"}
            described = [{"name": name, "type": kind} for name, kind in names.items()]
            return says({"name": "Account", "replicateable": False, "fields": described})
        return org(json.dumps)(request)

    assert deletions(told)[0] == []
