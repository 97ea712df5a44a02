"""Questions to Astea's database in plain SQL, and what its refusals mean. Writes nothing."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any, TypeVar

import sqlalchemy as sa
import tenacity
from sqlalchemy import exc

from systems.astea.jobs import Found
from systems.astea.tables import LEFT_OUT, ORDER, VIEWS, needed, wanted
from systems.astea.values import SYSTEM
from systems.base import Settings, Table, patience_in
from tieout.clock import Clock
from tieout.errors import (
    BadAnswer,
    LoginRefused,
    NotPermitted,
    SettingsError,
    SystemFault,
    Transient,
    UnknownName,
    Unreachable,
)
from tieout.log import keep_out, redacted

PAGE_ROWS = 5000
USUAL_SCHEMA = "recon"
WITHOUT_SCHEMAS = frozenset({"sqlite"})
VIEWS_HINT = "Have the views made as systems/astea/README.md says, then: tieout doctor"

_BACKOFF = tenacity.wait_exponential_jitter(multiplier=0.5, max=30, jitter=0.5)
_LOGIN_WORDS = ("login failed", "password authentication failed", "access denied", "no such role")
_PERMISSION_WORDS = ("permission was denied", "permission denied", "not authorized")

T = TypeVar("T")


class Database:
    """The views in a database. SettingsError where the settings cannot work."""

    def __init__(
        self,
        settings: Settings,
        *,
        patience_seconds: float | None = None,
        clock: Clock | None = None,
        page_rows: int = PAGE_ROWS,
    ) -> None:
        patience = patience_in(SYSTEM, settings, patience_seconds)
        self._clock = clock or Clock()
        self._patience_seconds = patience
        self._page_rows = page_rows
        self.engine = _engine(settings["database_url"])
        usual = None if self.engine.dialect.name in WITHOUT_SCHEMAS else USUAL_SCHEMA
        self.schema = settings.get("view_schema") or usual
        self._columns: dict[str, list[str]] = {}
        self._views: dict[str, sa.TableClause] = {}
        self.notes: dict[str, None] = {}

    def columns(self, table: Table) -> list[str]:
        """The columns that are read of a table's view. UnknownName where one is missing."""
        if table.name not in self._columns:
            present = self._present(table)
            missing = [name for name in needed(table) if name in wanted(table)]
            missing = [name for name in missing if name not in present]
            view = VIEWS[table.name]
            if missing:
                sentence = f"{view} has no column {', '.join(missing)}."
                raise UnknownName(SYSTEM, sentence, missing[0], VIEWS_HINT)
            self._columns[table.name] = [name for name in wanted(table) if name in present]
            self._note_the_others(table, view, present)
        return self._columns[table.name]

    def view(self, table: Table) -> sa.TableClause:
        """The view as a statement names it."""
        if table.name not in self._views:
            columns: list[sa.ColumnClause[Any]] = [sa.column(it) for it in self.columns(table)]
            self._views[table.name] = sa.table(VIEWS[table.name], *columns, schema=self.schema)
        return self._views[table.name]

    def pages(
        self, table: Table, condition: sa.ColumnElement[bool] | None = None
    ) -> Iterator[Sequence[Found]]:
        """The rows by key, some thousands at a time; those that meet the condition."""
        view, order = self.view(table), ORDER[table.name]
        after: tuple[object, ...] | None = None
        while True:
            question = sa.select(view).order_by(*(view.c[it] for it in order))
            if condition is not None:
                question = question.where(condition)
            if after is not None:
                question = question.where(_beyond([view.c[it] for it in order], after))
            rows = self.ask(question.limit(self._page_rows))
            if rows:
                last = tuple(rows[-1][it] for it in order)
                if last == after:
                    raise BadAnswer(SYSTEM, f"pages of {VIEWS[table.name]} do not move on.")
                after = last
                yield rows
            if len(rows) < self._page_rows:
                return

    def ask(self, question: sa.Select[Any]) -> Sequence[Found]:
        """All rows of a question; nothing is held open after it."""

        def rows() -> Sequence[Found]:
            with self.engine.connect() as connection:
                return [dict(row) for row in connection.execute(question).mappings()]

        return self.persistent(rows)

    def persistent(self, call: Callable[[], T]) -> T:
        """What the call gives; tried again while the fault may pass, and patience lasts."""
        deadline = self._clock.elapsed() + self._patience_seconds

        def attempt() -> T:
            try:
                return call()
            except exc.SQLAlchemyError as error:
                raise fault(error) from None

        return tenacity.Retrying(
            retry=tenacity.retry_if_exception_type(Transient),
            wait=_BACKOFF,
            stop=lambda state: self._clock.elapsed() + state.upcoming_sleep > deadline,
            sleep=self._clock.sleep,
            reraise=True,
        )(attempt)

    def close(self) -> None:
        self.engine.dispose()

    def _present(self, table: Table) -> set[str]:
        def names() -> set[str]:
            listed = sa.inspect(self.engine).get_columns(VIEWS[table.name], schema=self.schema)
            return {str(column["name"]).lower() for column in listed}

        return self.persistent(names)

    def _note_the_others(self, table: Table, view: str, present: set[str]) -> None:
        known = {*wanted(table), *LEFT_OUT.get(table.name, ())}
        if missing := [name for name in wanted(table) if name not in present]:
            self.notes[f"{view}: no column {', '.join(missing)}, read without"] = None
        if strange := sorted(present - known):
            self.notes[f"{view}: column {', '.join(strange)} is not known, and not read"] = None


