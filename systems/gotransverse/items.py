"""The items of an order as one text, and as the API takes and shows them."""

from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation

import msgspec

from systems.base import Row
from systems.gotransverse.client import SYSTEM
from systems.gotransverse.shapes import DAY, at
from tieout.errors import BadAnswer, Refused

KEYS = (
    *("product_id", "price_id", "quantity", "recurring_unit_price", "unit_price"),
    *("agreement_id", "effective_on"),
)
_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(float_hook=Decimal).decode


def as_text(items: Sequence[Row]) -> str:
    """The items that the API shows, as a sync's model writes them.

    A JSON list of objects with all of `KEYS` in that order, without blanks; every value is a text
    or null, numbers with two places at least; a price of nothing is null.
    """
    return _encode([_shown(item) for item in items]).decode()


def as_sent(text: str) -> list[dict[str, object]]:
    """The items of such a text as the API takes them; Refused where it is none."""
    try:
        return [_item(place, item) for place, item in enumerate(_listed(text), start=1)]
    except (msgspec.DecodeError, InvalidOperation, ValueError, AttributeError) as error:
        raise Refused(
            SYSTEM,
            f"order_items must be a JSON list of objects with {', '.join(KEYS)}.",
            400,
            "bad_items",
        ) from error


def _listed(text: str) -> list[Row]:
    items = _decode(text)
    if not isinstance(items, list) or not items:
        raise ValueError(text)
    return items


def _shown(item: Row) -> Mapping[str, str | None]:
    effective_on = item.get("requested_effective_date")
    values = (
        _text(at(item, ("product", "id"))),
        _text(at(item, ("recurring_product_price", "id"))),
        _number(item.get("quantity")),
        _price(item.get("recurring_unit_price")),
        _price(item.get("unit_price")),
        _text(at(item, ("selected_agreement", "id"))),
        str(effective_on)[:DAY] if effective_on else None,
    )
    return dict(zip(KEYS, values, strict=True))


def _item(sequence: int, item: Mapping[str, object]) -> dict[str, object]:
    unknown = item.keys() - set(KEYS)
    if unknown or not item.get("product_id"):
        raise ValueError(unknown)
    body: dict[str, object] = {
        "sequence": sequence,
        "quantity": Decimal(str(item.get("quantity") or 1)),
        "product": {"id": str(item["product_id"])},
    }
    for name, key in (
        ("recurring_product_price", "price_id"),
        ("selected_agreement", "agreement_id"),
    ):
        if item.get(key):
            body[name] = {"id": str(item[key])}
    for name in ("recurring_unit_price", "unit_price"):
        if item.get(name) is not None:
            body[name] = Decimal(str(item[name]))
    if item.get("effective_on"):
        body["requested_effective_date"] = f"{str(item['effective_on'])[:DAY]}T00:00:00Z"
    return body


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def _price(value: object) -> str | None:
    shown = _number(value)
    return None if shown is None or not Decimal(shown) else shown


def _number(value: object) -> str | None:
    """With two places, or as many more as it needs."""
    if value is None:
        return None
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        raise BadAnswer(SYSTEM, f"an order item came with {value!r} for a number.") from None
    places = max(2, -int(number.normalize().as_tuple().exponent))
    return f"{number:.{places}f}"
