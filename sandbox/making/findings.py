"""How a planted difference is told: which record, which field, how much, and why."""

from decimal import Decimal
from typing import Literal

from sandbox.company import PlantedBreak

System = Literal[
    "netsuite", "salesforce", "gotransverse", "hubspot", "bigcommerce", "astea", "zendesk"
]
Record = tuple[System, str]  # a system and the id of a record in it; empty where it is missing


def found(
    recon: str,
    kind: str,
    field: str,
    left: Record,
    right: Record,
    because: str,
    amount: Decimal | None = None,
    currency: str | None = None,
) -> PlantedBreak:
    """A difference. `amount` is left minus right in `currency`; without one there is none."""
    return PlantedBreak(
        recon=recon,
        kind=kind,
        left_system=left[0],
        left_record_id=left[1],
        right_system=right[0],
        right_record_id=right[1],
        field=field,
        amount=amount,
        currency=None if amount is None else currency,
        because=because,
    )


def as_text(ids: list[str]) -> str:
    """Several ids of one side, sorted as text."""
    return ",".join(sorted(ids))


def as_numbers(ids: list[int]) -> str:
    """Several ids of one side, sorted as numbers."""
    return ",".join(map(str, sorted(ids)))


def money(amount: Decimal, currency: str) -> str:
    """An amount as a person reads it."""
    return f"{amount:,} {currency}"
