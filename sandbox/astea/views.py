"""The four views that a customer's database administrator makes for us, and what lies under them.

Money and quantities are declared VARCHAR(20): SQLite keeps a text as it is where the declared type
has CHAR in it, while DECIMAL would turn it into a float; SQLAlchemy gives the text back. Times are
texts without a zone under the type DATETIME, which SQLAlchemy can parse.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

AMOUNT = "VARCHAR(20)"  # digits, a point, four places
TIME = "DATETIME"  # `2026-05-01 08:30:00.000000`, in the zone of the server
OPEN_JOBS, HISTORY_JOBS = "order_line", "c_order_line"
ITEMS, PARTS, COMPANIES = "order_item", "demand_material", "company"

Column = tuple[str, str]  # name, declared type


@dataclass(frozen=True, slots=True)
class View:
    """A view: rows of one table, or of several one after the other. `key` names a row in it."""

    name: str
    tables: tuple[str, ...]
    key: tuple[str, ...]
    columns: tuple[Column, ...]

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(name for name, _ in self.columns)


JOBS = View(
    "v_job",
    (OPEN_JOBS, HISTORY_JOBS),
    ("order_id", "is_in_history"),
    (
        ("request_id", "VARCHAR(30)"),
        ("order_id", "VARCHAR(40)"),
        ("line_no", "INTEGER"),
        ("order_type_id", "VARCHAR(30)"),
        ("is_in_history", "CHAR(1)"),
        ("status_id", "INTEGER"),
        ("status_descr", "VARCHAR(60)"),
        ("customer_id", "VARCHAR(30)"),
        ("customer_name", "VARCHAR(120)"),
        ("site_id", "VARCHAR(30)"),
        ("site_name", "VARCHAR(120)"),
        ("node_id", "VARCHAR(30)"),
        ("action_group_id", "VARCHAR(30)"),
        ("technician_id", "VARCHAR(30)"),
        ("priority", "INTEGER"),
        ("reference_no", "VARCHAR(30)"),
        ("contract_id", "VARCHAR(30)"),
        ("opened_at", TIME),
        ("closed_at", TIME),
        ("currency", "CHAR(3)"),
        ("modified_at", TIME),
        ("row_version", "BLOB"),
    ),
)
JOB_ITEMS = View(
    "v_job_item",
    (ITEMS,),
    ("order_id", "item_no"),
    (
        ("order_id", "VARCHAR(40)"),
        ("item_no", "INTEGER"),
        ("part_id", "VARCHAR(50)"),
        ("part_descr", "VARCHAR(255)"),
        ("serial_no", "VARCHAR(30)"),
        ("tag_no", "VARCHAR(30)"),
    ),
)
JOB_PARTS = View(
    "v_job_part",
    (PARTS,),
    ("demand_id",),
    (
        ("order_id", "VARCHAR(40)"),
        ("demand_id", "INTEGER"),
        ("part_id", "VARCHAR(50)"),
        ("qty", AMOUNT),
        ("unit_cost", AMOUNT),
        ("unit_price", AMOUNT),
        ("total_price", AMOUNT),
        ("currency", "CHAR(3)"),
        ("is_billable", "CHAR(1)"),
        ("is_fulfilled", "CHAR(1)"),
        ("warehouse_id", "VARCHAR(30)"),
        ("actual_at", TIME),
    ),
)
SITES = View(
    "v_site",
    (COMPANIES,),
    ("site_id",),
    (
        ("site_id", "VARCHAR(30)"),
        ("name", "VARCHAR(120)"),
        ("legal_name", "VARCHAR(120)"),
        ("is_active", "CHAR(1)"),
        ("is_site", "CHAR(1)"),
        ("address1", "VARCHAR(120)"),
        ("city", "VARCHAR(60)"),
        ("region", "VARCHAR(60)"),
        ("postal_code", "VARCHAR(30)"),
        ("country", "CHAR(2)"),
        ("tax_id", "VARCHAR(30)"),
        ("parent_id", "VARCHAR(30)"),
    ),
)
VIEWS = (JOBS, JOB_ITEMS, JOB_PARTS, SITES)
CHANGE_COLUMNS = frozenset({"modified_at", "row_version"})


@dataclass(frozen=True, slots=True)
class Distortion:
    """How the views differ from what was agreed.

    `denied` views are not there, `hidden` columns neither; `added` columns are new and `spoiled`
    ones hold a text that they should not, both by name.
    """

    denied: frozenset[str] = frozenset()
    hidden: frozenset[str] = frozenset()
    added: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    spoiled: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    def columns(self, view: View) -> tuple[str, ...]:
        """What the view has, in order."""
        kept = tuple(name for name in view.names if name not in self.hidden)
        return (*kept, *(name for name in self.added if name not in view.names))


def statements(distortion: Distortion) -> Sequence[str]:
    """What makes the views anew."""
    made = []
    for view in VIEWS:
        made.append(f"drop view if exists {view.name}")
        if view.name not in distortion.denied:
            made.append(_definition(view, distortion))
    return made


def tables() -> Sequence[str]:
    """What makes the tables and their indexes, in place of those that there are."""
    made = []
    for view in VIEWS:
        columns = ", ".join(" ".join(column) for column in view.columns)
        for table in view.tables:
            made.append(f"drop table if exists {table}")
            made.append(f"create table {table} ({columns})")
            made.append(f"create index {table}_key on {table} ({', '.join(view.key)})")
    return made


def _definition(view: View, distortion: Distortion) -> str:
    named = ", ".join(_expression(view, name, distortion) for name in distortion.columns(view))
    parts = (" ".join(("select", named, "from", table)) for table in view.tables)
    return " ".join(("create view", view.name, "as", " union all ".join(parts)))


def _expression(view: View, name: str, distortion: Distortion) -> str:
    if name in distortion.spoiled and name in view.names:
        return f"{_quoted(distortion.spoiled[name])} as {name}"
    if name in view.names:
        return name
    return f'{_quoted(distortion.added[name])} as "{name}"'


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