def fault(error: exc.SQLAlchemyError) -> SystemFault:
    """What went wrong, without the statement, its values and the address."""
    if isinstance(error, exc.NoSuchTableError):
        name = str(error)
        sentence = f"there is no view {name}, or this log-in may not see it."
        return UnknownName(SYSTEM, sentence, name, VIEWS_HINT)
    said = " ".join(redacted(str(getattr(error, "orig", None) or error)).split())[:200]
    words = said.lower()
    if any(it in words for it in _LOGIN_WORDS):
        return LoginRefused(SYSTEM, "the log-in was refused. Check database_url.", "tieout doctor")
    if any(it in words for it in _PERMISSION_WORDS):
        return NotPermitted(
            SYSTEM, f"not permitted: {said}", "Give the log-in SELECT on the views."
        )
    if isinstance(error, exc.OperationalError | exc.InterfaceError | exc.TimeoutError):
        return Unreachable(SYSTEM, f"the database did not answer: {said}")
    return BadAnswer(SYSTEM, f"the database refused the question: {said}")


def _beyond(columns: Sequence[Any], after: Sequence[object]) -> sa.ColumnElement[bool]:
    """Greater than `after`, column by column: the same as one comparison of the whole key."""
    ways = []
    for depth, (column, value) in enumerate(zip(columns, after, strict=True)):
        before = zip(columns[:depth], after[:depth], strict=True)
        ways.append(sa.and_(*(it == held for it, held in before), column > value))
    return sa.or_(*ways)


def _engine(address: str) -> sa.Engine:
    try:
        url = sa.make_url(address)
        keep_out([address, *([str(url.password)] if url.password else [])])
        return sa.create_engine(url, pool_pre_ping=True)
    except (exc.NoSuchModuleError, ModuleNotFoundError) as error:
        name = getattr(error, "name", None) or address.partition(":")[0]
        raise SettingsError(
            [f"{SYSTEM}: the driver that database_url asks for is not installed: {name}"],
            next_step=f"pip install {name}, then: tieout doctor",
        ) from None
    except exc.ArgumentError:
        raise SettingsError(
            [f"{SYSTEM}: database_url must be like mssql+pyodbc://user:password@host/database?…"]
        ) from None
