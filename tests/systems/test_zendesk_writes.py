import socket
from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal

import pytest

from systems.base import Answer, Field, Key, Row, Value, Write
from systems.zendesk.writes import Organizations
from tests.systems.helpdesk import (
    BALANCE,
    CURRENCY,
    CUSTOM,
    DAYS,
    EXTERNAL_ID,
    HOLD,
    NAME,
    SINCE,
    Helpdesk,
    by_id,
    helpdesk,
    living_organizations,
    writer,
    written,
)
from tieout.errors import LoginRefused, NotPermitted, Refused, Unreachable

ALL = (NAME, EXTERNAL_ID, *CUSTOM)


@pytest.fixture(scope="module")
def served() -> Iterator[Helpdesk]:
    with helpdesk() as desk:
        yield desk


@pytest.fixture
def desk(served: Helpdesk) -> Helpdesk:
    return served.as_new()


@pytest.fixture
def target(desk: Helpdesk) -> Iterator[Organizations]:
    with writer(desk) as target:
        yield target


@pytest.fixture
def living(desk: Helpdesk) -> Sequence[Row]:
    return living_organizations(desk)


def test_fields_are_missing_until_they_are_made(desk: Helpdesk) -> None:
    target = Organizations(desk.settings, clock=desk.clock)
    assert [finding.subject for finding in target.problems(ALL)] == [it.name for it in CUSTOM]
    for field in CUSTOM:
        target.create_field(field)
    assert target.problems(ALL) == []
    target.close()


def test_a_field_of_another_type_and_one_that_is_not_active_are_problems(
    target: Organizations,
) -> None:
    wrong = Field(HOLD.name, "decimal", is_custom=True)
    target.client.send(
        "PUT",
        "/organization_fields/netsuite_balance.json",
        {"organization_field": {"active": False}},
    )
    assert [finding.sentence for finding in target.problems([wrong, BALANCE, DAYS])] == [
        "organization field netsuite_credit_hold has the type checkbox, expected decimal",
        "organization field netsuite_balance is not active",
    ]


def test_a_field_cannot_be_made_twice(target: Organizations) -> None:
    with pytest.raises(Refused) as caught:
        target.create_field(HOLD)
    assert (caught.value.status, caught.value.code) == (422, "RecordInvalid")
    assert "Record validation errors" in str(caught.value)


def test_what_is_written_is_what_is_read(target: Organizations, living: Sequence[Row]) -> None:
    key = by_id(living[0])
    values: dict[str, Value] = {
        HOLD.name: True,
        BALANCE.name: Decimal("1234567890123.45"),
        DAYS.name: 41,
        CURRENCY.name: "EUR",
        SINCE.name: date(2024, 2, 29),
    }
    answers = written(target, "update", [Write(key, values)])
    assert answers == [Answer(True, key.record_id)]
    record = target.read([key], ALL)[key]
    assert record.values == {
        **values,
        NAME.name: living[0]["name"],
        EXTERNAL_ID.name: living[0]["external_id"],
    }
    assert (record.record_id, record.name) == (key.record_id, living[0]["name"])


def test_null_empties_a_field(target: Organizations, living: Sequence[Row]) -> None:
    key = by_id(living[0])
    full: dict[str, Value] = {BALANCE.name: Decimal("1.10"), CURRENCY.name: "EUR", DAYS.name: 3}
    written(target, "update", [Write(key, full)])
    written(target, "update", [Write(key, dict.fromkeys(full))])
    record = target.read([key], CUSTOM)[key]
    assert record.values == {it.name: False if it is HOLD else None for it in CUSTOM}


def test_an_update_leaves_what_it_does_not_name(
    target: Organizations, living: Sequence[Row]
) -> None:
    key = by_id(living[0])
    written(target, "update", [Write(key, {DAYS.name: 3, CURRENCY.name: "EUR"})])
    written(target, "update", [Write(key, {DAYS.name: 4})])
    assert target.read([key], [DAYS, CURRENCY])[key].values == {
        DAYS.name: 4,
        CURRENCY.name: "EUR",
    }


