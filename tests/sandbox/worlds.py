"""Pretended companies for tests, each made once, and ways to look into one."""

from collections.abc import Iterable, Iterator, Mapping
from functools import cache

from sandbox.company import Bundle, Customer, Organization
from sandbox.world import Scenario, World, build


@cache
def world(accounts: int, scenario: Scenario, seed: int = 1) -> World:
    return build(accounts, seed, scenario)


@cache
def company(accounts: int, scenario: Scenario, seed: int = 1) -> list[Bundle]:
    return list(world(accounts, scenario, seed).bundles())


def customers(bundles: Iterable[Bundle]) -> dict[int, Customer]:
    return {customer.id: customer for bundle in bundles for customer in bundle.customers}


def organizations(bundles: Iterable[Bundle]) -> dict[int, Organization]:
    return {it.id: it for bundle in bundles for it in bundle.organizations}


def firms(bundles: Iterable[Bundle]) -> Iterator[tuple[Bundle, Customer]]:
    """Bundles with their customer, for those that are customers and not prospects."""
    for bundle in bundles:
        for customer in bundle.customers:
            if customer.stage == "Customer":
                yield bundle, customer


def erp_and_helpdesk(it: Mapping[str, object]) -> bool:
    """Whether a difference is in a customer's header, or between the ERP and the helpdesk."""
    is_theirs = {it["left_system"], it["right_system"]} <= {"netsuite", "zendesk"}
    return it["recon"] in ("accounts", "financials") and it["kind"] != "control" and is_theirs
