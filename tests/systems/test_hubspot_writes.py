from collections.abc import Iterator
from contextlib import closing
from datetime import date
from decimal import Decimal

import pytest

from systems.base import Answer, Field, Key, Value, Write
from systems.hubspot.writes import Companies, PartnerClients
from tests.shop import Says, open_shop
from tests.stopped_clock import StoppedClock
from tests.systems.partner_crm import (
    BALANCE,
    CUSTOM,
    EFFECTIVE,
    LOOKED_AT,
    NAME,
    ON_HOLD,
    SEATS,
    SINCE,
    STATUS,
    Crm,
    crm,
    many,
)
from tieout.errors import LoginRefused, NotPermitted, Refused, Unreachable

ACME = Key("301")


@pytest.fixture(scope="module")
def served() -> Iterator[Crm]:
    with crm() as portal:
        yield portal


@pytest.fixture
def portal(served: Crm) -> Crm:
    return served.as_new()


@pytest.fixture
def companies(portal: Crm) -> Iterator[Companies]:
    with closing(Companies(portal.settings, clock=portal.clock)) as target:
        for field in CUSTOM:
            target.create_field(field)
        yield target


@pytest.fixture
def clients(portal: Crm) -> Iterator[PartnerClients]:
    with closing(PartnerClients(portal.settings, clock=portal.clock)) as target:
        yield target


def test_properties_are_missing_until_they_are_made(portal: Crm) -> None:
    with closing(Companies(portal.settings, clock=portal.clock)) as target:
        assert [(it.subject, it.sentence) for it in target.problems([NAME, BALANCE, ON_HOLD])] == [
            ("rec_balance", "companies has no property rec_balance (number)"),
            ("rec_on_hold", "companies has no property rec_on_hold (bool)"),
        ]
        for field in CUSTOM:
            target.create_field(field)
        assert target.problems([NAME, *CUSTOM]) == []


def test_a_property_of_another_type_and_one_of_hubspots_own_are_problems(
    companies: Companies, clients: PartnerClients
) -> None:
    wrong = [
        Field(BALANCE.name, "boolean"),
        Field("hs_num_child_companies", "integer"),
        Field("name", "json"),
    ]
    assert [it.sentence for it in companies.problems(wrong)] == [
        "property rec_balance of companies has the type number, expected bool",
        "property hs_num_child_companies of companies is HubSpot's own: it cannot be written",
        "no type of property holds json",
    ]
    assert [it.sentence for it in clients.problems([Field("hs_next_renewal_date", "date")])] == [
        "property hs_next_renewal_date of partner_clients is HubSpot's own: it cannot be written"
    ]


def test_a_key_that_is_missing_or_not_unique_is_a_problem(portal: Crm) -> None:
    for name, sentence in (
        ("cust_no", "companies has no property cust_no, by which records are found"),
        ("domain", "property domain of companies is not unique: records cannot be found by it"),
    ):
        settings = {**portal.settings, "renamed_properties": f"customer_key={name}"}
        with closing(Companies(settings, clock=portal.clock)) as target:
            assert [it.sentence for it in target.problems([NAME])] == [sentence]


def test_a_property_cannot_be_made_twice(companies: Companies) -> None:
    with pytest.raises(Refused) as caught:
        companies.create_field(BALANCE)
    assert caught.value.status in (400, 409)


def test_what_is_written_is_what_is_read(companies: Companies) -> None:
    values: dict[str, Value] = {
        NAME.name: "Acme GmbH & Co. KG",
        BALANCE.name: Decimal("-1234567.80"),
        ON_HOLD.name: True,
        SINCE.name: date(2024, 2, 29),
        SEATS.name: 41,
        LOOKED_AT.name: "2026-05-30T12:00:00Z",
    }
    assert companies.send("update", [Write(ACME, values)]).answers == [Answer(True, "301")]
    record = companies.read([ACME], [NAME, *CUSTOM])[ACME]
    assert record.values == values
    assert (record.external_id, record.name) == ("C-1", "Acme GmbH & Co. KG")


def test_null_empties_a_property(companies: Companies) -> None:
    full: dict[str, Value] = {BALANCE.name: Decimal("1.10"), ON_HOLD.name: True, SEATS.name: 3}
    companies.send("update", [Write(ACME, full)])
    companies.send("update", [Write(ACME, dict.fromkeys(full))])
    record = companies.read([ACME], [BALANCE, ON_HOLD, SEATS])[ACME]
    assert record.values == {BALANCE.name: None, ON_HOLD.name: False, SEATS.name: None}


def test_a_list_reads_in_one_order(companies: Companies) -> None:
    merged = Field("hs_merged_object_ids", "text")
    assert companies.read([ACME], [merged])[ACME].values == {merged.name: "3011;3012"}


