"""A folder with a landing file and what the models make of it, by one dbt worker for all tests."""

import atexit
import shutil
import tempfile
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from tests.models.landing import Row, land
from tieout import warehouse
from tieout.dbt import Dbt
from tieout.settings import Settings

AS_OF = date(2026, 6, 30)
RUN_STARTED_AT = datetime(2026, 6, 30, 14, 15, tzinfo=UTC)
Rows = list[dict[str, Any]]


class Company:
    """What is in the systems, and what is made of it."""

    def __init__(self, home: Path, dbt: Dbt) -> None:
        self.settings = Settings(home=home, as_of=AS_OF)
        self.dbt = dbt
        self.dbt.begin(self.settings, RUN_STARTED_AT)

    def land(self, **tables: list[Row]) -> None:
        """Let the systems hold this."""
        land(self.settings.landing, **tables)

    def build(self, at: datetime = RUN_STARTED_AT) -> None:
        """Build everything, as a run that began at that time."""
        self.dbt.begin(self.settings, at)
        self.dbt.build()

    def built(self, **tables: list[Row]) -> "Company":
        """Land this and build."""
        self.land(**tables)
        self.build()
        return self

    def rows(self, query: str, *values: object) -> Rows:
        """What a query over the warehouse gives; `?` in it stands for a value.

        What landed is beside it, as it is for dbt: views of the warehouse look there.
        """
        with warehouse.connect(self.settings.warehouse, read_only=True) as connection:
            connection.execute(f"attach '{self.settings.landing}' as landing (read_only)")
            cursor = connection.execute(query, list(values))
            names = [column[0] for column in cursor.description or ()]
            return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

    def row(self, query: str, *values: object) -> dict[str, Any]:
        """The one row that a query gives."""
        (row,) = self.rows(query, *values)
        return row


@cache
def the_worker() -> tuple[Dbt, Path]:
    """Parsing takes seconds, a first build longer than the next: one worker, one folder for all."""
    home = Path(tempfile.mkdtemp(prefix="tieout-"))
    atexit.register(shutil.rmtree, home, ignore_errors=True)
    return Dbt(Settings(home=home, as_of=AS_OF), RUN_STARTED_AT), home


@pytest.fixture
def company() -> Company:
    """A company without a past, for one test."""
    return a_company()


def a_company() -> Company:
    """A company without a past. There is one at a time: making another one ends it."""
    dbt, home = the_worker()
    company = Company(home, dbt)
    if company.settings.warehouse.exists():
        with warehouse.connect(company.settings.warehouse) as connection:
            connection.execute("delete from marts.breaks")
            connection.execute("drop schema if exists ops cascade")
    return company
