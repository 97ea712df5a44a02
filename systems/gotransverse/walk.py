"""All records of a list, several pages at a time: by ranges of ids, else by page number."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from itertools import pairwise

from systems.base import Row
from systems.gotransverse.client import PAGE_ROWS, SYSTEM, Client, Listed
from tieout.errors import BadAnswer, Refused

NOT_UNDERSTOOD = frozenset({400, 422})  # of a filter that may not be filtered by
Rows = Sequence[Row]


@dataclass(frozen=True, slots=True)
class Walk:
    """How a list is read. `where` is a filter that every record meets, empty for all.

    `look` sees each page where it was fetched, in one of several threads; `refused` is told once
    when the list cannot be filtered by id.
    """

    client: Client
    path: str
    route: str
    where: str = ""
    page_rows: int = PAGE_ROWS
    in_flight: int = 1
    look: Callable[[Rows], None] = lambda _: None
    refused: Callable[[], None] = lambda: None

    def pages(self) -> Iterator[Listed]:
        """Pages in no order that is promised; the first one has the stated total.

        Records that come while we read are not waited for: what the total counts is what is read.
        """
        first = self._looked_at({"omit_total_count": "false"}, _Range(-1, None), self.where)
        yield first
        if not first.rows or first.total == len(first.rows):
            return
        read = number(self.route, first.rows[-1])
        is_filtered = False
        try:
            for rows in self._by_range(_Range(read, self._top(first, read))):
                is_filtered = True
                yield Listed(rows, None, None)
        except Refused as refused:
            if is_filtered or refused.status not in NOT_UNDERSTOOD:
                raise
            self.refused()
            yield from self._by_number(first)

    def _page(self, params: Mapping[str, str], where: str) -> Listed:
        filtered = {"filter": where} if where else {}
        usual = {"sort": "id", "page_size": str(self.page_rows), **filtered}
        return self.client.listed(self.path, {**usual, **params}, route=self.route)

    def _looked_at(self, params: Mapping[str, str], asked: "_Range", where: str) -> Listed:
        """A page whose ids ascend within the range; another is asked for once more."""
        for _ in range(2):
            page = self._page(params, where)
            if _ascends(self.route, page.rows, asked):
                self.look(page.rows)
                return page
        raise BadAnswer(SYSTEM, f"pages of {self.route} repeat or go back, twice over.")

    def _top(self, first: Listed, read: int) -> int | None:
        """The greatest id, from the last page; None where it cannot be told."""
        if first.pages is None or self.in_flight == 1:
            return None
        last = {"page_number": str(first.pages), "omit_total_count": "true"}
        for _ in range(2):
            ids = [number(self.route, row) for row in self._page(last, self.where).rows]
            if ids and max(ids) > read:
                return max(ids)
        return None

    def _by_range(self, whole: "_Range") -> Iterator[Rows]:
        with ThreadPoolExecutor(self.in_flight, thread_name_prefix=SYSTEM) as pool:
            under_way: dict[Future[Rows], _Range] = {}

            def ask(ranges: Sequence[_Range]) -> None:
                under_way.update({pool.submit(self._within, it): it for it in ranges})

            ask(whole.parts(self.in_flight, self.page_rows))
            try:
                while under_way:
                    for done in wait(under_way, return_when=FIRST_COMPLETED).done:
                        asked, rows = under_way.pop(done), done.result()
                        if rest := asked.after(self.route, rows):
                            ask(rest.parts(self.in_flight - len(under_way), self.page_rows))
                        if rows:
                            yield rows
            finally:
                pool.shutdown(cancel_futures=True)

    def _within(self, asked: "_Range") -> Rows:
        params = {"omit_total_count": "true"}
        return self._looked_at(params, asked, asked.filter(self.where)).rows

    def _by_number(self, first: Listed) -> Iterator[Listed]:
        """From the second page on, one after the other: between them records may move."""
        page_number = 2
        while first.pages is None or page_number <= first.pages:
            params = {"page_number": str(page_number), "omit_total_count": "true"}
            rows = self._page(params, self.where).rows
            if not rows:
                return
            self.look(rows)
            yield Listed(rows, None, None)
            page_number += 1


@dataclass(frozen=True, slots=True)
class _Range:
    """Ids above `low`, up to `high`; None for no end."""

    low: int
    high: int | None

    def filter(self, where: str) -> str:
        """The records of the range in the API's own language."""
        parts = [f"({where})"] if where else []
        parts.append(f"id GT '{self.low}'")
        if self.high is not None:
            parts.append(f"id LTE '{self.high}'")
        return " AND ".join(parts)

    def after(self, route: str, rows: Rows) -> "_Range | None":
        """What is left of it; None at its end. A page that is short need not be the last."""
        if not rows:
            return None
        last = number(route, rows[-1])
        return None if self.high is not None and last >= self.high else _Range(last, self.high)

    def parts(self, count: int, page_rows: int) -> "Sequence[_Range]":
        """The range in so many parts of one size, fewer where they would be less than a page."""
        if self.high is None or count < 2:
            return (self,)
        span = self.high - self.low
        count = max(1, min(count, span // page_rows))
        ends = [self.low + span * part // count for part in range(count + 1)]
        return [_Range(low, high) for low, high in pairwise(ends)]


def number(route: str, row: Row) -> int:
    """The id of a record as the number it is compared as; BadAnswer where it is none."""
    text = str(row.get("id"))
    if not text.isdecimal():
        raise BadAnswer(SYSTEM, f"{route} answered with a record without a usable id.")
    return int(text)


def _ascends(route: str, rows: Rows, within: _Range) -> bool:
    """Whether the ids of a page ascend within the range that was asked for."""
    ids = [within.low, *(number(route, row) for row in rows)]
    is_beyond = within.high is not None and ids[-1] > within.high
    return not is_beyond and all(low < high for low, high in pairwise(ids))
