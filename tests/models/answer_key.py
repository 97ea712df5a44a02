"""What was planted in a world, and what the models say of it, in words that can be compared."""

from decimal import Decimal

from sandbox.world import World
from tests.models.company import Company

KEY = (
    "recon",
    "kind",
    "left_system",
    "left_record_id",
    "right_system",
    "right_record_id",
    "field",
)
OPEN_BREAKS = f"select {', '.join(KEY)}, amount, currency from marts.breaks where status = 'open'"  # noqa: S608
Differences = set[tuple[object, ...]]


def found(company: Company) -> Differences:
    """The differences that are open."""
    return {tuple(row.values()) for row in company.rows(OPEN_BREAKS)}


def planted(world: World) -> Differences:
    """The differences that the world's answer key names."""
    return {
        (
            *(it[name] for name in KEY),
            None if it["amount"] is None else Decimal(str(it["amount"])),
            it["currency"],
        )
        for it in world.answer_key()["breaks"]
    }
