"""Disorder between the ERP and the helpdesk: organizations renamed, re-keyed, merged, deleted."""

import random
from dataclasses import dataclass, replace
from datetime import timedelta

from sandbox.accounts import Account, Register, slot_of
from sandbox.casting import HELPDESK, Part
from sandbox.company import Organization, PlantedBreak
from sandbox.documents import at_work
from sandbox.helpdesk import Presence, organization, organization_id, people


@dataclass(frozen=True, slots=True)
class Scene:
    """What the helpdesk has of an account, and the difference in it, if there is one."""

    presence: Presence
    breaks: tuple[PlantedBreak, ...] = ()


def scene(account: Account, part: Part, register: Register, *, is_messy: bool) -> Scene:
    """One organization for each active customer, but for what the account's part is in a mess.

    Out of order an inactive customer may still have the organization it once had.
    """
    rng = register.chance(account.slot, "helpdesk")
    plot = part.plot if is_messy and part.plot in HELPDESK else None
    customer = account.customer
    if customer.is_inactive and not (is_messy and rng.random() < 0.5):
        return Scene(Presence())
    if plot == "no_organization":
        never = f"There is no organization in the helpdesk for {_who(account)}."
        return Scene(Presence(), (_missing_right(account, never),))
    age = rng.randrange(3, (register.as_of - customer.created_at.date()).days)
    own = organization(
        account.slot, customer.name, str(customer.id), account.firm, register.as_of, age, rng
    )
    organizations, member_of, breaks = _played(plot, account, part, own, register, rng)
    users, tickets = people(account.slot, member_of, account.firm, register.as_of, age, rng)
    return Scene(Presence(organizations, users, tickets), breaks)


def _played(
    plot: str | None,
    account: Account,
    part: Part,
    own: Organization,
    register: Register,
    rng: random.Random,
) -> tuple[tuple[Organization, ...], int | None, tuple[PlantedBreak, ...]]:
    """The organizations, the one that the firm's people are members of, and what is wrong."""
    match plot:
        case "organization_deleted":
            gone = _deleted(own, register, rng)
            because = (
                f"The organization of {_who(account)} was deleted in the helpdesk on "
                f"{gone.updated_at.date()}."
            )
            return (gone,), None, (_missing_right(account, because),)
        case "organization_merged":
            winner = organization_id(slot_of(part.merged_into))
            gone = replace(_deleted(own, register, rng), merged_into_id=winner)
            because = (
                f"The organization of {_who(account)} was merged into organization {winner}, "
                "which is another customer's."
            )
            return (gone,), winner, (_missing_right(account, because),)
        case "organization_rekeyed":
            other = replace(own, external_id=_old_key(account, rng))
            return (other,), own.id, (_rekeyed(account, other),)
        case "two_organizations":
            twin = _twin(account, register, rng)
            return (own, twin), own.id, (_duplicate(account, own, twin),)
        case "organization_renamed":
            return (replace(own, name=_renamed(account, rng)),), own.id, ()
        case _:
            return (own,), own.id, ()


def _deleted(own: Organization, register: Register, rng: random.Random) -> Organization:
    age = (register.as_of - own.created_at.date()).days
    deleted_at = at_work(register.as_of - timedelta(days=rng.randrange(1, age)), rng)
    return replace(own, deleted_at=deleted_at, updated_at=deleted_at)


def _old_key(account: Account, rng: random.Random) -> str:
    """A key that names no customer: of a system long gone, or the right one after a zero."""
    if rng.random() < 0.5:
        return f"0{account.customer.id}"
    return f"CRM-{rng.randrange(10**6, 10**7)}"


def _renamed(account: Account, rng: random.Random) -> str:
    plain = account.firm.plain
    return rng.choice(
        (plain, f"{plain} (old name)", f"{plain.upper()} HQ", f"{plain} - do not use")
    )


def _twin(account: Account, register: Register, rng: random.Random) -> Organization:
    """A second organization, keyed by the number that people know the customer by."""
    return organization(
        account.slot,
        f"{account.firm.plain} ({account.customer.entity_id})",
        account.customer.entity_id,
        account.firm,
        register.as_of,
        2,
        rng,
        position=1,
    )


def _missing_right(account: Account, because: str) -> PlantedBreak:
    return helpdesk_break("missing_right", "organization", str(account.customer.id), "", because)


def _rekeyed(account: Account, own: Organization) -> PlantedBreak:
    because = (
        f"Organization {own.id} is that of {_who(account)}, but its external id {own.external_id} "
        "names no customer."
    )
    return helpdesk_break("mapping", "external_id", str(account.customer.id), str(own.id), because)


def _duplicate(account: Account, own: Organization, twin: Organization) -> PlantedBreak:
    because = (
        f"There are two organizations for {_who(account)}: one keyed {own.external_id}, one keyed "
        f"{twin.external_id}."
    )
    both = f"{own.id},{twin.id}"
    return helpdesk_break("duplicate", "organization", str(account.customer.id), both, because)


def helpdesk_break(
    kind: str, field: str, customer_id: str, organization_ids: str, because: str
) -> PlantedBreak:
    """A difference between the customers of the ERP and the organizations of the helpdesk."""
    return PlantedBreak(
        recon="accounts",
        kind=kind,
        left_system="netsuite",
        left_record_id=customer_id,
        right_system="zendesk",
        right_record_id=organization_ids,
        field=field,
        amount=None,
        currency=None,
        because=because,
    )


def _who(account: Account) -> str:
    return f"customer {account.customer.entity_id} {account.customer.name.strip()}"
