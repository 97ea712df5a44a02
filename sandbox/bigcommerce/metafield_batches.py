"""Many metafields at once. What fails is told beside what went well, with 422."""

from collections.abc import Callable
from typing import Any

from sandbox.bigcommerce.call import Answer, Call
from sandbox.bigcommerce.errors import (
    RELATIVE_TYPE,
    RefusedError,
    server_error,
    v3_invalid,
    v3_not_found,
)
from sandbox.bigcommerce.metafields import (
    changed,
    created,
    forget,
    kind_of,
    problem_of,
    view,
    visible,
)
from sandbox.bigcommerce.tables import METAFIELDS
from sandbox.records import Record, equal


def create_metafields(call: Call) -> Answer:
    kind = kind_of(call)

    def one(sent: Any) -> dict[str, Any]:
        return view(call, created(call, kind, _id(sent, "resource_id"), sent))

    return _each(call, one)


def update_metafields(call: Call) -> Answer:
    def one(sent: Any) -> dict[str, Any]:
        return view(call, changed(call, _known(call, _id(sent, "id")), sent))

    return _each(call, one)


def delete_metafields(call: Call) -> Answer:
    """The body is an array of ids."""

    def one(sent: Any) -> int:
        if type(sent) is not int:
            raise v3_invalid({"id": "error.expected.jsnumber"})
        forget(call, _known(call, sent))
        return sent

    return _each(call, one)


def _each(call: Call, one: Callable[[Any], Any]) -> Answer:
    sent = call.sent_list()
    stops_at = len(sent) // 2 if call.fault("half-written-batch") else len(sent)
    done: list[Any] = []
    failed: dict[str, str] = {}
    for number, it in enumerate(sent[:stops_at]):
        try:
            done.append(one(it))
        except RefusedError as refusal:
            failed[str(number)] = problem_of(refusal)
    if stops_at < len(sent):
        return Answer(server_error().body, 500)  # what was written before stays
    return _answer(len(sent), done, failed)


def _answer(total: int, done: list[Any], failed: dict[str, str]) -> Answer:
    meta = {"total": total, "success": len(done), "failed": len(failed)}
    if not failed:
        return Answer({"data": done, "errors": [], "meta": meta})
    problem = {
        "status": 422,
        "title": "Bulk operation has failed",
        "type": RELATIVE_TYPE,
        "errors": failed,
    }
    return Answer({"data": done, "errors": [problem], "meta": meta}, 422)


def _id(sent: Any, name: str) -> int:
    if not isinstance(sent, dict):
        raise v3_invalid({"": "error.expected.jsobject"})
    if type(sent.get(name)) is not int:
        raise v3_invalid({name: "error.path.missing"})
    return int(sent[name])


def _known(call: Call, id_: int) -> Record:
    where = visible(call, equal("resource_type", kind_of(call)) & equal("id", id_))
    record = call.shop.store.get(METAFIELDS, where)
    if record is None:
        raise v3_not_found("Metafield does not exist.")
    return record
