"""Which way of reading costs an org less: pages of a query, or a bulk job."""

from systems.salesforce import bulk, listing
from systems.salesforce.client import Calls, Client
from tieout.errors import BadAnswer, NotPermitted, Refused, UnknownName

BULK_FROM = 20_000  # rows; below, a job takes longer than the pages
DEAR_SHARE = 100  # a list that takes more than 1 % of the calls left is a dear one

_UNTOLD = (Refused, NotPermitted, UnknownName, BadAnswer)


class Costs:
    """Judges by the number of rows and by the API calls that the org has left today."""

    def __init__(self, client: Client, objects: list[str], bulk_from: int) -> None:
        self._client = client
        self._objects = objects
        self._bulk_from = bulk_from
        self._counts: dict[str, int] | None = None

    def is_job_cheaper(self, rows: int) -> bool:
        """Whether so many rows are better read by a job."""
        if rows >= self._bulk_from:
            return True
        calls = -(-rows // listing.PAGE_ROWS)
        left = self._left()
        return left is not None and calls > max(bulk.CALLS, left // DEAR_SHARE)

    def recorded(self, name: str) -> int:
        """About how many records an object has; 0 where the org does not say."""
        if self._counts is None:
            try:
                self._counts = self._asked()
            except _UNTOLD:  # the first page will tell
                self._counts = {}
        return self._counts.get(name, 0)

    def _asked(self) -> dict[str, int]:
        objects = {"sObjects": ",".join(self._objects)}
        rows = self._client.get("/limits/recordCount", objects).rows("sObjects")
        counts = {str(row.get("name")): row.get("count") for row in rows}
        return {name: count for name, count in counts.items() if isinstance(count, int)}

    def _left(self) -> int | None:
        """API calls left: by the last answer's header, asked for where no answer has one."""
        if self._client.calls is None:
            try:
                daily = self._client.limits().get("DailyApiRequests")
            except _UNTOLD:
                daily = None
            said = daily if isinstance(daily, dict) else {}
            allowed, left = said.get("Max"), said.get("Remaining")
            if isinstance(allowed, int) and isinstance(left, int):
                self._client.calls = Calls(allowed - left, allowed)
        return self._client.calls.left if self._client.calls else None
