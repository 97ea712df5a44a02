"""The company's jobs and sites, as rows of the tables under the views."""

import zlib
from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from sandbox.company import Address, Job, JobItem, JobPart, Site

Row = dict[str, object]
PLACES = Decimal("0.0001")
ACTION_GROUP = "FIELD"


def job_rows(job: Job, zone: ZoneInfo, version: int) -> Iterator[tuple[bool, Row]]:
    """Is in history, and the row: one, or two with the same order_id while the job is moved."""
    row: Row = {
        "request_id": job.request_id,
        "order_id": order_id(job),
        "line_no": job.line_number,
        "order_type_id": job.type,
        "status_id": job.status_id,
        "status_descr": padded(job.status, 60),
        "customer_id": job.customer_id,
        "customer_name": padded(job.customer_name, 120),
        "site_id": job.site_id,
        "site_name": padded(job.site_name, 120),
        "node_id": job.node_id,
        "action_group_id": ACTION_GROUP,
        "technician_id": job.technician_id,
        "priority": job.priority,
        "reference_no": job.reference,
        "contract_id": job.contract_id,
        "opened_at": moment(job.opened_at, zone),
        "closed_at": moment(job.closed_at, zone),
        "currency": job.currency,
        "modified_at": moment(job.modified_at, zone),
        "row_version": row_version(version),
    }
    if job.is_open:
        yield False, row | {"is_in_history": "N"}
    if job.is_in_history:
        yield True, row | {"is_in_history": "Y"}


def order_id(job: Job) -> str:
    """`SV2108160696@@1`; blanks that fill up the request's number are at the end here too."""
    typed = job.request_id.rstrip()
    return f"{typed}@@{job.line_number}" + job.request_id[len(typed) :]


def item_row(job: Job, item: JobItem) -> Row:
    return {
        "order_id": order_id(job),
        "item_no": item.number,
        "part_id": item.part_id,
        "part_descr": returned(item.description),
        "serial_no": item.serial_number,
        "tag_no": None,
    }


def part_row(job: Job, part: JobPart, zone: ZoneInfo) -> Row:
    return {
        "order_id": order_id(job),
        "demand_id": part.id,
        "part_id": part.part_id,
        "qty": amount(part.quantity),
        "unit_cost": amount(part.unit_cost),
        "unit_price": amount(part.unit_price),
        "total_price": amount(part.total),
        "currency": part.currency,
        "is_billable": flag(part.is_billable),
        "is_fulfilled": flag(part.is_fulfilled),
        "warehouse_id": part.warehouse_id,
        "actual_at": moment(part.used_at, zone),
    }


def site_row(site: Site) -> Row:
    at = site.address or Address("", "", "", "", "")
    return {
        "site_id": site.id,
        "name": padded(site.name, 120),
        "legal_name": site.legal_name,
        "is_active": flag(site.is_active),
        "is_site": "Y",
        "address1": at.line1,
        "city": at.city,
        "region": at.region,
        "postal_code": at.postal_code,
        "country": at.country,
        "tax_id": site.tax_number,
        "parent_id": site.parent_id,
    }


def amount(value: Decimal) -> str:
    """Exactly, with four places: `12.5000`."""
    return str(value.quantize(PLACES))


def flag(value: bool) -> str:
    return "Y" if value else "N"


def moment(value: datetime | None, zone: ZoneInfo) -> str | None:
    """A time as the server's clock shows it; one without a zone is the server's already."""
    if value is None:
        return None
    local = value.astimezone(zone).replace(tzinfo=None) if value.tzinfo else value
    return local.isoformat(" ", "microseconds")


def row_version(number: int) -> bytes:
    """Eight bytes that grow with every change."""
    return number.to_bytes(8, "big")


def padded(text: str, width: int) -> str:
    """Some texts are filled up with blanks, as in columns that once had a fixed width."""
    return text.ljust(min(width, len(text) + 8)) if _is_odd(text, 3) else text


def returned(text: str) -> str:
    """Some descriptions end with the carriage return of the window that they were typed in."""
    return f"{text}\r" if _is_odd(text, 2) else text


def _is_odd(text: str, one_in: int) -> bool:
    return zlib.crc32(text.encode()) % one_in == 0
