"""The fields of an order that can be written: its own, its shipments', its metafields'."""

from collections.abc import Mapping

from systems.base import Field, Finding, Kind, Value

SYSTEM = "bigcommerce"
OWN: Mapping[str, Kind] = {
    "customer_message": "text",
    "staff_notes": "text",
    "status_id": "integer",
    "external_order_id": "text",
}
APPENDED = ("customer_message", "staff_notes")  # what stands there is somebody's, and stays
LONGEST_TEXT = 65_535
TRACKING = "shipments.tracking_number"
CARRIER = "shipments.tracking_carrier"
METAFIELDS = "metafields."
LONGEST_NAME = 64


def metafield(name: str) -> tuple[str, str] | None:
    """Namespace and key of `metafields.<namespace>.<key>`; None for any other field."""
    if not name.startswith(METAFIELDS):
        return None
    namespace, _, key = name.removeprefix(METAFIELDS).partition(".")
    return namespace, key


def problem(field: Field) -> Finding | None:
    """Why the field cannot be written; None where it can."""
    named = metafield(field.name)
    if named is not None and not all(0 < len(part) <= LONGEST_NAME for part in named):
        sentence = f"{field.name} is no metafields.<namespace>.<key>, each of at most 64 characters"
        return Finding(SYSTEM, field.name, False, sentence, "Give the field another name")
    wanted = "text" if named or field.name in (TRACKING, CARRIER) else OWN.get(field.name)
    if wanted is None:
        known = ", ".join((*OWN, TRACKING, CARRIER))
        sentence = f"{field.name} is nothing of an order that can be written"
        step = f"Use {known} or metafields.<namespace>.<key>"
        return Finding(SYSTEM, field.name, False, sentence, step)
    if field.kind != wanted:
        sentence = f"{field.name} is {wanted}, and declared as {field.kind}"
        return Finding(SYSTEM, field.name, False, sentence, "Give the field its kind")
    return None


def own_value(order: Mapping[str, object], name: str) -> Value:
    """What an order holds in a field of its own."""
    raw = order.get(name)
    if raw is None or raw == "":
        return None
    return int(str(raw)) if OWN[name] == "integer" else str(raw)
