from collections.abc import Iterator

import pytest

from systems.base import Finding
from systems.salesforce.doctor import check
from systems.salesforce.tables import TABLES
from tests.shop import Says, Seen
from tests.systems.crm import Crm, crm
from tests.systems.scripted_org import (
    description,
    page,
    path_of,
    query_of,
    refusal,
    says,
    scripted,
)


@pytest.fixture(scope="module")
def served() -> Iterator[Crm]:
    with crm() as org:
        yield org


@pytest.fixture
def org(served: Crm) -> Crm:
    return served.as_new()


def findings(org: Crm, **settings: str) -> dict[str, Finding]:
    return {it.subject: it for it in check({**org.settings, **settings}, clock=org.clock)}


def test_an_org_that_is_well_has_nothing_to_complain_of(org: Crm) -> None:
    found = findings(org)
    assert all(it.ok for it in found.values())
    assert list(found) == [
        *("log-in", "edition", "calls"),
        *(table.name for table in TABLES),
        "currency",
    ]
    assert found["log-in"].sentence == "logged in; API version 60.0"
    assert found["edition"].sentence == "Enterprise Edition, a sandbox"
    assert found["calls"].sentence.endswith("of 100,000 API calls are left in these 24 hours")
    assert found["account"].sentence == "account can be read"
    assert found["currency"].sentence == "every amount has its own currency"


def test_settings_that_cannot_work_are_told_without_a_call(org: Crm) -> None:
    (finding,) = findings(org, fields="{").values()
    assert (finding.subject, finding.ok) == ("settings", False)


def test_a_log_in_that_is_refused_ends_the_look(org: Crm) -> None:
    org.faults.add("wrong-credentials", times=None)
    (finding,) = findings(org).values()
    assert (finding.subject, finding.ok) == ("log-in", False)
    assert "the log-in was refused" in finding.sentence


def test_a_version_that_the_org_does_not_have_is_told(org: Crm) -> None:
    (finding,) = findings(org, api_version="99.0").values()
    assert not finding.ok
    assert finding.subject in {"log-in", "version"}


def test_a_hidden_field_is_told_with_what_to_do(org: Crm) -> None:
    org.faults.add("hidden-column", name="GTV_Balance__c", times=None)
    found = findings(org)["account"]
    assert found.ok
    assert found.sentence == (
        "account can be read, but for gtv_balance__c: not in this org, or hidden from this user"
    )
    assert found.next_step == (
        "Name the org's own fields in [sources.salesforce.fields.account], or give the user's "
        "permission set Read"
    )


def test_an_optional_object_that_is_missing_is_no_fault(org: Crm) -> None:
    found = findings(org, subscription_object="Abo__c")["subscription"]
    assert found.ok
    assert found.sentence.startswith(
        "subscription is not to be had: there is no object Abo__c, or this user may not see it."
    )


def test_an_object_that_may_not_be_read_is_a_fault(org: Crm) -> None:
    org.faults.add("no-permission", match="sobjects/Account/describe", times=None)
    found = findings(org)["account"]
    assert not found.ok
    assert "describe is not permitted: " in found.sentence


def test_a_single_currency_has_to_be_named() -> None:
    with crm(is_multi_currency=False) as org:
        found = findings(org)["currency"]
        assert (found.ok, found.sentence) == (
            False,
            "the org has one currency and does not name it",
        )
        assert found.next_step == "Set sources.salesforce.currency to its ISO code"
        assert findings(org, currency="EUR")["currency"].sentence == "every amount is in EUR"


def scripted_findings(remaining: int = 4000, **fields: str) -> dict[str, Finding]:
    """What is found at an org of our own making; its accounts have these fields."""

    def told(request: Seen) -> Says | None:
        path = path_of(request)
        if request.path == "/services/data":
            return says([{"version": "59.0"}, {"version": "60.0"}])
        if path == "/limits":
            return says({"DailyApiRequests": {"Max": 5000, "Remaining": remaining}})
        if path == "/sobjects/Account/describe":
            return description(**fields)
        if path.endswith("/describe"):
            return refusal("NOT_FOUND", "The requested resource does not exist", 404)
        return page() if query_of(request) else None

    with scripted(told) as (_, login, clock):
        return {it.subject: it for it in check(login, clock=clock)}


def test_a_field_of_a_package_is_suggested() -> None:
    found = scripted_findings(celigo_sfnsio__NetSuite_Id__c="string")["account"]
    assert found.next_step == (
        "Perhaps, in [sources.salesforce.fields.account]: "
        'netsuite_id__c = "celigo_sfnsio__NetSuite_Id__c"'
    )


def test_a_field_of_another_type_is_a_fault() -> None:
    found = scripted_findings(NetSuite_Id__c="double", Website="base64")["account"]
    assert (found.ok, found.sentence) == (
        False,
        "account can be read, but not as expected: netsuite_id__c is double, Website is base64",
    )
    assert found.next_step == "Map the right field in sources.salesforce.fields.account"


def test_few_calls_left_are_a_fault() -> None:
    found = scripted_findings(remaining=499)["calls"]
    assert (found.ok, found.sentence) == (
        False,
        "499 of 5,000 API calls are left in these 24 hours",
    )
    assert found.next_step == (
        "See who calls in Setup > System Overview; large tables are read by bulk jobs meanwhile"
    )


def test_what_every_org_has_may_not_be_missing() -> None:
    found = scripted_findings(Name="string")
    assert not found["contact"].ok
    assert found["quote"].ok


def test_an_edition_without_the_api_is_told() -> None:
    def told(request: Seen) -> Says | None:
        if request.path.endswith("/token"):
            return None
        return refusal("API_DISABLED_FOR_ORG", "The REST API is not enabled.", 403)

    with scripted(told) as (_, login, clock):
        (finding,) = check(login, clock=clock)
    assert finding.sentence == (
        "salesforce: versions is not permitted: The REST API is not enabled. The API belongs to "
        "Enterprise, Performance, Unlimited and Developer Edition; elsewhere it is bought. The "
        "user's profile needs API Enabled."
    )
