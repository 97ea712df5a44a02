"""Reads Salesforce: few rows by query, many by a bulk job, deleted ones marked."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from decimal import ROUND_HALF_EVEN, Decimal, InvalidOperation

from systems.base import Deletion, Page, Settings, SourceTotal, Table
from systems.salesforce import bulk, deleted, listing, soql
from systems.salesforce.asking import Asked, asked
from systems.salesforce.client import Client
from systems.salesforce.cost import BULK_FROM, Costs
from systems.salesforce.login import SYSTEM
from systems.salesforce.names import names
from systems.salesforce.tables import CURRENCY, MODSTAMP
from tieout.clock import Clock
from tieout.errors import BadAnswer, NotPermitted, Refused, UnknownName

TOO_SLOW = "QUERY_TIMEOUT"


class SalesforceReader:
    """Implements `Reader`. A cursor is a time (ISO 8601, UTC) of `SystemModstamp`."""

    def __init__(
        self,
        settings: Settings,
        *,
        clock: Clock | None = None,
        patience_seconds: float | None = None,
        bulk_from: int = BULK_FROM,
        bulk_page_rows: int = bulk.PAGE_ROWS,
    ) -> None:
        self._names = names(settings)
        self._currency = settings.get("currency")
        self._bulk_page_rows = bulk_page_rows
        self._notes: dict[str, None] = {}
        self._asked: dict[str, Asked] = {}
        self.client = Client(settings, patience_seconds=patience_seconds, clock=clock)
        objects = [name for name in self._names.objects.values() if name]
        self._costs = Costs(self.client, objects, bulk_from)

    def pages(self, table: Table, since: str | None) -> Iterator[Page]:
        """Pages in the order of change (of ids for a full read, in none from a bulk job).

        Deleted and merged records are among them, marked. Only the last page has the cursor, which
        is never later than the read began: what changes while it lasts is read again next time.
        """
        begun = self.client.clock.now()
        question = self.asked(table)
        newest = listing.moment(since) if since else None
        floor = newest - table.overlap if newest else None
        is_large = floor is None and self._costs.is_job_cheaper(
            self._costs.recorded(question.object)
        )
        pages = self._by_job(question, floor) if is_large else self._by_query(question, floor)
        for page in pages:
            newest = _later(newest, _newest(page))
            yield page
        yield Page((), None if newest is None else soql.moment(min(newest, begun)))

    def deletions(self, since: str | None) -> Iterator[Deletion]:
        """Of the tables read: records that were deleted and can no longer be read as marked."""
        for question in self._asked.values():
            table = question.table
            if table.deletions == "feed" and self.client.describe(question.object).lists_deletions:
                try:
                    yield from deleted.gone(self.client, question.object, table.name, since)
                except Refused as refused:
                    self._note(f"{table.name}: deletions are not listed: {refused}")

    def totals(self, table: Table) -> Sequence[SourceTotal]:
        """The count of what is not deleted, and its sums by currency; none where that is slow."""
        question = self.asked(table)
        try:
            count = self.client.query(soql.count_query(question.object)).total
            sums = [it for total in table.totals for it in self._sums(question, total.amount)]
        except Refused as refused:
            self._note(f"{table.name}: no totals: {refused}")
            return ()
        return (SourceTotal(table.name, "count", "", Decimal(count)), *sums)

    def notes(self) -> Sequence[str]:
        return tuple(self._notes)

    def close(self) -> None:
        self.client.close()

    def asked(self, table: Table) -> Asked:
        """What is asked of the org for a table. UnknownName where it has no such object."""
        if table.name in self._asked:
            return self._asked[table.name]
        name = self._names.object(table.name)
        if not name:
            raise UnknownName(SYSTEM, f"the settings say that there is no {table.name}.", "")
        question = asked(table, self.client.describe(name), self._names, self._currency)
        for note in question.notes():
            self._note(note)
        if table.totals and not question.has_currency and not self._currency:
            self._note("this org has one currency and does not name it: set currency")
        self._asked[table.name] = question
        return question

    def probe(self, table: Table) -> Asked:
        """What is asked for a table, tried on one row. A SystemFault where it cannot be read."""
        question = self.asked(table)
        query = soql.bulk_query(question.names, question.object, None)
        self.client.query(f"{query} LIMIT 1")
        return question

    def _by_query(
        self, question: Asked, floor: datetime | None, *, may_change: bool = True
    ) -> Iterator[Page]:
        """Page by page, unless the first one tells that a job is better."""
        stated: int | None = None
        try:
            for page in listing.pages(self.client, question, floor):
                is_first, stated = stated is None, page.total if stated is None else stated
                if is_first and may_change and self._costs.is_job_cheaper(page.total):
                    break
                yield Page(question.rows(page.records), None, stated)
            else:
                return
        except Refused as refused:
            if refused.code != TOO_SLOW or stated is not None or not may_change:
                raise
        yield from self._by_job(question, floor)

    def _by_job(self, question: Asked, floor: datetime | None) -> Iterator[Page]:
        query = soql.bulk_query(question.names, question.object, floor)
        is_begun = False
        try:
            for page in bulk.results(self.client, query, page_rows=self._bulk_page_rows):
                is_begun = True
                yield Page((), None, page.total, question.frame(page.frame))
        except (Refused, NotPermitted) as refused:
            if is_begun:
                raise
            self._note(f"{question.table.name}: read by query, as no job would do: {refused}")
        else:
            return
        yield from self._by_query(question, floor, may_change=False)

    def _sums(self, question: Asked, column: str) -> Iterator[SourceTotal]:
        amount = question.fields.get(column)
        if amount is None:
            return
        currency = question.fields.get(CURRENCY)
        places = next(it.scale for it in question.table.columns if it.name == column)
        query = soql.sum_query(question.object, amount, currency)
        for record in self.client.query(query).records:
            code = record.get(currency) if currency else self._currency
            value = _sum(record.get("summed"), places)
            yield SourceTotal(question.table.name, column, str(code or ""), value)

    def _note(self, sentence: str) -> None:
        self._notes[sentence] = None


def _newest(page: Page) -> datetime | None:
    """The latest change on a page; all its times have one form."""
    if page.frame is not None:
        latest = page.frame[MODSTAMP].max()
        return listing.moment(latest) if isinstance(latest, str) else None
    texts = [str(row[MODSTAMP]) for row in page.rows if row.get(MODSTAMP)]
    return listing.moment(max(texts)) if texts else None


def _later(one: datetime | None, other: datetime | None) -> datetime | None:
    return max((it for it in (one, other) if it is not None), default=None)


def _sum(said: object, places: int) -> Decimal:
    """A sum as a number; they add doubles, so what is beyond the places is noise."""
    try:
        found = Decimal(str(said or 0))
    except InvalidOperation:
        raise BadAnswer(SYSTEM, "a sum is not a number.") from None
    return found.quantize(Decimal(1).scaleb(-places), ROUND_HALF_EVEN)
