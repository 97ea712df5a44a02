"""What most tests of writing back need: two syncs, their rows, a ledger, a clock that is told."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
from msgspec.structs import replace

from reverse_etl import apply, plan, specs
from reverse_etl.desired import DesiredRow
from reverse_etl.ledger import Ledger, open_ledger
from reverse_etl.outcome import ApplyReport
from reverse_etl.plan import Plan
from reverse_etl.specs import SyncSpec
from systems.base import Value
from tests.reverse_etl.pretend import Companies
from tieout.settings import SyncSettings

COMPANIES = "sync_crm__companies"
FINANCIALS = "sync_crm__company_financials"
DECLARED: dict[str, dict[str, Any]] = {
    COMPANIES: {
        "system": "crm",
        "object": "companies",
        "record_id": "company_id_crm",
        "external_id": "external_id",
        "name": "customer_name",
        "why": "account_id",
        "action": "upsert",
        "mode": "apply",
        "fields": {
            "name": {"name": "name", "kind": "text"},
            "external_id": {"name": "external_id", "kind": "text"},
        },
    },
    FINANCIALS: {
        "system": "crm",
        "object": "companies",
        "record_id": "company_id_crm",
        "external_id": "external_id",
        "name": "customer_name",
        "why": "account_id",
        "action": "update",
        "mode": "apply",
        "fields": {
            "hold": {"name": "hold", "kind": "boolean"},
            "balance": {"name": "balance", "kind": "decimal", "scale": 2},
            "days": {"name": "days", "kind": "integer"},
        },
    },
}


def company(record_id: str | None, external_id: str | None, name: str) -> DesiredRow:
    """A row of the sync that makes and names companies."""
    return DesiredRow(COMPANIES, record_id, external_id, name, f"A-{name}", (name, external_id))


def financials(
    record_id: str | None,
    external_id: str | None,
    name: str,
    balance: str | None,
    hold: bool | None = False,
    days: int | None = None,
) -> DesiredRow:
    """A row of the sync that writes figures; the balance as text, None for none."""
    exact = None if balance is None else Decimal(balance)
    values: tuple[Value, ...] = (hold, exact, days)
    return DesiredRow(FINANCIALS, record_id, external_id, name, f"A-{name}", values)


@dataclass
class Stage:
    """One target, one ledger, and the runs against them."""

    ledger: Ledger
    target: Companies = field(default_factory=Companies)
    overrides: dict[str, SyncSettings] = field(default_factory=dict)
    limits: dict[str, object] = field(default_factory=lambda: {"greatest_share": 1})
    runs: int = 0
    slept: list[float] = field(default_factory=list)
    object: str = "companies"
    also_named_by_financials: bool = False

    @property
    def specs(self) -> tuple[SyncSpec, ...]:
        """The two syncs, as the test wants them declared."""
        declared = deepcopy(DECLARED)
        for said in declared.values():
            said |= {"limits": self.limits, "object": self.object}
        if self.also_named_by_financials:
            declared[FINANCIALS]["fields"]["customer_name"] = {"name": "name", "kind": "text"}
        return specs.load(declared, self.overrides)

    def plan(
        self,
        *rows: DesiredRow,
        held: Mapping[str, Sequence[str]] | None = None,
        retry: bool = False,
    ) -> Plan:
        """A plan for these rows, in whatever order they are given."""
        self.runs += 1
        desired: dict[str, list[DesiredRow]] = {}
        for row in sorted(rows, key=lambda row: row.place):
            is_named = self.also_named_by_financials and row.sync == FINANCIALS
            row = replace(row, values=(*row.values, row.name)) if is_named else row
            desired.setdefault(row.sync, []).append(row)
        return plan.make(
            self.specs,
            desired,
            {("crm", "companies"): self.target},
            self.ledger,
            held or {},
            date(2026, 6, 30),
            f"run-{self.runs}",
            retry=retry,
        )

    def apply(self, planned: Plan, **more: Any) -> ApplyReport:
        """Write the plan, as the run that made it."""
        options = {"settle_seconds": 0.0, "sleep": self.slept.append, **more}
        targets = options.pop("targets", {("crm", "companies"): self.target})
        return apply.run(planned, targets, self.ledger, planned.run_id, **options)

    def run(self, *rows: DesiredRow, **more: Any) -> ApplyReport:
        """Plan and apply."""
        return self.apply(self.plan(*rows), **more)

    def writes(self, columns: str = "record_id, field, outcome, error_code") -> list[Any]:
        """The published face of the ledger, in the order in which writes were intended."""
        with duckdb.connect() as warehouse:
            self.ledger.face(warehouse)
            return warehouse.execute(f"select {columns} from ops.writes").fetchall()  # noqa: S608


@contextmanager
def stage(folder: Path, target: Companies | None = None) -> Iterator[Stage]:
    """A stage whose clock goes on by a second whenever it is looked at."""
    moments = _moments()
    with open_ledger(folder / "ledger.duckdb", now=lambda: next(moments)) as ledger:
        yield Stage(ledger, target or Companies())


def _moments() -> Iterator[datetime]:
    moment = datetime(2026, 6, 30, 12, tzinfo=UTC)
    while True:
        yield moment
        moment += timedelta(seconds=1)
