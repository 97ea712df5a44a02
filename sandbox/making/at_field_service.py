"""A customer's site in field service, and the jobs there: open, in the history, on their way."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from sandbox.company import Customer, Job, JobItem, JobPart, Site
from sandbox.making.at_store import JOB_DAYS, Purchase, job_opened_on
from sandbox.making.days import morning

OPEN_STATUSES = ((100, "Waiting for product"), (200, "Technician assigned"), (205, "Part ordered"))
INVOICED = (900, "Invoiced")


@dataclass(frozen=True, slots=True)
class Place:
    """A site as field service names it."""

    id: str
    name: str


def site_id(slot: int) -> str:
    return f"S{slot:06d}"


def site(slot: int, name: str, customer: Customer, *, has_tax_number: bool) -> Site:
    """The site at the customer's address."""
    return Site(
        id=site_id(slot),
        name=name,
        legal_name=" ".join(customer.name.split()),
        is_active=not customer.is_inactive,
        address=customer.address,
        tax_number=customer.tax_number if has_tax_number else None,
        parent_id=None,
    )


def request_id(slot: int, position: int, as_of: date, prefix: str = "SV") -> str:
    """The number of a job: prefix, day, and a count on that day."""
    opened_on = job_opened_on(slot, position, as_of)
    count = (2 * (slot // 2) + position) // JOB_DAYS
    return f"{prefix}{opened_on:%y%m%d}{count % 10_000:04d}"


def as_typed(job: str, slot: int) -> str:
    """The number as somebody typed it into the CRM: mostly right, always to be recognised."""
    match slot // 2 % 12:
        case 3:
            return job.lower()
        case 5:
            return f" {job}"
        case 7:
            return f"{job}@@1"
        case _:
            return job


def job(it: Purchase, place: Place, customer: Customer, as_of: date) -> Job:
    """The job of a store order: over once the order is activated, else open.

    Every seventh that is over is still in the open tables too, while it is moved.
    """
    is_over = it.stage == "activated"
    status_id, status = INVOICED if is_over else OPEN_STATUSES[it.number % len(OPEN_STATUSES)]
    opened_at = morning(job_opened_on(it.slot, it.position, as_of), it.slot % 20_000)
    closed_at = opened_at + timedelta(hours=9) if is_over else None
    return Job(
        request_id=request_id(it.slot, it.position, as_of),
        line_number=1,
        type="DEPOT",
        is_open=not is_over or it.number % 7 == 0,
        is_in_history=is_over,
        status_id=status_id,
        status=status,
        customer_id=customer.entity_id,
        customer_name=" ".join(customer.name.split()),
        site_id=place.id,
        site_name=place.name,
        node_id=f"N{customer.subsidiary_id:02d}",
        technician_id=f"T{it.number % 40:03d}" if status_id >= 200 else None,
        priority=it.number % 3 + 1,
        reference=None,
        contract_id=None,
        opened_at=opened_at,
        closed_at=closed_at,
        currency=it.currency,
        modified_at=closed_at or opened_at,
        items=(JobItem(1, it.lines[0][0].sku, it.lines[0][0].name, f"SN{it.order_id:08d}"),),
        parts=tuple(_part(it, position, is_over=is_over) for position in range(len(it.lines))),
    )


def repair(slot: int, place: Place, customer: Customer, as_of: date) -> Job:
    """A repair that no store order asked for, with a second line of the same request."""
    opened_at = morning(job_opened_on(slot, 1, as_of), slot % 20_000)
    return Job(
        request_id=request_id(slot, 1, as_of, "RP"),
        line_number=2 if slot // 2 % 3 == 0 else 1,
        type="REPAIR",
        is_open=True,
        is_in_history=False,
        status_id=201,
        status="Diagnostics",
        customer_id=customer.entity_id,
        customer_name=" ".join(customer.name.split()),
        site_id=place.id,
        site_name=place.name,
        node_id=f"N{customer.subsidiary_id:02d}",
        technician_id=f"T{slot % 40:03d}",
        priority=2,
        reference=f"PO-{customer.id}",
        contract_id=None,
        opened_at=opened_at,
        closed_at=None,
        currency=customer.currency,
        modified_at=opened_at if slot // 2 % 2 else None,
    )


def _part(it: Purchase, position: int, *, is_over: bool) -> JobPart:
    good, quantity = it.lines[position]
    price = good.price(it.currency)
    return JobPart(
        id=it.line_id(position),
        part_id=good.sku,
        quantity=Decimal(quantity),
        unit_cost=price / 2,
        unit_price=price,
        total=price * quantity,
        currency=it.currency,
        is_billable=True,
        is_fulfilled=is_over,
        warehouse_id="W01",
        used_at=morning(it.placed_on + timedelta(days=1), 28_000) if is_over else None,
    )
