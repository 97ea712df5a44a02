"""The shipments of an order: which tracking numbers it has, and how one is added, once."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from systems.base import Row
from systems.bigcommerce.client import Client
from systems.bigcommerce.fields import CARRIER, TRACKING

LONGEST_NUMBER = 50
ROUTE = "/v2/orders/{id}/shipments"


class NotShippedError(Exception):
    """A tracking number that cannot be entered; `code` and the sentence are the answer."""

    def __init__(self, code: str, sentence: str) -> None:
        self.code = code
        super().__init__(sentence)


def listed(client: Client, order_id: str) -> Sequence[Row]:
    """The shipments of an order, the oldest first."""
    found = client.arrays(f"/v2/orders/{order_id}/shipments", route=ROUTE)
    return sorted(found, key=lambda it: int(str(it.get("id"))))


def values(shipments: Sequence[Row]) -> dict[str, str | None]:
    """What an order holds in its two fields: the numbers, and the last one's carrier."""
    numbers = _numbers(shipments)
    tracked = [it for it in shipments if it.get("tracking_number")]
    carrier = str(tracked[-1].get("tracking_carrier") or "") if tracked else ""
    return {TRACKING: ", ".join(numbers) or None, CARRIER: carrier or None}


def enter(client: Client, order_id: str, wanted: Mapping[str, str | None]) -> bool:
    """Give the order the numbers and the carrier that it lacks; whether anything was sent.

    A number goes onto a shipment that has none, else a shipment is made of what is not shipped yet.
    Shipments are listed first: making one twice would make two. NotShippedError where a number
    cannot be entered, or one that stands there would have to go.
    """
    shipments = listed(client, order_id)
    held = _numbers(shipments)
    numbers = _split(wanted.get(TRACKING)) if TRACKING in wanted else held
    _raise_unless_possible(held, numbers)
    carrier = str(wanted.get(CARRIER) or "")
    missing = [it for it in numbers if it not in held]
    for number in missing:
        bare = next((it for it in shipments if not it.get("tracking_number")), None)
        if bare is not None:
            _change(client, order_id, bare, {"tracking_number": number, **_carrier(carrier)})
        else:
            _ship(client, order_id, number, carrier)
        shipments = listed(client, order_id)
    if missing or CARRIER not in wanted or values(shipments)[CARRIER] == wanted[CARRIER]:
        return bool(missing)
    tracked = [it for it in shipments if it.get("tracking_number")]
    if not tracked:
        raise NotShippedError("nothing_tracked", "a carrier needs a tracking number beside it")
    _change(client, order_id, tracked[-1], {"tracking_carrier": carrier})
    return True


def _raise_unless_possible(held: Sequence[str], numbers: Sequence[str]) -> None:
    if gone := [it for it in held if it not in numbers]:
        sentence = f"tracking number {', '.join(gone)} stands there: none is taken away"
        raise NotShippedError("would_delete", sentence)
    if long := [it for it in numbers if len(it) > LONGEST_NUMBER]:
        sentence = f"tracking number {long[0]} is longer than {LONGEST_NUMBER} characters"
        raise NotShippedError("too_long", sentence)


def _ship(client: Client, order_id: str, number: str, carrier: str) -> None:
    """A shipment to every address of the order of all that is not shipped yet."""
    left = _not_shipped(client, order_id)
    if not left:
        sentence = f"tracking number {number} has nothing to ship: all is shipped already"
        raise NotShippedError("nothing_to_ship", sentence)
    for address_id, items in left.items():
        body = {
            "order_address_id": address_id,
            "tracking_number": number,
            "items": items,
            **_carrier(carrier),
        }
        client.send("POST", f"/v2/orders/{order_id}/shipments", body, route=ROUTE)


def _not_shipped(client: Client, order_id: str) -> Mapping[int, list[dict[str, int]]]:
    path, route = f"/v2/orders/{order_id}/products", "/v2/orders/{id}/products"
    left: dict[int, list[dict[str, int]]] = defaultdict(list)
    for line in client.arrays(path, route=route):
        quantity = int(str(line.get("quantity"))) - int(str(line.get("quantity_shipped") or 0))
        if quantity > 0 and line.get("type", "physical") == "physical":
            item = {"order_product_id": int(str(line.get("id"))), "quantity": quantity}
            left[int(str(line.get("order_address_id")))].append(item)
    return left


def _carrier(carrier: str) -> dict[str, str]:
    return {"tracking_carrier": carrier} if carrier else {}


def _change(client: Client, order_id: str, shipment: Row, body: Mapping[str, str]) -> None:
    path = f"/v2/orders/{order_id}/shipments/{shipment.get('id')}"
    client.send("PUT", path, body, route=f"{ROUTE}/{{id}}")


def _numbers(shipments: Sequence[Row]) -> list[str]:
    """The tracking numbers, each once; one number may be on several shipments."""
    return list(
        dict.fromkeys(str(it["tracking_number"]) for it in shipments if it.get("tracking_number"))
    )


def _split(text: str | None) -> list[str]:
    return [it.strip() for it in (text or "").split(",") if it.strip()]
