"""What field service holds: sites, jobs, and the parts that jobs need. Times are local to it."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sandbox.company.common import Address


@dataclass(frozen=True, slots=True)
class Site:
    id: str
    name: str
    legal_name: str
    is_active: bool
    address: Address | None
    tax_number: str | None
    parent_id: str | None


@dataclass(frozen=True, slots=True)
class JobPart:
    """A demand for material."""

    id: int
    part_id: str
    quantity: Decimal
    unit_cost: Decimal
    unit_price: Decimal
    total: Decimal
    currency: str | None
    is_billable: bool
    is_fulfilled: bool
    warehouse_id: str
    used_at: datetime | None


@dataclass(frozen=True, slots=True)
class JobItem:
    """A device that a job is about."""

    number: int
    part_id: str
    description: str
    serial_number: str


@dataclass(frozen=True, slots=True)
class Job:
    """One line of a service request: `request_id` is what people write down, `SV2108160696`.

    A job is in the open tables, in the history, or in both while it is moved.
    """

    request_id: str
    line_number: int
    type: str
    is_open: bool
    is_in_history: bool
    status_id: int
    status: str
    customer_id: str
    customer_name: str
    site_id: str
    site_name: str
    node_id: str
    technician_id: str | None
    priority: int
    reference: str | None
    contract_id: str | None
    opened_at: datetime
    closed_at: datetime | None
    currency: str | None
    modified_at: datetime | None
    items: tuple[JobItem, ...] = ()
    parts: tuple[JobPart, ...] = ()


@dataclass(frozen=True, slots=True)
class ServiceRecords:
    """What field service holds of one customer."""

    sites: tuple[Site, ...] = ()
    jobs: tuple[Job, ...] = ()
