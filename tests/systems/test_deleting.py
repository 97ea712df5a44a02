"""Records are taken back where a system allows it, over its own protocol, and read to prove it."""

from collections.abc import Iterator
from contextlib import closing

import pytest

from systems import SYSTEMS
from systems.base import Answer, Key, Write
from systems.hubspot.writes import Companies
from systems.salesforce.writes import ACCOUNT, PRICE, PRODUCT, WRITTEN
from systems.zendesk.writes import Organizations
from tests.systems import crm as salesforce
from tests.systems import helpdesk as zendesk
from tests.systems import partner_crm as hubspot
from tieout.errors import NotPermitted, Unreachable


@pytest.fixture(scope="module")
def desk() -> Iterator[zendesk.Helpdesk]:
    with zendesk.helpdesk() as desk:
        yield desk


@pytest.fixture
def organizations(desk: zendesk.Helpdesk) -> Iterator[Organizations]:
    with zendesk.writer(desk.as_new()) as target:
        yield target


@pytest.fixture(scope="module")
def org() -> Iterator[salesforce.Crm]:
    with salesforce.crm() as org:
        yield org


@pytest.fixture
def companies() -> Iterator[Companies]:
    with hubspot.crm() as portal, closing(Companies(portal.settings, clock=portal.clock)) as target:
        for field in hubspot.CUSTOM:
            target.create_field(field)
        yield target


def test_organizations_are_deleted_by_a_job_and_are_gone(
    desk: zendesk.Helpdesk, organizations: Organizations
) -> None:
    ids = [str(row["id"]) for row in zendesk.living_organizations(desk)][:3]

    receipt = organizations.delete(ids)

    answers = organizations.follow([receipt.job_id or ""])[receipt.job_id or ""]
    assert answers == [Answer(True, it) for it in ids]
    assert organizations.read([Key(it) for it in ids], []) == {}


def test_an_organization_that_is_gone_already_is_said_in_the_jobs_answer(
    desk: zendesk.Helpdesk, organizations: Organizations
) -> None:
    job_id = organizations.delete(["999"]).job_id or ""

    [answer] = organizations.follow([job_id])[job_id] or []

    assert not answer.is_accepted


def test_a_deletion_whose_answer_is_lost_is_unreachable_and_not_sent_twice(
    desk: zendesk.Helpdesk, organizations: Organizations
) -> None:
    [first, *_] = zendesk.living_organizations(desk)
    desk.faults.add("commit-then-drop", match="destroy_many")

    with pytest.raises(Unreachable):
        organizations.delete([str(first["id"])])

    desk.clock.sleep(5)  # the job goes on by itself
    assert organizations.read([Key(str(first["id"]))], []) == {}


def test_an_agent_may_not_delete_organizations(
    desk: zendesk.Helpdesk, organizations: Organizations
) -> None:
    desk.faults.add("no-permission", match="destroy_many")

    with pytest.raises(NotPermitted, match="destroy_many"):
        organizations.delete(["1"])


def test_accounts_are_deleted_one_by_one_within_a_call(org: salesforce.Crm) -> None:
    with org.as_new().target(ACCOUNT) as target:
        ids = [salesforce.firm(101), "001000000000000AAA", salesforce.firm(102)]
        answers = target.delete(ids).answers

        assert [it.is_accepted for it in answers] == [True, False, True]
        assert answers[1].error_code
        assert target.read([Key(it) for it in ids], []) == {}


def test_a_product_in_use_is_not_deleted_but_can_be_switched_off(org: salesforce.Crm) -> None:
    with org.as_new().target(PRODUCT) as target, org.target(PRICE) as prices:
        [used] = target.client.records("SELECT Product2Id FROM OrderItem LIMIT 1")
        record_id = str(used["Product2Id"])

        [answer] = target.delete([record_id]).answers
        assert (answer.is_accepted, answer.error_code) == (False, "DELETE_FAILED")

        deactivation = target.deactivation()
        assert deactivation == prices.deactivation()
        assert deactivation
        field, off = deactivation
        target.send("update", [Write(Key(record_id), {field.name: off})])
        [record] = target.read([Key(record_id)], [field]).values()
        assert record.values == {"IsActive": False}


def test_an_account_has_no_field_that_puts_it_out_of_use(org: salesforce.Crm) -> None:
    with org.as_new().target(ACCOUNT) as target:
        assert target.deactivation() is None


def test_companies_are_archived_in_one_call(companies: Companies) -> None:
    made = companies.send("create", [Write(Key(None, f"K-{it}"), {"name": "x"}) for it in range(3)])
    ids = [str(it.record_id) for it in made.answers]

    assert companies.delete(ids).answers == [Answer(True, it) for it in ids]
    assert companies.read([Key(it) for it in ids], [hubspot.NAME]) == {}


def test_what_is_made_here_can_be_taken_back_or_says_what_to_do_by_hand() -> None:
    """The others make no records: there is nothing to take back."""
    classes = {
        (system.name, name): getattr(made, "func", made)
        for system in SYSTEMS
        for name, made in system.targets.items()
    }
    deleted = {place for place, it in classes.items() if hasattr(it, "delete")}
    crm = {("salesforce", it.table) for it in WRITTEN}
    assert deleted == crm | {("zendesk", "organizations"), ("hubspot", "companies")}
    by_hand = {place: it.by_hand for place, it in classes.items() if hasattr(it, "by_hand")}
    assert [*by_hand] == [("gotransverse", "orders")]
