from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import pytest

from systems.base import Answer, Key, Value, Write
from systems.salesforce.writes import (
    Records,
)
from tests.sandbox.salesforce_company import (
    ACME_ID,
    id_of,
)
from tests.shop import DROP, Says, Seen
from tests.systems.crm import (
    BALANCE,
    FIRMS,
    INVOICED,
    NAME,
    STATUS,
    SYNCED,
    Crm,
    by_id,
    crm,
    firm,
    to_firms,
)
from tests.systems.scripted_org import path_of, says, scripted_target
from tieout.errors import (
    BadAnswer,
    LoginRefused,
    NotPermitted,
    RateLimited,
    Unreachable,
)

ALL = (NAME, BALANCE, STATUS, INVOICED, SYNCED)
FULL: dict[str, Value] = {
    NAME.name: "Müller & Söhne",
    BALANCE.name: Decimal("1234567890123.45"),
    STATUS.name: "Active",
    INVOICED.name: date(2024, 2, 29),
    SYNCED.name: "2026-05-28T11:59:30Z",
}


@pytest.fixture(scope="module")
def served() -> Iterator[Crm]:
    with crm() as org:
        yield org


@pytest.fixture
def org(served: Crm) -> Crm:
    return served.as_new()


@pytest.fixture
def target(org: Crm) -> Iterator[Records]:
    with org.target() as target:
        yield target


def test_what_is_written_is_what_is_read(target: Records) -> None:
    receipt = target.send("update", to_firms([101], **FULL))
    assert receipt.answers == [Answer(True, firm(101))]
    record = target.read([by_id(101)], ALL)[by_id(101)]
    assert record.values == FULL
    assert (record.record_id, record.external_id, record.name) == (
        firm(101),
        "F-101",
        "Müller & Söhne",
    )


def test_null_and_an_empty_text_empty_a_field(target: Records) -> None:
    target.send("update", to_firms([101], **FULL))
    emptied: dict[str, Value] = {BALANCE.name: None, STATUS.name: "", INVOICED.name: None}
    target.send("update", to_firms([101], **emptied))
    record = target.read([by_id(101)], [BALANCE, STATUS, INVOICED, SYNCED])[by_id(101)]
    assert record.values == {
        BALANCE.name: None,
        STATUS.name: None,
        INVOICED.name: None,
        SYNCED.name: "2026-05-28T11:59:30Z",  # not named: left as it is
    }


def test_records_are_found_by_id_and_by_external_id_without_regard_to_case(
    target: Records,
) -> None:
    short = Key(firm(102)[:15])
    keys = [by_id(101), short, Key(None, "f-103"), Key(None, "nobody"), Key(id_of("001", 999))]
    found = target.read(keys, [NAME])
    assert {key: record.name for key, record in found.items()} == {
        by_id(101): "Firm 101",
        short: "Firm 102",
        Key(None, "f-103"): "Firm 103",
    }


def test_a_deleted_record_is_absent(target: Records) -> None:
    target.client.send("DELETE", f"/sobjects/Account/{firm(101)}")
    assert target.read([by_id(101), Key(None, "F-101")], [NAME]) == {}


def test_many_records_are_read_in_few_calls(target: Records) -> None:
    keys = [by_id(number) for number in range(100, 1100)]
    assert len(target.read(keys, [NAME])) == len(FIRMS)
    calls = target.client.calls_made()
    assert calls["GET", "query"] <= 6


def test_a_record_is_created_by_its_external_id_and_a_second_time_is_harmless(
    target: Records,
) -> None:
    wanted = Write(Key(None, "F-900"), {NAME.name: "Newcomer", BALANCE.name: Decimal("0.10")})
    first = target.send("create", [wanted]).answers[0]
    again = target.send("create", [wanted]).answers[0]
    assert first.is_accepted
    assert first.record_id == again.record_id
    record = target.read([Key(None, "F-900")], [NAME, BALANCE])[Key(None, "F-900")]
    assert record.values == wanted.values


def test_each_record_of_a_batch_has_its_own_answer(target: Records) -> None:
    answers = target.send(
        "update",
        [
            Write(by_id(101), {NAME.name: "Well"}),
            Write(by_id(102), {NAME.name: None}),
            Write(by_id(103), {"NetSuite_Id__c": "F-104"}),
            Write(Key(id_of("001", 999)), {NAME.name: "Nobody"}),
        ],
    ).answers
    assert [it.is_accepted for it in answers] == [True, False, False, False]
    assert [it.error_code for it in answers] == [
        "",
        "REQUIRED_FIELD_MISSING",
        "DUPLICATE_VALUE",
        "INVALID_CROSS_REFERENCE_KEY",
    ]
    assert answers[1].error_text == "Required fields are missing: [Name] (Name)"
    assert [it.may_retry for it in answers] == [False] * 4


def test_two_hundred_records_go_in_one_call(target: Records) -> None:
    writes = [
        Write(Key(None, f"N-{number}"), {NAME.name: f"New {number}"}) for number in range(200)
    ]
    assert all(it.is_accepted for it in target.send("create", writes).answers)
    calls = target.client.calls_made()
    assert calls["PATCH", "/composite/sobjects/Account/NetSuite_Id__c"] == 1


