"""What every tenant has before the first customer: small lists of its own."""

from collections.abc import Iterator

from sandbox.gotransverse.references import CUSTOM_FIELDS, Record

CHARGE_CATEGORIES = {
    "RECURRING": (1, "recurring", "Recurring"),
    "ONE_TIME": (2, "one-time", "One time"),
    "USAGE": (3, "usage", "Usage"),
}


def charge_category(name: str) -> Record:
    id_, kind, label = CHARGE_CATEGORIES[name]
    return {"id": str(id_), "charge_category_type": kind, "name": label}


def charge_categories() -> Iterator[Record]:
    return map(charge_category, CHARGE_CATEGORIES)


def actions() -> Iterator[Record]:
    """What the tenant does by itself: a notice before an agreement ends."""
    yield {
        "id": "1",
        "name": "Days to Agreement End",
        "action_type": "AGREEMENT",
        "description": "Sends a renewal notice before the agreement ends",
        "days": 90,
    }


def custom_fields() -> Iterator[Record]:
    for id_, (kind, name) in CUSTOM_FIELDS.items():
        yield {
            "custom_field_type": kind,
            "id": str(id_),
            "name": name,
            "description": None,
            "field_type": "TEXT",
            "validation_type": "TEXT",
            "required": False,
        }
