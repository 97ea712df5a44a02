"""The answer key: what was planted, and whose every record is."""

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class PlantedBreak:
    """A difference that was put there on purpose. Ids are text; a side that is missing is empty."""

    recon: str
    kind: str
    left_system: str
    left_record_id: str
    right_system: str
    right_record_id: str
    field: str
    amount: Decimal | None
    currency: str | None
    because: str


@dataclass(frozen=True, slots=True)
class TrueLink:
    """Which real customer a source record belongs to.

    `object` is the table it is read from, `entity` the world's own name of the customer.
    """

    system: str
    object: str
    record_id: str
    entity: str