def test_a_locked_record_may_be_tried_again(org: Crm, target: Records) -> None:
    org.faults.add("locked-row", match="composite/sobjects")
    locked, well = target.send("update", to_firms([101, 102], **{NAME.name: "X"})).answers
    assert (locked.is_accepted, locked.error_code, locked.may_retry) == (
        False,
        "UNABLE_TO_LOCK_ROW",
        True,
    )
    assert well.is_accepted


def test_half_a_batch_is_unreachable_and_reads_as_it_is(org: Crm, target: Records) -> None:
    org.faults.add("half-written-batch", match="composite/sobjects")
    with pytest.raises(Unreachable):
        target.send("update", to_firms([101, 102], **{NAME.name: "Half"}))
    found = target.read([by_id(101), by_id(102)], [NAME])
    assert [found[by_id(number)].name for number in (101, 102)] == ["Half", "Firm 102"]


def test_a_batch_of_which_nothing_is_said_is_a_bad_answer() -> None:
    with pytest.raises(BadAnswer) as caught:
        _sent_to(says([]))
    assert str(caught.value) == (
        "salesforce: /composite/sobjects answered without a result for every record."
    )


def _sent_to(answer: Says, calls: int = 1) -> list[str]:
    """What one update to an org that answers so asks of it."""
    left = [answer] * calls

    def told(request: Seen) -> Says | None:
        if path_of(request) != "/composite/sobjects":
            return None
        return left.pop() if left else says([{"id": firm(1), "success": True, "errors": []}])

    with scripted_target(told) as (target, shop):
        target.send("update", to_firms([1], **{NAME.name: "X"}))
        return [path_of(it) for it in shop.seen]


def test_a_lost_answer_is_not_asked_for_again(org: Crm, target: Records) -> None:
    for fault in ("drop", "commit-then-drop", "error-500"):
        org.faults.add(fault, match="composite/sobjects")
        with pytest.raises(Unreachable) as caught:
            target.send("update", to_firms([101], **{NAME.name: "Lost"}))
        assert not caught.value.had_no_effect
    assert target.client.calls_made()["PATCH", "/composite/sobjects"] == 3
    assert target.read([by_id(101)], [NAME])[by_id(101)].name == "Lost"


@pytest.mark.parametrize(
    "turned_away",
    [
        says([{"errorCode": "SERVER_UNAVAILABLE", "message": "busy"}], 503),
        says([{"errorCode": "CustomNotAcceptable", "message": "not now"}], 406),
        says(
            [
                {
                    "errorCode": "REQUEST_LIMIT_EXCEEDED",
                    "message": "ConcurrentRequests (Concurrent API Requests) Limit exceeded.",
                }
            ],
            403,
        ),
        says([{"errorCode": "INVALID_SESSION_ID", "message": "expired"}], 401),
    ],
)
def test_what_was_turned_away_is_sent_again(turned_away: Says) -> None:
    assert _sent_to(turned_away).count("/composite/sobjects") == 2


def test_a_dropped_connection_is_not_repeated() -> None:
    with pytest.raises(Unreachable):
        _sent_to(DROP)


def test_a_days_calls_used_up_have_no_effect_and_are_not_waited_for(
    org: Crm, target: Records
) -> None:
    org.faults.add("rate-limit", match="composite", times=None)
    with pytest.raises(RateLimited, match="used up its API calls") as caught:
        target.send("update", to_firms([101], **{NAME.name: "X"}))
    assert caught.value.had_no_effect
    assert org.clock.waits == []


def test_a_log_in_that_may_not_write_is_told(org: Crm, target: Records) -> None:
    org.faults.add("no-permission", match="composite", times=None)
    with pytest.raises(NotPermitted, match="/composite/sobjects is not permitted: "):
        target.send("update", to_firms([101], **{NAME.name: "X"}))


def test_wrong_credentials_are_told(org: Crm) -> None:
    org.faults.add("wrong-credentials", times=None)
    with org.target() as target, pytest.raises(LoginRefused):
        target.send("update", to_firms([101], **{NAME.name: "X"}))


def test_a_field_that_is_not_there_is_each_records_fault(target: Records) -> None:
    (answer,) = target.send("update", to_firms([101], Nobody__c="x")).answers
    assert (answer.is_accepted, answer.error_code) == (False, "INVALID_FIELD")
    assert "No such column 'Nobody__c' on sobject of type Account" in answer.error_text


def test_an_update_needs_an_id_and_a_creation_an_external_id(target: Records) -> None:
    with pytest.raises(ValueError, match="update needs a record's Id, got "):
        target.send("update", [Write(Key(None, "F-101"), {NAME.name: "X"})])
    with pytest.raises(ValueError, match="create needs a record's NetSuite_Id__c, got "):
        target.send("create", [Write(by_id(101), {NAME.name: "X"})])


def test_a_record_has_its_page(org: Crm, target: Records) -> None:
    assert target.address(ACME_ID) == f"{org.settings['base_url']}/{ACME_ID}"
