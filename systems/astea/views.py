"""Which rows of the views are asked for, and what the database itself says of all of them."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta, tzinfo
from decimal import Decimal, InvalidOperation
from itertools import chain, islice
from typing import Any

import sqlalchemy as sa

from systems.astea.client import PAGE_ROWS, Database
from systems.astea.jobs import Found, merged
from systems.astea.tables import JOBS
from systems.astea.values import SYSTEM, in_source, in_utc
from systems.base import SourceTotal, Table
from tieout.errors import BadAnswer

HISTORY = timedelta(days=90)  # a closed job is looked at so long where nothing says it changed
PLACES = Decimal("0.0001")


class Views:
    """The tables as they are in the database."""

    def __init__(self, database: Database, zone: tzinfo) -> None:
        self.database = database
        self._zone = zone
        self._changes_are_told: bool | None = None

    @property
    def notes(self) -> Sequence[str]:
        return tuple(self.database.notes)

    def pages(
        self, table: Table, since: datetime | None, begun: datetime
    ) -> Iterator[Sequence[Found]]:
        """All rows, or those of jobs that may have changed since then (UTC), by key."""
        if table.name != JOBS.name:
            yield from self.database.pages(table)
            return
        condition = None if since is None else self._changed(since, begun)
        rows = merged(chain.from_iterable(self.database.pages(table, condition)))
        while some := list(islice(rows, PAGE_ROWS)):
            yield some

    def cursor(self, rows: Sequence[Found], newest: str | None, begun: datetime) -> str:
        """Where the next read goes on: from the latest change, else from the time of this read."""
        now = f"{begun:%Y-%m-%dT%H:%M:%SZ}"
        if not self._tells_changes():
            return now
        moments = (in_utc(row.get("modified_at"), self._zone) for row in rows)
        found = [it for it in moments if isinstance(it, str) and it.endswith("Z")]
        return min(max([*found, *([newest] if newest else [])], default=now), now)

    def count(self, table: Table) -> int:
        """How many rows the whole table has; of jobs, how many jobs."""
        view = self.database.view(table)
        counted: Any = sa.func.count()
        if table.name == JOBS.name:
            counted = sa.func.count(sa.distinct(sa.func.upper(sa.func.rtrim(view.c.order_id))))
        (row,) = self.database.ask(sa.select(counted.label("counted")).select_from(view))
        return int(row["counted"])

    def sums(self, table: Table) -> Iterator[SourceTotal]:
        """The database's own sums by currency."""
        view = self.database.view(table)
        for total in table.totals:
            if not {total.amount, total.currency} <= set(self.database.columns(table)):
                continue
            currency, amount = view.c[total.currency], view.c[total.amount]
            summed = sa.select(currency, sa.func.sum(amount).label("summed")).group_by(currency)
            for row in self.database.ask(summed):
                yield SourceTotal(
                    table.name,
                    total.amount,
                    str(row[total.currency] or ""),
                    _amount(row["summed"]),
                )

    def close(self) -> None:
        self.database.close()

    def _tells_changes(self) -> bool:
        """Whether jobs say when they changed: the column may be missing, or always empty."""
        if self._changes_are_told is None:
            view = self.database.view(JOBS)
            if "modified_at" in self.database.columns(JOBS):
                latest = sa.select(sa.func.max(view.c.modified_at).label("latest"))
                self._changes_are_told = self.database.ask(latest)[0]["latest"] is not None
            else:
                self._changes_are_told = False
        return self._changes_are_told

    def _changed(self, since: datetime, begun: datetime) -> sa.ColumnElement[bool]:
        """Of these jobs: changed since then, or, where that is not told, open or closed of late.

        Both rows of a job that is being moved come along, whichever of them changed.
        """
        names, job = self.database.columns(JOBS), self.database.view(JOBS).alias("job")

        def from_on(name: str, moment: datetime) -> sa.ColumnElement[bool]:
            # its type says to the driver how the time is to be written
            at: sa.ColumnElement[Any] = sa.type_coerce(job.c[name], sa.DateTime())
            return sa.or_(at >= in_source(moment, self._zone), job.c[name].is_(None))

        if self._tells_changes():
            condition = from_on("modified_at", since - JOBS.overlap)
        else:
            floor = min(begun - HISTORY, since - JOBS.overlap)
            times = [from_on(name, floor) for name in ("closed_at", "opened_at") if name in names]
            condition = sa.or_(sa.func.upper(job.c.is_in_history) != "Y", *times)
        of_these = sa.select(job.c.order_id).where(condition)
        return self.database.view(JOBS).c.order_id.in_(of_these)


def _amount(value: object) -> Decimal:
    """A sum to four places; one that the driver made a float of is no more exact than that."""
    try:
        number = Decimal(repr(value) if isinstance(value, float) else str(value or 0))
    except InvalidOperation:
        raise BadAnswer(SYSTEM, f"a sum came as {value!r}.") from None
    return number.quantize(PLACES) if isinstance(value, float) else number