def test_records_are_found_by_id_by_external_id_and_past_a_comma(
    target: Organizations, living: Sequence[Row]
) -> None:
    awkward = ["a,b", "Zoë & Söhne 100%", "c/d?e=f#g", "x+y"]
    names = [f"Awkward {number}" for number in range(len(awkward))]
    written(
        target,
        "create",
        [
            Write(Key(None, external_id), {"name": name})
            for external_id, name in zip(awkward, names, strict=True)
        ],
    )
    keyed = [row for row in living if row["external_id"]]
    keys = [
        by_id(living[0]),
        Key("999999999999"),
        Key(None, str(keyed[1]["external_id"]).lower()),
        Key(None, "nobody"),
        *(Key(None, external_id) for external_id in awkward),
    ]
    found = target.read(keys, [NAME])
    assert {key: record.name for key, record in found.items()} == {
        keys[0]: living[0]["name"],
        keys[2]: keyed[1]["name"],
        **dict(zip(keys[4:], names, strict=True)),
    }


def test_reading_takes_one_call_for_each_hundred(
    target: Organizations, living: Sequence[Row]
) -> None:
    keys = [Key(str(10**12 + number)) for number in range(101)] + [by_id(row) for row in living]
    found = target.read(keys, [NAME])
    assert set(found) == {by_id(row) for row in living}
    calls = target.client.session.calls()
    assert calls["GET", "/organizations/show_many.json"] == (101 + len(living) - 1) // 100 + 1


def test_long_external_ids_are_split_over_more_calls(target: Organizations) -> None:
    target.read([Key(None, f"{number:03d}" + "x" * 200) for number in range(60)], [NAME])
    assert target.client.session.calls()["GET", "/organizations/show_many.json"] == 3


def test_a_new_organization_is_made_with_its_external_id_and_its_fields(
    target: Organizations,
) -> None:
    key = Key(None, "C-9001")
    values: dict[str, Value] = {NAME.name: "Nine Thousand", BALANCE.name: Decimal("0.10")}
    answers = written(target, "create", [Write(key, values)])
    assert answers is not None
    assert answers[0].is_accepted
    record = target.read([key], ALL)[key]
    assert record.record_id == answers[0].record_id
    assert record.external_id == "C-9001"
    assert record.values[BALANCE.name] == Decimal("0.10")


def test_one_refused_record_does_not_hold_up_the_others(
    target: Organizations, living: Sequence[Row]
) -> None:
    taken = str(living[0]["name"])
    answers = written(
        target,
        "update",
        [
            Write(by_id(living[1]), {NAME.name: taken}),
            Write(by_id(living[2]), {DAYS.name: 7}),
            Write(Key("999999999999"), {DAYS.name: 7}),
        ],
    )
    assert answers is not None
    assert [answer.is_accepted for answer in answers] == [False, True, False]
    assert answers[0].error_code == "OrganizationUpdateFailed"
    assert answers[0].error_text == f"Name: {taken} has already been taken"
    assert answers[2].error_code == "OrganizationUpdateFailed"


def test_a_create_that_meets_an_existing_name_is_refused_at_its_own_position(
    target: Organizations, living: Sequence[Row]
) -> None:
    answers = written(
        target,
        "create",
        [
            Write(Key(None, "n-1"), {NAME.name: "New one"}),
            Write(Key(None, "n-2"), {NAME.name: str(living[0]["name"])}),
            Write(Key(None, "N-1"), {NAME.name: "Newer one"}),
        ],
    )
    assert answers is not None
    assert [answer.is_accepted for answer in answers] == [True, False, False]
    assert {answer.error_code for answer in answers[1:]} == {"OrganizationCreateFailed"}


@pytest.mark.parametrize("fault", ["drop", "commit-then-drop", "error-500", "half-written-batch"])
def test_a_batch_whose_answer_is_lost_is_unreachable_and_not_sent_again(
    fault: str, target: Organizations, living: Sequence[Row], desk: Helpdesk
) -> None:
    desk.faults.add(fault, match="update_many")
    with pytest.raises(Unreachable):
        target.send("update", [Write(by_id(row), {DAYS.name: 5}) for row in living[:4]])
    assert target.client.session.calls()["PUT", "/organizations/update_many.json"] == 1


