"""The company's own bundle: its staff and its catalogue in every system."""

from datetime import date

from sandbox.company import Bundle, PartnerRecords, User
from sandbox.making import catalogue
from sandbox.making.at_partners import DEFAULT_MODE
from sandbox.making.days import morning
from sandbox.making.drift import drifted
from sandbox.making.staff import owner_email, partner_owners


def itself(entity: str, people: tuple[User, ...], as_of: date, *, is_messy: bool) -> Bundle:
    """The first bundle of a world; in a mess the catalogue has drifted apart."""
    opened = morning(catalogue.opened_on(as_of))
    made = Bundle(
        entity,
        users=people,
        subscriptions=catalogue.in_erp(as_of),
        crm=catalogue.in_crm(as_of),
        billing=catalogue.in_billing(as_of),
        partners=PartnerRecords(
            owners=partner_owners(opened),
            default_mode=DEFAULT_MODE,
            default_contact=owner_email(0),
        ),
        store=catalogue.in_store(as_of),
    )
    return drifted(made) if is_messy else made
