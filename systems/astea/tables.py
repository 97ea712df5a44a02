"""What is read from Astea: four views that the customer's administrator makes, as they land."""

from collections.abc import Mapping
from datetime import timedelta

from systems.base import Column, Table, Total


def _amount(name: str) -> Column:
    return Column(name, "decimal", scale=4)


JOBS = Table(
    name="jobs",
    grain="one row a job: one line of a service request, open or in the history",
    columns=(
        Column("order_id", required=True),
        Column("request_id", required=True),
        Column("line_no", "integer"),
        Column("order_type_id"),
        Column("is_in_history", required=True),
        Column("is_in_both", "boolean"),
        Column("status_id", "integer"),
        Column("status_descr"),
        Column("customer_id"),
        Column("customer_name"),
        Column("site_id"),
        Column("site_name"),
        Column("node_id"),
        Column("action_group_id"),
        Column("priority", "integer"),
        Column("reference_no"),
        Column("contract_id"),
        Column("opened_at", "timestamp"),
        Column("closed_at", "timestamp"),
        Column("currency"),
        Column("modified_at", "timestamp"),
    ),
    key=("order_id",),
    read="incremental",
    overlap=timedelta(days=1),  # its times are local, and a job is moved in the night
)

JOB_ITEMS = Table(
    name="job_items",
    grain="one row a device that a job is about",
    columns=(
        Column("order_id", required=True),
        Column("item_no", "integer", required=True),
        Column("part_id"),
        Column("part_descr"),
        Column("serial_no"),
        Column("tag_no"),
    ),
    key=("order_id", "item_no"),
)

JOB_PARTS = Table(
    name="job_parts",
    grain="one row a demand for material of a job",
    columns=(
        Column("demand_id", required=True),
        Column("order_id", required=True),
        Column("part_id"),
        _amount("qty"),
        _amount("unit_cost"),
        _amount("unit_price"),
        _amount("total_price"),
        Column("currency"),
        Column("is_billable"),
        Column("is_fulfilled"),
        Column("warehouse_id"),
        Column("actual_at", "timestamp"),
    ),
    key=("demand_id",),
    totals=(Total("total_price", "currency"),),
)

SITES = Table(
    name="sites",
    grain="one row a site, without its street",
    columns=(
        Column("site_id", required=True),
        Column("name", required=True),
        Column("legal_name"),
        Column("is_active"),
        Column("is_site"),
        Column("city"),
        Column("region"),
        Column("postal_code"),
        Column("country"),
        Column("tax_id"),
        Column("parent_id"),
    ),
    key=("site_id",),
)

TABLES = (JOBS, JOB_ITEMS, JOB_PARTS, SITES)

VIEWS: Mapping[str, str] = {
    "jobs": "v_job",
    "job_items": "v_job_item",
    "job_parts": "v_job_part",
    "sites": "v_site",
}
# what pages follow: a key, so that no row is passed over; a job may be open and in the history
ORDER: Mapping[str, tuple[str, ...]] = {
    "jobs": ("order_id", "is_in_history"),
    "job_items": ("order_id", "item_no"),
    "job_parts": ("demand_id",),
    "sites": ("site_id",),
}
OURS: Mapping[str, frozenset[str]] = {"jobs": frozenset({"is_in_both"})}  # worked out on the way
# known and not wanted: who came, and the street
LEFT_OUT: Mapping[str, frozenset[str]] = {
    "jobs": frozenset({"technician_id", "row_version"}),
    "sites": frozenset({"address1"}),
}


def wanted(table: Table) -> list[str]:
    """The columns of a table that its view has to have, or may have."""
    ours = OURS.get(table.name, frozenset())
    return [column.name for column in table.columns if column.name not in ours]


def needed(table: Table) -> list[str]:
    """Those without which the table cannot be read."""
    return [it.name for it in table.columns if it.required or it.name in table.key]
