"""Responsible parties of billing accounts, and their addresses."""

from collections.abc import Mapping

from sandbox.gotransverse.call import Answer, Call, answer, id_of
from sandbox.gotransverse.errors import not_found
from sandbox.gotransverse.listing import listed_inside
from sandbox.gotransverse.reading import Reading, reading
from sandbox.gotransverse.store import Record
from sandbox.gotransverse.tables import BILLING_ACCOUNTS
from sandbox.records import equal

PURPOSES: Mapping[str, tuple[str, ...]] = {
    "postal": ("BILLING", "SHIPPING", "SERVICE", "PAYMENT", "SERVICE_LEVEL", "ORDER_ITEM_LEVEL"),
    "email": ("PRIMARY", "SECONDARY", "PAYMENT"),
    "telecom": ("OFFICE", "HOME", "FAX", "MOBILE", "PAYMENT"),
}
REQUIRED: Mapping[str, tuple[str, ...]] = {
    "postal": ("city", "line1", "postal_code"),
    "email": (),
    "telecom": ("number",),
}
OPTIONAL: Mapping[str, tuple[str, ...]] = {
    "postal": ("line2", "region_or_state"),
    "email": (),
    "telecom": (),
}
NAMES: Mapping[str, tuple[str, ...]] = {
    "organization": ("organization_name",),
    "person": ("first_name", "last_name"),
}


def list_addresses_of_person(call: Call) -> Answer:
    return listed_inside(call, _party(call, "person")[1]["addresses"])


def list_addresses_of_organization(call: Call) -> Answer:
    return listed_inside(call, _party(call, "organization")[1]["addresses"])


def add_address_to_person(call: Call) -> Answer:
    return _add_address(call, "person")


def add_address_to_organization(call: Call) -> Answer:
    return _add_address(call, "organization")


def read_party(sent: Reading) -> Record:
    """The responsible party in the body of an account."""
    party = sent.inside("responsible_party", required=True)
    if party is None:
        return {}
    kind = party.choice("party_type", tuple(NAMES), required=True)
    names = {name: party.text(name, required=True) for name in NAMES.get(kind or "", ())}
    addresses = [read_address(each) for each in party.each("addresses")]
    for address_type, purpose in (("postal", "BILLING"), ("email", "PRIMARY")):
        if (address_type, purpose) not in {
            (it.get("address_type"), it.get("purpose")) for it in addresses
        }:
            party.wrong("addresses", f"must have one of type {address_type}, purpose {purpose}")
    party.only(
        *("party_type", "id", "addresses", "customer_num", "external_customer_num"),
        *("tax_id_number", "tax_id_validated", *NAMES.get(kind or "", ())),
    )
    return {
        "party_type": kind,
        "addresses": addresses,
        "external_customer_num": party.text("external_customer_num"),
        **names,
        "tax_id_number": party.text("tax_id_number"),
    }


def read_address(sent: Reading) -> Record:
    """One address; it keeps an id that it came with."""
    kind = sent.choice("address_type", tuple(PURPOSES), required=True)
    if kind is None:
        return {}
    address: Record = {
        "address_type": kind,
        "id": str(id_of(sent.body.get("id")) or sent.call.tenant.new_value_id()),
        "purpose": sent.choice("purpose", PURPOSES[kind], required=True),
    }
    if kind == "postal":
        address["country"] = _country(sent)
    if kind == "email":
        address["email"] = _email(sent)
    address |= {name: sent.text(name, required=True) for name in REQUIRED[kind]}
    address |= {name: sent.text(name) for name in OPTIONAL[kind]}
    sent.only(*address)
    return address


def _country(sent: Reading) -> str | None:
    """Three capital letters: the company's tenant writes `USA`."""
    country = sent.text("country", required=True)
    if country is not None and not (
        len(country) == 3 and country.isascii() and country.isalpha() and country.isupper()
    ):
        sent.wrong("country", f"must be three capital letters like USA, got {country}")
    return country


def _email(sent: Reading) -> str | None:
    email = sent.text("email", required=True)
    if email is not None and (email.count("@") != 1 or " " in email):
        sent.wrong("email", "is not an e-mail address")
    return email


def _party(call: Call, kind: str) -> tuple[list[Record], Record]:
    """The accounts of a party, and the party as the first of them shows it."""
    id_ = id_of(call.names["id"])
    accounts = call.store.records(BILLING_ACCOUNTS, equal("party_id", id_)) if id_ else []
    if not accounts or accounts[0]["responsible_party"]["party_type"] != kind:
        raise not_found(kind, call.names["id"])
    return accounts, accounts[0]["responsible_party"]


def _add_address(call: Call, kind: str) -> Answer:
    accounts, _ = _party(call, kind)
    sent = reading(call)
    address = read_address(sent)
    sent.problems.raise_if_any()
    for account in accounts:
        account["responsible_party"]["addresses"].append(address)
        call.store.put(BILLING_ACCOUNTS, account)
    return answer(address)
