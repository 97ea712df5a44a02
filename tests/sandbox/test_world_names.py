"""The pretended company under many names: who can be recognised, and who only nearly."""

from collections import Counter
from functools import cache

import pytest

from sandbox.names import short_name, site_name
from sandbox.world import DEFAULT_AS_OF, Scenario
from tests.sandbox.audit.linking import Links
from tests.sandbox.audit.names import normal
from tests.sandbox.audit.records import Records
from tests.sandbox.worlds import company


@cache
def links(scenario: Scenario) -> Links:
    return Links(Records(company(400, scenario), DEFAULT_AS_OF, {}))


@cache
def entities(scenario: Scenario) -> dict[tuple[str, str], str]:
    every = [it for bundle in company(400, scenario) for it in bundle.links]
    return {(it.system, it.record_id): it.entity for it in every}


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("Middesk, Inc.", "MIDDESK INC"),
        ("Müller GmbH & Co. KG", "Muller"),
        ("Home Depot and Sons Limited", "The Home Depot & Sons Ltd."),
        (
            "Łaska Foods International Procurement and Services SA",
            "LASKA FOODS INTL PROCUREMENT AND SVCS",
        ),
    ],
)
def test_names_that_differ_only_in_how_they_are_written_are_one(left: str, right: str) -> None:
    assert normal(left) == normal(right)


def test_near_misses_are_other_firms() -> None:
    assert site_name(70).full == "ATS Site 70"
    assert normal(site_name(7).full) != normal(site_name(17).full)
    assert short_name(0).full == "AAA Co"
    assert short_name(0, is_near_miss=True).full == "AAB Co"
    both = {short_name(i, is_near_miss=near).full for i in range(5000) for near in (True, False)}
    assert len(both) == 10_000


@pytest.mark.parametrize("scenario", ["clean", "messy"])
def test_no_rule_links_a_record_to_a_stranger(scenario: Scenario) -> None:
    found, truth = links(scenario), entities(scenario)

    for account, customer in found.accounts.items():
        assert truth["salesforce", account] == truth["netsuite", customer], account
    for billed in found.its.billing_accounts:
        own = found.of_billing(billed)
        if own in found.customers:
            assert truth["gotransverse", str(billed.id)] == truth["netsuite", own]


def test_in_a_clean_company_every_customer_is_found_in_the_crm_by_some_rule() -> None:
    found = links("clean")
    by_id = {it.customer_id_erp for it in found.live}
    customers = {id_ for id_, it in found.customers.items() if it.stage == "Customer"}

    assert customers <= set(found.accounts.values())
    assert len(customers - by_id) > 15  # known by the ERP's id of the CRM, by tax id, by domain


def test_the_crm_writes_names_in_its_own_way() -> None:
    found = links("clean")
    pairs = [
        (found.crm[account].name, found.customers[customer].name)
        for account, customer in found.accounts.items()
    ]
    same = sum(" ".join(right.split()) == left for left, right in pairs)
    alike = sum(normal(left) == normal(right) for left, right in pairs)

    assert 200 < same < 330
    assert 380 < alike < len(pairs)  # the others go by a trade name


def test_some_things_look_wrong_and_are_not() -> None:
    found = links("clean")
    merged = [it for it in found.its.crm_accounts if it.merged_into_id]
    pointed_at = {it.crm_id for it in found.its.customers}
    pointed_at |= {it.external_number for it in found.its.billing_accounts}
    billed = Counter(found.of_billing(it) for it in found.its.billing_accounts)
    shared = Counter(it.tax_number for it in found.its.customers if it.tax_number)

    assert len(merged) > 3
    assert any(it.id in pointed_at for it in merged)
    assert max(billed.values()) == 2  # two billing accounts to one customer
    assert max(shared.values()) > 1  # a VAT group
    assert {it.type for it in found.live} == {"Customer", "Prospect", "Reseller"}
    assert None in {it.currency for it in found.its.billing_accounts}
