"""The pages of a table by query: each row once, also where the org loses our place in the list."""

from collections.abc import Iterator
from datetime import UTC, datetime

from systems.salesforce import soql
from systems.salesforce.asking import Asked
from systems.salesforce.client import Client, Queried
from systems.salesforce.login import SYSTEM
from systems.salesforce.soql import Place
from tieout.errors import BadAnswer, Refused

PAGE_ROWS = 2000  # the most that there are
LOST_PLACE = "INVALID_QUERY_LOCATOR"


def pages(client: Client, question: Asked, floor: datetime | None) -> Iterator[Queried]:
    """Rows since `floor` by time and id, or all by id; the deleted ones among them.

    A page that holds what the one before it held, and a list that the org has forgotten, are asked
    for anew behind the last row. BadAnswer where that repeats as well.
    """
    page = _behind(client, question, floor, None)
    while True:
        yield page
        if page.next_path is None:
            return
        before = _ids(page)
        following = _following(client, page.next_path)
        if following is None or before & _ids(following):
            following = _behind(client, question, floor, _place(page, floor))
            if before & _ids(following):
                raise BadAnswer(SYSTEM, f"pages of {question.table.name} repeat, twice over.")
        page = following


def moment(text: str) -> datetime:
    """A time of theirs or ours; BadAnswer where it is none."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise BadAnswer(SYSTEM, f"{text!r} is no time.") from None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _behind(
    client: Client, question: Asked, floor: datetime | None, after: Place | None
) -> Queried:
    query = soql.page_query(question.names, question.object, floor, after)
    return client.query(query, deleted_too=True)


def _following(client: Client, next_path: str) -> Queried | None:
    try:
        return client.more(next_path)
    except Refused as refused:
        if refused.code != LOST_PLACE:
            raise
        return None


def _ids(page: Queried) -> frozenset[str]:
    return frozenset(str(record.get("Id")) for record in page.records)


def _place(page: Queried, floor: datetime | None) -> Place:
    if not page.records:
        raise BadAnswer(SYSTEM, "a page in the middle of a list is empty.")
    last = page.records[-1]
    at = None if floor is None else moment(str(last.get("SystemModstamp")))
    return Place(at, str(last.get("Id")))
