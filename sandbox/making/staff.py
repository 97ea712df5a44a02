"""The company's own people, as the CRM and the partner CRM know them."""

from datetime import datetime

from sandbox.company import CrmUser, PartnerOwner
from sandbox.making.crm_ids import crm_id
from sandbox.names import address
from sandbox.words import FIRST_NAMES, LAST_NAMES

HOME = "corvane.example"
CRM_USERS = tuple((FIRST_NAMES[n], LAST_NAMES[2 * n]) for n in range(1, 7))  # the last one has left
OWNERS = tuple((FIRST_NAMES[10 + n], LAST_NAMES[3 * n]) for n in range(6))  # the last one has left


def user_id(number: int) -> str:
    """The CRM's id of a user who is there, by any number."""
    return crm_id("user", 1 + number % (len(CRM_USERS) - 1))


def owner_id(number: int) -> int:
    """The partner CRM's id of an owner who is there, by any number."""
    return _owner_id(number % (len(OWNERS) - 1))


def owner_email(number: int) -> str:
    """The address of an owner who is there, by any number."""
    return _email(*OWNERS[number % (len(OWNERS) - 1)])


def departed() -> tuple[int, str]:
    """Id and address of the owner who has left."""
    return _owner_id(len(OWNERS) - 1), _email(*OWNERS[-1])


def crm_users(opened: datetime) -> tuple[CrmUser, ...]:
    """Sales people."""
    return tuple(
        CrmUser(
            id=crm_id("user", number),
            username=_email(first, last),
            first_name=first,
            last_name=last,
            email=_email(first, last),
            is_active=number < len(CRM_USERS),
            created_at=opened,
            modified_at=opened,
        )
        for number, (first, last) in enumerate(CRM_USERS, 1)
    )


def partner_owners(opened: datetime) -> tuple[PartnerOwner, ...]:
    """Partner managers, who can be told of renewals."""
    return tuple(
        PartnerOwner(
            id=_owner_id(number),
            user_id=4_400_101 + number,
            email=_email(first, last),
            first_name=first,
            last_name=last,
            is_archived=number == len(OWNERS) - 1,
            created_at=opened,
        )
        for number, (first, last) in enumerate(OWNERS)
    )


def _owner_id(number: int) -> int:
    return 61_000_001 + 7_919 * number


def _email(first: str, last: str) -> str:
    return f"{address(first)}.{address(last)}@{HOME}"
