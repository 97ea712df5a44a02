"""A store order as the CRM has it: its queue and stage, what was agreed, job and parcel."""

from datetime import timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal

from sandbox.company import CrmOrder, CrmOrderLine, StoreOrder
from sandbox.making.at_crm import account_id
from sandbox.making.at_store import FMS_SITE, Purchase, Stage
from sandbox.making.catalogue import STANDARD_BOOK, crm_price_id, crm_product_id
from sandbox.making.crm_ids import crm_id
from sandbox.making.goods import Good
from sandbox.making.staff import user_id

CSR, IPS_PRICING = "CSR", "IPS Pricing"
_STATUSES: dict[
    Stage, Literal["Draft", "Order Accepted", "Order Hold", "Activated", "Cancelled"]
] = {
    "new": "Order Accepted",
    "accepted": "Order Accepted",
    "held": "Order Hold",
    "authorized": "Order Accepted",
    "activated": "Activated",
    "cancelled": "Cancelled",
}
DEARER = Decimal("1.10")


def queue(it: Purchase) -> str:
    """Only Harvard parts alone, for a site, go to pricing at once; all else to the CSR team."""
    is_harvard = all(good.vendor == "Harvard" for good, _ in it.lines)
    return IPS_PRICING if is_harvard and it.group == FMS_SITE else CSR


def order_id(slot: int, position: int) -> str:
    return crm_id("order", 2 * slot + position)


def order(it: Purchase, placed: StoreOrder, job: str | None) -> CrmOrder:
    """The order; a changed price raises its first line by a tenth."""
    is_changed = it.stage in ("held", "authorized")
    lines = tuple(
        _line(it, position, good, quantity, job, is_dearer=is_changed and position == 0)
        for position, (good, quantity) in enumerate(it.lines)
    )
    subtotal = sum((_total(line) for line in lines[1:]), _total(lines[0]))
    is_sent = it.stage == "activated"
    touched_at = it.placed_at + timedelta(hours=22)
    return CrmOrder(
        id=order_id(it.slot, it.position),
        account_id=account_id(it.slot),
        owner_id=user_id(it.slot),
        number=f"{it.order_id:08d}",
        name=job,
        type="Quote" if any(good.vendor == "Partsco" for good, _ in it.lines) else "New",
        status=_STATUSES[it.stage],
        starts_on=it.placed_on,
        currency=it.currency,
        pricebook_id=STANDARD_BOOK,
        queue=queue(it),
        payment_method=it.payment,
        po_number=placed.po_number,
        authorized_amount=_authorized(it, placed.subtotal, subtotal),
        reauthorization=_reauthorization(it),
        comments=_comments(it),
        tracking_number=placed.shipments[0].tracking_number if placed.shipments else None,
        carrier="ups" if placed.shipments else None,
        job_number=job,
        order_id_store=str(placed.id),
        order_id_billing=None,
        activated_at=touched_at if is_sent else None,
        is_deleted=False,
        created_at=it.placed_at + timedelta(minutes=2),
        modified_at=touched_at,
        lines=lines,
    )


def _authorized(it: Purchase, before: Decimal, after: Decimal) -> Decimal | None:
    if it.stage == "held":
        return before
    return after if it.stage == "authorized" else None


def _reauthorization(it: Purchase) -> Literal["requested", "authorized"] | None:
    if it.stage == "held":
        return "requested"
    return "authorized" if it.stage == "authorized" else None


def _comments(it: Purchase) -> str | None:
    vendors = sorted({good.vendor for good, _ in it.lines} & {"Harvard", "Partsco"})
    return f"Vendor confirmed: {', '.join(vendors)}" if vendors and it.has_job else None


def _total(line: CrmOrderLine) -> Decimal:
    return line.quantity * line.unit_price


def _line(
    it: Purchase, position: int, good: Good, quantity: int, job: str | None, *, is_dearer: bool
) -> CrmOrderLine:
    price = good.price(it.currency)
    if is_dearer:
        price = (price * DEARER).quantize(price, ROUND_HALF_UP)
    return CrmOrderLine(
        id=crm_id("order_line", 8 * it.slot + 4 * it.position + position),
        number=f"{4 * it.order_id + position:010d}",
        price_id=crm_price_id(good, it.currency),
        product_id=crm_product_id(good),
        quantity=Decimal(quantity),
        unit_price=price,
        description=None,
        job_number=job,
        line_id_store=str(it.line_id(position)),
    )
