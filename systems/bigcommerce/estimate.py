"""About how many calls it takes to read and to write orders, which have no batches."""

from collections.abc import Collection, Sequence

from systems.base import Calls, Field, Key
from systems.bigcommerce.client import MOST_ROWS
from systems.bigcommerce.fields import CARRIER, OWN, TRACKING, metafield

PARCEL = 4  # what was shipped, what is not, the parcel, what was shipped by then
METAFIELD = 2  # what stands there, and what shall


def estimated(
    keys: Sequence[Key], written: Sequence[Collection[str]], fields: Sequence[Field]
) -> Calls:
    """For orders of these keys, of each of which some fields are written."""
    ids = sorted({int(it.record_id) for it in keys if it.record_id and it.record_id.isdigit()})
    searched = sum(1 for it in keys if not it.record_id)
    names = {it.name for it in fields}
    parcels = len(keys) if names & {TRACKING, CARRIER} else 0
    extras = parcels + sum(metafield(it) is not None for it in names)
    send = sum(map(_of_one, written))
    return Calls(_pages(ids) + searched + extras, send, is_exact=False)


def _pages(ids: Sequence[int]) -> int:
    """As many pages as `lookup.by_id` asks for in a store whose orders are numbered in turn."""
    pages, last = 0, -1
    for order in ids:
        if order > last:
            pages, last = pages + 1, order + MOST_ROWS - 1
    return pages


def _of_one(names: Collection[str]) -> int:
    own = bool(set(names) & OWN.keys()) + ("external_order_id" in names)
    parcel = PARCEL if set(names) & {TRACKING, CARRIER} else 0
    return own + parcel + METAFIELD * sum(metafield(it) is not None for it in names)