@pytest.mark.parametrize("fault", ["malformed-body", "not-json"])
def test_a_batch_whose_job_cannot_be_read_is_unreachable(
    fault: str, target: Organizations, living: Sequence[Row], desk: Helpdesk
) -> None:
    desk.faults.add(fault, match="update_many")
    with pytest.raises(Unreachable) as caught:
        target.send("update", [Write(by_id(living[0]), {DAYS.name: 5})])
    assert str(caught.value) == (
        "zendesk: /organizations/update_many.json answered without a job to follow."
    )


@pytest.mark.parametrize("fault", ["rate-limit", "rate-limit-silent", "unavailable"])
def test_a_batch_that_was_turned_away_is_sent_again(
    fault: str, target: Organizations, living: Sequence[Row], desk: Helpdesk
) -> None:
    desk.faults.add(fault, match="update_many")
    assert target.send("update", [Write(by_id(living[0]), {DAYS.name: 5})]).job_id
    assert target.client.session.calls()["PUT", "/organizations/update_many.json"] == 2
    assert desk.clock.elapsed() >= 0.5


def test_nobody_listening_is_unreachable_and_surely_without_effect(desk: Helpdesk) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        settings = {**desk.settings, "base_url": f"http://127.0.0.1:{unused.getsockname()[1]}"}
        target = Organizations(settings, clock=desk.clock, patience_seconds=3)
        with pytest.raises(Unreachable, match=r"no connection to 127\.0\.0\.1") as caught:
            target.send("create", [Write(Key(None, "x"), {NAME.name: "X"})])
        target.close()
    assert caught.value.had_no_effect


def test_a_record_deleted_in_between_is_absent_and_refused(
    target: Organizations, living: Sequence[Row]
) -> None:
    key = by_id(living[0])
    target.client.send("DELETE", f"/organizations/{key.record_id}.json", {})
    assert target.read([key], [NAME]) == {}
    answers = written(target, "update", [Write(key, {DAYS.name: 5})])
    assert answers is not None
    assert not answers[0].is_accepted


def test_a_custom_field_that_is_missing_is_dropped_without_a_word(
    target: Organizations, living: Sequence[Row]
) -> None:
    key, missing = by_id(living[0]), Field("organization_fields.nowhere", "integer", is_custom=True)
    answers = written(target, "update", [Write(key, {missing.name: 5})])
    assert answers == [Answer(True, key.record_id)]
    assert target.read([key], [missing])[key].values == {missing.name: None}
    assert [it.sentence for it in target.problems([missing])] == [
        "organization field nowhere (integer) is missing"
    ]


def test_more_than_a_hundred_do_not_fit_a_batch(target: Organizations) -> None:
    with pytest.raises(ValueError, match="101 organizations in one batch; at most 100 fit"):
        target.send("update", [Write(Key("1"), {DAYS.name: 5})] * 101)


def test_a_token_that_runs_out_just_before_a_write_is_renewed(
    target: Organizations, living: Sequence[Row], desk: Helpdesk
) -> None:
    desk.faults.add("expired-token", match="update_many")
    assert target.send("update", [Write(by_id(living[0]), {DAYS.name: 5})]).job_id


@pytest.mark.parametrize(
    ("fault", "kind"), [("no-permission", NotPermitted), ("wrong-credentials", LoginRefused)]
)
def test_a_write_that_is_not_allowed_is_said_at_once(
    fault: str,
    kind: type[Exception],
    target: Organizations,
    living: Sequence[Row],
    desk: Helpdesk,
) -> None:
    desk.faults.add(fault, times=None)
    with pytest.raises(kind):
        target.send("update", [Write(by_id(living[0]), {DAYS.name: 5})])
    assert desk.clock.waits == []


def test_the_address_is_the_page_that_agents_see(target: Organizations, desk: Helpdesk) -> None:
    assert target.address("42") == f"{desk.settings['base_url']}/agent/organizations/42"
