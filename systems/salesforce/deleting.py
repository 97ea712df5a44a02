"""Takes records out: deletes them, two hundred a call, or says what puts them out of use."""

from collections.abc import Callable, Sequence

from systems.base import Answer, Field, Receipt, Value
from systems.salesforce.client import Client
from systems.salesforce.login import SYSTEM
from tieout.errors import BadAnswer

MOST_RECORDS = 200
PATH = "/composite/sobjects"
SWITCHED_OFF_BY = {"product2": "IsActive", "pricebookentry": "IsActive"}


def delete(
    client: Client, record_ids: Sequence[str], answer: Callable[[object], Answer]
) -> Receipt:
    """Every record by itself: one that may not go keeps none of the others. They go to the bin.

    `answer` reads one result.
    """
    answers: list[Answer] = []
    for first in range(0, len(record_ids), MOST_RECORDS):
        some = record_ids[first : first + MOST_RECORDS]
        path = f"{PATH}?ids={','.join(some)}&allOrNone=false"
        results = client.send("DELETE", path, route=PATH).body
        if not isinstance(results, list) or len(results) != len(some):
            raise BadAnswer(SYSTEM, f"{PATH} answered without a result for every record.")
        answers += [answer(result) for result in results]
    return Receipt(answers=answers)


def deactivation(table: str) -> tuple[Field, Value] | None:
    """The field that puts a record of this table out of use, with its value; None without one."""
    name = SWITCHED_OFF_BY.get(table)
    return (Field(name, "boolean"), False) if name else None
