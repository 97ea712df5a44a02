"""The pretended company at the helpdesk: names, organizations, people, and their disorder."""

import random
import re
import unicodedata
from collections import Counter

import pytest

from sandbox.company import Organization
from sandbox.names import Directory
from tests.sandbox.worlds import company, customers, firms, organizations

LEGAL_FORMS = re.compile(
    r"\b(INC|LLC|CORP|INCORPORATED|LTD|LIMITED|PLC|LLP|DAC|GMBH|AG|KG|SARL|SA|SAS|BV|NV|SL|SRL|SPA|"
    r"KK|CO)\b"
)


def normalised(name: str) -> str:
    decomposed = unicodedata.normalize("NFKD", name.upper().replace(".", ""))
    plain = "".join(sign for sign in decomposed if not unicodedata.combining(sign))
    return " ".join(re.sub(r"[^A-ZØŁ0-9]+", " ", LEGAL_FORMS.sub("", plain)).split())


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_helpdesk_is_out_of_order_where_the_key_says_so_and_nowhere_else(seed: int) -> None:
    bundles = company(400, "messy", seed)
    live = [it for it in organizations(bundles).values() if it.deleted_at is None]
    by_id = {str(customer.id): customer for _, customer in firms(bundles)}
    by_entity_id = {customer.entity_id: customer for _, customer in firms(bundles)}
    keyed: dict[int, list[int]] = {}
    unknown: dict[str, Organization] = {}
    for it in live:
        customer = by_id.get(it.external_id or "") or by_entity_id.get(it.external_id or "")
        if customer is None:
            unknown[str(it.id)] = it
        else:
            keyed.setdefault(customer.id, []).append(it.id)
    breaks = [
        it
        for bundle in bundles
        for it in bundle.breaks
        if it.recon == "accounts" and "zendesk" in (it.left_system, it.right_system)
    ]
    by_kind = {kind: [it for it in breaks if it.kind == kind] for kind in {b.kind for b in breaks}}

    assert {it.right_record_id: it.left_record_id for it in by_kind["duplicate"]} == {
        ",".join(map(str, sorted(ids))): str(id_) for id_, ids in keyed.items() if len(ids) > 1
    }
    rekeyed = {it.left_record_id for it in by_kind["mapping"] if it.left_record_id}
    assert {it.left_record_id for it in by_kind["missing_right"]} | rekeyed == {
        str(customer.id)
        for _, customer in firms(bundles)
        if not customer.is_inactive and customer.id not in keyed
    }
    assert {it.right_record_id for it in by_kind["missing_left"]} == {
        id_ for id_, it in unknown.items() if it.external_id is None
    }
    assert {it.right_record_id for it in by_kind["mapping"]} == {
        id_ for id_, it in unknown.items() if it.external_id is not None
    }


def test_a_rekeyed_organization_still_has_its_customers_name() -> None:
    bundles = company(400, "messy")
    known, found = customers(bundles), organizations(bundles)

    for bundle in bundles:
        for it in bundle.breaks:
            if it.field == "external_id" and it.left_record_id:
                own = found[int(it.right_record_id)]
                assert own.name == known[int(it.left_record_id)].name.strip()
                assert own.external_id not in {str(id_) for id_ in known}


def test_a_merged_organization_points_at_one_that_lives() -> None:
    found = organizations(company(400, "messy"))
    merged = [it for it in found.values() if it.merged_into_id is not None]

    assert len(merged) == 2
    for it in merged:
        assert it.merged_into_id is not None
        assert it.deleted_at == it.updated_at
        assert found[it.merged_into_id].deleted_at is None


def test_some_organizations_have_another_name_and_no_break() -> None:
    bundles = company(400, "messy")
    renamed = [
        bundle
        for bundle, customer in firms(bundles)
        for it in bundle.organizations
        if it.external_id == str(customer.id) and it.name != customer.name.strip()
    ]

    assert len(renamed) == 6
    assert all(bundle.breaks == () for bundle in renamed)


@pytest.mark.parametrize(("accounts", "seed"), [(2000, 1), (400, 2)])
def test_no_two_firms_have_the_same_name_however_it_is_written(accounts: int, seed: int) -> None:
    bundles = company(accounts, "messy", seed)
    names = [customer.name for bundle in bundles for customer in bundle.customers]
    names += [it.name for bundle in bundles if not bundle.customers for it in bundle.organizations]

    assert max(Counter(map(normalised, names)).values()) == 1
    assert max(len(name) for name in names) <= 83


def test_no_two_organizations_that_live_have_the_same_name() -> None:
    live = [it for it in organizations(company(2000, "messy")).values() if it.deleted_at is None]

    assert max(Counter(it.name.casefold() for it in live).values()) == 1


def test_names_are_written_as_people_write_them() -> None:
    names = [customer.name for customer in customers(company(2000, "messy")).values()]

    assert sum(name != name.strip() for name in names) > 20
    assert sum(name == name.upper() for name in names) > 20
    assert sum(" & " in name for name in names) > 100
    assert sum("'" in name for name in names) > 5
    assert sum(not name.isascii() for name in names) > 20
    assert sum(len(name) > 50 for name in names) > 20


def test_names_stay_apart_in_a_company_larger_than_the_stock_of_names() -> None:
    directory = Directory(1)
    rng = random.Random(1)
    some = [*range(0, 130_000, 17), *range(41_600, 41_700)]
    names = [normalised(directory.firm(number, "DE", rng).plain) for number in set(some)]

    assert len(set(names)) == len(names)


def test_helpdesk_ids_are_whole_numbers_of_13_or_14_digits_each_used_once() -> None:
    bundles = company(2000, "messy")
    people = [it for bundle in bundles for it in bundle.users]
    for ids in (
        [it.id for bundle in bundles for it in bundle.organizations],
        [it.id for it in people],
    ):
        assert len(ids) == len(set(ids))
        assert {len(str(id_)) for id_ in ids} <= {13, 14}
    assert {len(str(id_)) for id_ in organizations(bundles)} == {13, 14}
    assert Counter(it.role for it in people if it.role != "end-user") == {"admin": 1, "agent": 2}


def test_tickets_belong_to_people_and_organizations_that_are_there() -> None:
    bundles = company(400, "messy")
    live = {it.id for it in organizations(bundles).values() if it.deleted_at is None}
    people = {it.id: it for bundle in bundles for it in bundle.users}
    tickets = [it for bundle in bundles for it in bundle.tickets]

    assert len(tickets) == len({it.id for it in tickets})
    for ticket in tickets:
        assert people[ticket.requester_id].organization_id == ticket.organization_id
        assert ticket.organization_id is None or ticket.organization_id in live
