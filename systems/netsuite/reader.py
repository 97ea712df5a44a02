"""Reads NetSuite's tables page by page, doing without what the role may not see."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from itertools import islice
from operator import lt

from systems.base import (
    Column,
    Deletion,
    Page,
    Row,
    Settings,
    SourceTotal,
    Table,
    Total,
    more_fields,
)
from systems.netsuite.client import PAGE_ROWS, ROLE_HINT, SYSTEM, Answer, Client
from systems.netsuite.queries import (
    DELETED_TYPES,
    Key,
    count_query,
    page_key,
    page_keys,
    page_query,
    sources,
    total_query,
)
from systems.netsuite.tables import DELETEDRECORD, POSTING, TRANSACTIONLINE, TRANSACTIONLINK
from tieout.clock import Clock
from tieout.errors import BadAnswer, UnknownName

# the log of deleted records does not name them: they are gone with what they belong to
BELONGING: Mapping[str, tuple[str, ...]] = {
    "transaction": (TRANSACTIONLINE.name, TRANSACTIONLINK.name, POSTING.name),
    "subscription": ("subscriptionline", "subscriptionpriceinterval"),
    "subscriptionchangeorder": ("changeorderline", "subscriptionchangeorderrenewalsteps"),
}
# links of a document that was unapplied vanish without a trace until the next full read
UNCOUNTED = frozenset({TRANSACTIONLINK.name})


class NetSuiteReader:
    """Implements `Reader`. A cursor is the greatest change time seen, ISO 8601, UTC."""

    def __init__(
        self,
        settings: Settings,
        *,
        clock: Clock | None = None,
        patience_seconds: float | None = None,
        page_rows: int = PAGE_ROWS,
    ) -> None:
        self._clock = clock or Clock()
        self._page_rows = page_rows
        self.client = Client(settings, patience_seconds=patience_seconds, clock=self._clock)
        self._sources = sources(settings)
        self._more = more_fields(SYSTEM, settings, list(self._sources))
        self._hidden: dict[str, list[str]] = {}  # table -> columns

    def pages(self, table: Table, since: str | None) -> Iterator[Page]:
        """Pages in the order of the key; only the last one has the cursor."""
        begun, newest = self._clock.now(), _moment(since)
        floor = newest - table.overlap if newest and table.read == "incremental" else None
        changed = self._sources[table.name].changed
        after: Key | None = None
        stated: int | None = None
        while True:
            answer = self._page(table, after, floor)
            stated = answer.total if stated is None else stated
            newest = _newest(newest, answer.rows, changed)
            if answer.is_last:
                yield Page(answer.rows, _cursor(table, newest, begun), stated)
                return
            if not answer.rows:
                raise BadAnswer(SYSTEM, f"{table.name} has more rows, and the page is empty.")
            after = page_key(table, answer.rows[-1])
            yield Page(answer.rows, None, stated)

    def deletions(self, since: str | None) -> Iterator[Deletion]:
        """From the log of deleted records; a document takes its lines and links with it."""
        for page in self.pages(DELETEDRECORD, since):
            for row in page.rows:
                yield from _deletions(row)

    def totals(self, table: Table) -> Sequence[SourceTotal]:
        """Count and sums by currency id, over what the table's read covers."""
        if table.name in UNCOUNTED:
            return ()
        counted = self.client.query(count_query(self._sources[table.name])).rows
        count = SourceTotal(
            table.name, "count", "", _number(counted[0] if counted else {}, "counted")
        )
        return (count, *(it for total in table.totals for it in self._sums(table, total)))

    def notes(self) -> Sequence[str]:
        return [
            f"{table}: {', '.join(columns)} hidden from this role, left out"
            for table, columns in sorted(self._hidden.items())
        ]

    def hidden(self, table: Table) -> Sequence[str]:
        """The columns of a table that this role turned out not to see."""
        return tuple(self._hidden.get(table.name, ()))

    def close(self) -> None:
        self.client.close()

    def probe(self, table: Table) -> None:
        """Ask for one row with all columns that the role sees; UnknownName where it may not."""
        self._without_hidden(
            table,
            lambda columns: self.client.query(
                page_query(self._sources[table.name], columns, None, None), limit=1
            ),
        )

    def _page(self, table: Table, after: Key | None, floor: datetime | None) -> Answer:
        def ask(columns: Sequence[Column]) -> Answer:
            return self.client.query(
                page_query(self._sources[table.name], columns, after, floor), limit=self._page_rows
            )

        answer = self._without_hidden(table, ask)
        if not _goes_on(table, answer.rows, after):
            answer = self._without_hidden(table, ask)
            if not _goes_on(table, answer.rows, after):
                raise BadAnswer(SYSTEM, f"pages of {table.name} repeat or go back, twice over.")
        return answer

    def _without_hidden(self, table: Table, ask: Callable[[Sequence[Column]], Answer]) -> Answer:
        while True:
            hidden = self.hidden(table)
            columns = [it for it in self._columns(table) if it.name not in hidden]
            try:
                return ask(columns)
            except UnknownName as unknown:
                named = self._ours(table, unknown)
                self._raise_unless_dispensable(table, columns, named)
                self._hide(table, named.name)

    def _columns(self, table: Table) -> Sequence[Column]:
        """The declared columns, and those that somebody wishes to have beside them."""
        more = (Column(name, hidden_from_some=True) for name in self._more.get(table.name, ()))
        return (*table.columns, *more)

    def _ours(self, table: Table, unknown: UnknownName) -> UnknownName:
        """The complaint with our name of the column, where theirs is another."""
        for ours, theirs in self._sources[table.name].elsewhere.items():
            if theirs.rpartition(".")[2] == unknown.name != ours:
                return UnknownName(SYSTEM, f"{unknown.name} is not there.", ours, ROLE_HINT)
        return unknown

    def _hide(self, table: Table, column: str) -> None:
        self._hidden.setdefault(table.name, []).append(column)

    def _raise_unless_dispensable(
        self, table: Table, columns: Sequence[Column], unknown: UnknownName
    ) -> None:
        if any(it.name == unknown.name and it.hidden_from_some for it in columns):
            return
        if any(it.name == unknown.name for it in columns):
            sentence = f"{table.name} has no column {unknown.name}, or this role may not see it."
        else:
            sentence = f"{table.name} cannot be read: {unknown.name} is unknown or not permitted."
        raise UnknownName(SYSTEM, sentence, unknown.name, ROLE_HINT) from unknown

    def _sums(self, table: Table, total: Total) -> Iterator[SourceTotal]:
        if total.amount in self.hidden(table):
            return
        try:
            rows = self.client.query(total_query(self._sources[table.name], total)).rows
        except UnknownName as unknown:
            self._raise_unless_dispensable(table, table.columns, unknown)
            self._hide(table, unknown.name)
            return
        for row in rows:
            currency = str(row.get("currency", ""))
            yield SourceTotal(table.name, total.amount, currency, _number(row, "summed"))