def test_a_company_is_made_by_its_key_and_only_once(companies: Companies) -> None:
    write = Write(Key(None, "C-9"), {NAME.name: "Nine", BALANCE.name: Decimal("9.00")})
    (first,) = companies.send("create", [write]).answers
    (second,) = companies.send("create", [write]).answers
    assert (first.is_accepted, first.record_id) == (True, second.record_id)
    record = companies.read([write.key], [NAME, BALANCE])[write.key]
    assert (record.record_id, record.external_id) == (first.record_id, "C-9")
    assert record.values == {NAME.name: "Nine", BALANCE.name: Decimal(9)}


def test_a_company_is_updated_by_its_key_alone(companies: Companies) -> None:
    key = Key(None, "C-2")
    (answer,) = companies.send("update", [Write(key, {NAME.name: "Boreal"})]).answers
    assert answer == Answer(True, "302")
    assert companies.read([key], [NAME])[key].name == "Boreal"


def test_records_are_read_by_id_and_by_key_and_the_rest_is_absent(companies: Companies) -> None:
    keys = [ACME, Key(None, "C-1"), Key(None, "C-2"), Key("304"), Key("999"), Key(None, "C-7")]
    found = companies.read(keys, [NAME])
    assert {key: record.record_id for key, record in found.items()} == {
        ACME: "301",
        Key(None, "C-1"): "301",
        Key(None, "C-2"): "302",
    }


def test_one_missing_record_does_not_hold_up_the_others(clients: PartnerClients) -> None:
    writes = [Write(Key(it), {STATUS.name: "Pending"}) for it in ("602", "999", "601")]
    first, missing, last = clients.send("update", writes).answers
    assert (first, last) == (Answer(True, "602"), Answer(True, "601"))
    assert (missing.is_accepted, missing.error_code) == (False, "OBJECT_NOT_FOUND")
    assert clients.read([Key("601")], [STATUS])[Key("601")].values == {STATUS.name: "Pending"}


def test_a_value_that_is_refused_is_said_in_its_own_words(companies: Companies) -> None:
    bad = Write(ACME, {"rec_balance": "n/a"})
    good = Write(Key("302"), {NAME.name: "Boreal"})
    assert companies.send("update", [bad, good]).answers == [
        Answer(False, error_code="INVALID_LONG", error_text="n/a was not a valid long."),
        Answer(True, "302"),
    ]


def test_partner_clients_are_never_made(clients: PartnerClients) -> None:
    (answer,) = clients.send("create", [Write(Key(None, "C-1"), {STATUS.name: "x"})]).answers
    assert (answer.is_accepted, answer.error_code, answer.error_text) == (
        False,
        "CREATE_NOT_POSSIBLE",
        "partner_clients are made by HubSpot itself; they can only be updated",
    )


def test_a_batch_of_a_hundred_is_one_call_and_more_is_a_mistake() -> None:
    with (
        crm(many(130)) as portal,
        closing(Companies(portal.settings, clock=portal.clock)) as target,
    ):
        writes = [Write(Key(str(1000 + n)), {NAME.name: f"New {n}"}) for n in range(1, 101)]
        answers = target.send("update", writes).answers
        assert [it.record_id for it in answers] == [it.key.record_id for it in writes]
        keys = [Key(str(1000 + n)) for n in range(1, 131)]
        assert len(target.read(keys, [NAME])) == 130
        calls = target.client.session.calls()
        assert calls["POST", "/crm/v3/objects/companies/batch/update"] == 1
        assert calls["POST", "/crm/v3/objects/companies/batch/read"] == 2
        with pytest.raises(ValueError, match="101 companies in one batch; at most 100 fit"):
            target.send("update", [*writes, writes[0]])


def told(body: bytes, status: int = 200) -> list[Answer]:
    """What is made of an answer to two updates, of 7 and of 8."""
    with open_shop() as shop:
        shop.script = [Says(status, body)]
        settings = {"base_url": shop.url, "access_token": "not-a-secret"}
        with closing(PartnerClients(settings, clock=StoppedClock())) as target:
            writes = [Write(Key(it), {STATUS.name: "x"}) for it in ("7", "8")]
            return list(target.send("update", writes).answers)


def test_an_answer_that_does_not_tell_of_every_record_tells_of_none() -> None:
    one = b'{"id":"7","properties":{},"objectWriteTraceId":"0"}'
    assert told(b'{"status":"COMPLETE","results":[]}') == []
    assert told(b'{"status":"COMPLETE","results":[%s]}' % one) == []
    nobody = b'{"category":"VALIDATION_ERROR","message":"x","context":{}}'
    assert told(b'{"results":[%s],"numErrors":1,"errors":[%s]}' % (one, nobody), 207) == []


