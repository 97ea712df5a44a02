"""The pretended company against the rules of docs/differences.md, worked out once more."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict

import pytest

from sandbox.world import CURRENCIES, DEFAULT_AS_OF, Scenario
from tests.sandbox.audit import (
    accounts,
    catalog,
    invoices,
    ledger,
    orders,
    renewals,
    subscriptions,
)
from tests.sandbox.audit.linking import Links
from tests.sandbox.audit.records import Finding, Records
from tests.sandbox.worlds import company, erp_and_helpdesk


def audited(size: int, scenario: Scenario, seed: int) -> Iterator[Finding]:
    rates = {it.symbol: it.rate for it in CURRENCIES}
    its = Records(company(size, scenario, seed), DEFAULT_AS_OF, rates)
    links = Links(its)
    yield from accounts.differences(its, links)
    yield from subscriptions.differences(its, links)
    yield from renewals.differences(its, links)
    yield from invoices.terminations(its)
    yield from invoices.differences(its)
    yield from ledger.differences(its)
    yield from orders.differences(its, links)
    yield from catalog.differences(its)


def planted(size: int, seed: int) -> Iterator[Finding]:
    for bundle in company(size, "messy", seed):
        for it in bundle.breaks:
            if not erp_and_helpdesk(asdict(it)):
                yield (
                    *(it.recon, it.kind, it.left_system, it.left_record_id, it.right_system),
                    *(it.right_record_id, it.field, it.amount, it.currency),
                )


@pytest.mark.parametrize(("size", "seed"), [(1, 1), (40, 2), (400, 1), (400, 3)])
def test_no_rule_finds_anything_in_a_clean_company(size: int, seed: int) -> None:
    assert list(audited(size, "clean", seed)) == []


@pytest.mark.parametrize(("size", "seed"), [(1, 1), (40, 2), (120, 3), (400, 1), (400, 5)])
def test_the_rules_find_what_was_planted_and_nothing_else(size: int, seed: int) -> None:
    found, expected = Counter(audited(size, "messy", seed)), Counter(planted(size, seed))

    assert found - expected == Counter()
    assert expected - found == Counter()
