"""What is written in the kill matrix: one kind of target and action a case, five records each."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from reverse_etl import specs
from reverse_etl.desired import DesiredRow
from reverse_etl.specs import SyncSpec
from systems import system
from systems.base import Bulk, Reader, Target, Value

RECORDS = 5
SIZE, IN_FLIGHT = 2, 2  # so that five records take two waves, the last one of a single record
NEW_KEY = "KILLED-{number}"
LINES = (
    '[{"product_id":"201","price_id":"301","quantity":"2.00","recurring_unit_price":"500.00",'
    '"unit_price":null,"agreement_id":"41","effective_on":"2026-07-15"}]'
)
TEXT = {"kind": "text"}
CUSTOM = {**TEXT, "custom": True, "title": "Killed"}
Values = Callable[[int], tuple[Value, ...]]


@dataclass(frozen=True)
class Case:
    """One kind of target, and what is done to five of its records.

    `table` is where existing records are found and counted, those whose row `takes`. `writes` is
    a pattern of the calls that change something; one batch makes at most `calls` of them.
    """

    name: str
    system: str
    object: str
    table: str
    fields: Mapping[str, Mapping[str, object]]
    values: Values
    writes: str
    creates: bool = False
    calls: int = 1
    size: int = SIZE
    is_bulk: bool = False
    settings: Mapping[str, str] = field(default_factory=dict)
    takes: Callable[[Mapping[str, Any]], bool] = lambda _: True
    settle_seconds: float = 0.0  # given to what may still be under way, as the ten in earnest

    @property
    def sync(self) -> str:
        return f"sync_{self.system}__{self.object}"

    @property
    def place(self) -> tuple[str, str]:
        return (self.system, self.object)

    def spec(self) -> SyncSpec:
        """The sync as its yml would declare it; its limits let five of five through."""
        columns = {"record_id": "a", "external_id": "b", "name": "c", "why": "d"}
        fields = {name: {"name": name, **said} for name, said in self.fields.items()}
        declared = {
            "system": self.system,
            "object": self.object,
            "action": "upsert" if self.creates else "update",
            "mode": "apply",
            "fields": fields,
            "limits": {"greatest_share": 1},
        }
        return specs.load({self.sync: {**columns, **declared}}, {})[0]

    def rows(self, record_ids: Sequence[str]) -> list[DesiredRow]:
        """What is wanted: of new records, or of these."""
        keys = [NEW_KEY.format(number=number) for number in range(RECORDS)]
        ids: Sequence[str | None] = [None] * RECORDS if self.creates else record_ids
        rows = [
            DesiredRow(
                *(self.sync, record_id, key if self.creates else None, key, key),
                self.values(number),
            )
            for number, (record_id, key) in enumerate(zip(ids, keys, strict=True))
        ]
        return sorted(rows, key=lambda row: row.place)

    def target(self, credentials: Mapping[str, str]) -> Target:
        """A client of its own, in batches so small that five records are several."""
        target = system(self.system).targets[self.object]({**credentials, **self.settings})
        target.batch_size, target.batches_in_flight = self.size, IN_FLIGHT
        if self.is_bulk:
            target.batch_size = 1
            vars(target)["bulk"] = Bulk(1, SIZE, IN_FLIGHT)
        return target

    def records(self, credentials: Mapping[str, str]) -> list[str]:
        """The ids of all records there are and that could be written."""
        reader = system(self.system).reader({**credentials, **self.settings})
        try:
            return sorted({str(row["id"]) for row in self._rows(reader) if self.takes(row)})
        finally:
            reader.close()

    def _rows(self, reader: Reader) -> Iterable[Mapping[str, Any]]:
        table = next(it for it in system(self.system).tables if it.name == self.table)
        for page in reader.pages(table, None):
            yield from page.rows if page.frame is None else page.frame.to_dicts()


def _one(text: str) -> Values:
    return lambda number: (text.format(number=number),)


def _named(text: str) -> Values:
    return lambda number: (text.format(number=number), NEW_KEY.format(number=number))


def _draft(number: int) -> tuple[Value, ...]:
    return ("1002", f"PO-{number}", date(2026, 6, 30), LINES, NEW_KEY.format(number=number))


def _shipped(number: int) -> tuple[Value, ...]:
    return (f"TRACK-{number}", "ups", 10)


def _case(name: str, place: str, table: str, fields: Mapping[str, Any], **more: Any) -> Case:
    system_name, object_name = place.split()
    return Case(name, system_name, object_name, table, fields, **more)


_ORGANIZATION = {
    "name": TEXT,
    "organization_fields.netsuite_currency": CUSTOM,
}
_NAMED = {"name": TEXT, "external_id": TEXT}
_DRAFT = {
    "billing_account.id": TEXT,
    "purchase_order_number": TEXT,
    "order_date": {"kind": "date"},
    "order_items": {"kind": "json"},
    "custom_fields.crm_order_id": CUSTOM,
}
_PARCEL = {
    "shipments.tracking_number": TEXT,
    "shipments.tracking_carrier": TEXT,
    "status_id": {"kind": "integer"},
}
_ACCOUNT = {"Name": TEXT}
_MANY = r"(POST|PUT) .*/organizations/(create|update)_many"
_COLLECTION = r"PATCH .*/composite/sobjects"
_INGEST = r"(POST|PUT|PATCH) .*/jobs/ingest"
_BATCH = r"POST .*/batch/(update|upsert)"
_RECORD = r"PATCH .*/record/v1/"
_AWAITING = 11
_JOB_SECONDS = 1.0  # the stand-in's jobs do their work within a quarter of one, unasked

CASES = (
    _case(
        *("Zendesk jobs, updates", "zendesk organizations", "organizations", _ORGANIZATION),
        values=lambda number: (f"Killed {number}", f"K{number}"),
        writes=_MANY,
        settle_seconds=_JOB_SECONDS,
    ),
    _case(
        *("Zendesk jobs, creates", "zendesk organizations", "organizations", _NAMED),
        values=_named("Killed {number}"),
        writes=_MANY,
        settle_seconds=_JOB_SECONDS,
        creates=True,
    ),
    _case(
        *("Salesforce collections, updates", "salesforce account", "account", _ACCOUNT),
        values=_one("Killed {number}"),
        writes=_COLLECTION,
    ),
    _case(
        *("Salesforce collections, creates", "salesforce account", "account", _ACCOUNT),
        values=_one("Killed {number}"),
        writes=_COLLECTION,
        creates=True,
    ),
    _case(
        *("Salesforce ingest jobs, updates", "salesforce account", "account", _ACCOUNT),
        values=_one("Killed {number}"),
        writes=f"{_INGEST}|{_COLLECTION}",
        calls=4,
        is_bulk=True,
    ),
    _case(
        *("Salesforce ingest jobs, creates", "salesforce account", "account", _ACCOUNT),
        values=_one("Killed {number}"),
        writes=f"{_INGEST}|{_COLLECTION}",
        calls=4,
        is_bulk=True,
        creates=True,
    ),
    _case(
        *("HubSpot batches, updates", "hubspot partner_clients", "partner_clients"),
        {"rec_renewal_status": CUSTOM},
        values=_one("killed_{number}"),
        writes=_BATCH,
    ),
    _case(
        *("HubSpot batches, creates", "hubspot companies", "companies", {"name": TEXT}),
        values=_one("Killed {number}"),
        writes=_BATCH,
        creates=True,
    ),
    _case(
        *("NetSuite customers, one a call", "netsuite customers", "customer"),
        {"custentity_crm_id": CUSTOM},
        values=_one("KILLED{number}"),
        writes=_RECORD,
        calls=SIZE,
    ),
    _case(
        *("NetSuite sales orders, one a call", "netsuite sales_orders", "transaction"),
        {"custbody_crm_id": CUSTOM},
        values=_one("KILLED{number}"),
        writes=_RECORD,
        calls=SIZE,
        takes=lambda row: row["type"] == "SalesOrd",
    ),
    _case(
        *("BigCommerce orders, a parcel and the order itself", "bigcommerce orders", "orders"),
        _PARCEL,
        values=_shipped,
        writes=r"(POST|PUT) ",
        calls=2 * SIZE,
        takes=lambda row: row["status_id"] == _AWAITING and not int(row["items_shipped"] or 0),
    ),
    _case(
        *("Gotransverse billing accounts, one a call", "gotransverse billing_accounts"),
        *("billing_accounts", {"external_account_num": TEXT}),
        values=_one("KILLED{number}"),
        writes=r"PUT .*/billing-accounts/",
        size=1,
    ),
    _case(
        *("Gotransverse draft orders, without a key", "gotransverse orders", "orders", _DRAFT),
        values=_draft,
        writes=r"POST .*/orders",
        size=1,
        creates=True,
        settings={"custom_field_ids": "crm_order_id=2337"},
    ),
)