def test_results_belong_to_inputs_by_trace_or_by_id_in_any_order() -> None:
    fault = (
        b'{"category":"VALIDATION_ERROR","message":"Property values were not valid: '
        b'[{\\"isValid\\":false,\\"message\\":\\"Property \\\\\\"x\\\\\\" does not exist\\",'
        b'\\"error\\":\\"PROPERTY_DOESNT_EXIST\\",\\"name\\":\\"x\\"}]",'
        b'"context":{"objectWriteTraceId":["0"]}}'
    )
    untraced = b'{"id":"8","properties":{}}'
    body = b'{"results":[%s],"numErrors":1,"errors":[%s]}' % (untraced, fault)
    assert told(body, 207) == [
        Answer(
            False,
            error_code="PROPERTY_DOESNT_EXIST",
            error_text='Property "x" does not exist',
        ),
        Answer(True, "8"),
    ]


def test_a_batch_that_is_refused_as_a_whole_names_the_property() -> None:
    body = (
        b'{"status":"error","category":"VALIDATION_ERROR","correlationId":"c",'
        b'"message":"Property values were not valid: [{\\"message\\":\\"n/a was not a valid '
        b'date\\",\\"error\\":\\"INVALID_DATE\\",\\"name\\":\\"x\\"}]"}'
    )
    with pytest.raises(Refused) as caught:
        told(body, 400)
    assert (caught.value.status, caught.value.code) == (400, "INVALID_DATE")
    assert str(caught.value) == (
        "hubspot: /crm/v3/objects/partner_clients/batch/update was refused: "
        "n/a was not a valid date"
    )


@pytest.mark.parametrize("action", ["update", "create"])
def test_a_lost_answer_is_nobody_knows_and_reading_tells(
    action: str, companies: Companies, portal: Crm
) -> None:
    key = ACME if action == "update" else Key(None, "C-9")
    portal.faults.add("commit-then-drop", match="/batch/up")
    with pytest.raises(Unreachable) as caught:
        companies.send("update" if action == "update" else "create", [Write(key, {"name": "New"})])
    assert not caught.value.had_no_effect
    assert companies.read([key], [NAME])[key].values == {NAME.name: "New"}


def test_half_a_batch_is_nobody_knows(companies: Companies, portal: Crm) -> None:
    portal.faults.add("half-written-batch", match="/batch/update")
    writes = [Write(Key(it), {NAME.name: "New"}) for it in ("301", "302")]
    with pytest.raises(Unreachable):
        companies.send("update", writes)
    found = companies.read([it.key for it in writes], [NAME])
    assert sorted(it.name for it in found.values()) == ["Borealis", "New"]


def test_a_used_up_limit_is_waited_out_and_written_once(companies: Companies, portal: Crm) -> None:
    portal.faults.add("rate-limit", match="/batch/update")
    (answer,) = companies.send("update", [Write(ACME, {NAME.name: "New"})]).answers
    assert answer.is_accepted
    assert portal.clock.waits


def test_what_no_batch_would_be_spared_is_said(portal: Crm, companies: Companies) -> None:
    portal.faults.add("no-permission", match="/batch/update", times=None)
    with pytest.raises(NotPermitted, match=r"/batch/update is not permitted: "):
        companies.send("update", [Write(ACME, {NAME.name: "New"})])
    stranger = Companies({**portal.settings, "access_token": "not-the-token"}, clock=portal.clock)
    with closing(stranger), pytest.raises(LoginRefused):
        stranger.send("update", [Write(ACME, {NAME.name: "New"})])


def test_the_accounts_own_name_of_a_property_is_written_and_read(portal: Crm) -> None:
    settings = {**portal.settings, "renamed_properties": "rec_renewal_status=hs_country"}
    with closing(Companies({**settings, "renamed_properties": "city=zip"})) as target:
        city = Field("city", "text")
        assert target.send("update", [Write(ACME, {"city": "20095"})]).answers[0].is_accepted
        assert target.read([ACME], [city, Field("zip", "text")])[ACME].values == {
            "city": "20095",
            "zip": "20095",
        }


def test_records_have_an_address_where_the_account_is_known(portal: Crm) -> None:
    with closing(PartnerClients({**portal.settings, "portal_id": "62515"})) as target:
        assert target.address("601") == "https://app.hubspot.com/contacts/62515/record/0-145/601"
        assert target.follow([]) == {}
    with closing(PartnerClients(portal.settings)) as target:
        assert target.address("601") == "https://app.hubspot.com/"


def test_the_effective_owner_is_a_property_of_the_partner_client(clients: PartnerClients) -> None:
    assert clients.problems([EFFECTIVE, STATUS]) == []