def _goes_on(table: Table, rows: Sequence[Row], after: Key | None) -> bool:
    """Whether every row's key is greater than the one before it."""
    keys = page_keys(table, rows)
    before = keys if after is None else [after, *keys]
    return all(map(lt, before, islice(before, 1, None)))


def _deletions(row: Row) -> Iterator[Deletion]:
    table = DELETED_TYPES[str(row["type"]).lower()]
    key, at = (str(row["recordid"]),), _moment(str(row["deleteddate"]))
    if at is None:
        raise BadAnswer(SYSTEM, "a deleted record came without the time of its deletion.")
    yield Deletion(table, key, at)
    yield from (Deletion(belonging, key, at) for belonging in BELONGING.get(table, ()))


def _moment(text: str | None) -> datetime | None:
    if not text:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise BadAnswer(SYSTEM, f"{text!r} is no time.") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _newest(newest: datetime | None, rows: Sequence[Row], changed: str) -> datetime | None:
    texts = [str(row[changed]) for row in rows if changed in row]  # all in the form we ask for
    if not texts:
        return newest
    latest = _moment(max(texts))
    return latest if newest is None or (latest and latest > newest) else newest


def _cursor(table: Table, newest: datetime | None, begun: datetime) -> str | None:
    """Never later than the read began: what changes while it lasts is read again next time."""
    if table.read == "full" or newest is None:
        return None
    return f"{min(newest, begun).astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def _number(row: Mapping[str, object], name: str) -> Decimal:
    try:
        return Decimal(str(row.get(name, "0")))  # a sum of nothing is null, and null is left out
    except InvalidOperation:
        raise BadAnswer(SYSTEM, f"{name} is not a number.") from None
