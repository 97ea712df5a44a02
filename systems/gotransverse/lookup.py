"""Single records found again: fifty to a call by id or by another value, else one by one."""

from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import islice

from systems.base import Key, Row
from systems.gotransverse.client import PAGE_ROWS, Client
from systems.gotransverse.walk import NOT_UNDERSTOOD, Walk
from tieout.errors import Refused

NOT_FOUND = 404


def by_ids(client: Client, route: str, ids: Sequence[str]) -> Iterator[Row]:
    """The records that exist of these, each whole."""
    listable = [it for it in ids if it.isdecimal()]
    if len(listable) <= client.in_flight:
        yield from _one_by_one(client, route, listable)
        return
    for some in _in_fifties(listable):
        try:
            found = client.listed(route, _where(f"id IN ({_listed(some)})")).rows
        except Refused as refused:
            if refused.status not in NOT_UNDERSTOOD:
                raise
            found = list(_one_by_one(client, route, some))
        yield from found


def by_value(client: Client, route: str, attribute: str, values: Sequence[str]) -> Iterator[Row]:
    """The records that hold one of these values; several may hold the same."""
    for some in _in_fifties(values):
        walk = Walk(client, route, route, where=f"{attribute} IN ({_listed(some)})")
        yield from (row for page in walk.pages() for row in page.rows)


def calls(client: Client, keys: Sequence[Key]) -> int:
    """How many calls it takes to find records by these keys, where nothing is amiss."""
    ids = len({it.record_id for it in keys if it.record_id})
    others = len({it.external_id for it in keys if not it.record_id})
    by_id = ids if ids <= client.in_flight else -(-ids // PAGE_ROWS)
    return by_id - (-others // PAGE_ROWS)


def _one_by_one(client: Client, route: str, ids: Sequence[str]) -> Iterator[Row]:
    def one(record_id: str) -> Row | None:
        try:
            return client.get(f"{route}/{record_id}", route=f"{route}/{{id}}")
        except Refused as refused:
            if refused.status == NOT_FOUND:
                return None
            raise

    with ThreadPoolExecutor(client.in_flight) as pool:
        yield from (row for row in pool.map(one, ids) if row is not None)


def _where(condition: str) -> dict[str, str]:
    usual = {"sort": "id", "page_size": str(PAGE_ROWS), "omit_total_count": "true"}
    return {**usual, "filter": condition}


def _listed(values: Iterable[str]) -> str:
    # how a quote inside a constant is written is documented nowhere; SQL's way is the likeliest
    return ",".join("'{}'".format(value.replace("'", "''")) for value in values)


def _in_fifties(values: Sequence[str]) -> Iterator[list[str]]:
    """As many as IN takes; each value once."""
    distinct = iter(dict.fromkeys(values))
    while some := list(islice(distinct, PAGE_ROWS)):
        yield some
