"""Which records are linked to which, a thousand asked about at once."""

from collections.abc import Iterator, Sequence

from systems.base import Page, Row
from systems.hubspot.client import SYSTEM, Client
from systems.hubspot.refusals import reason
from tieout.errors import BadAnswer, Refused

ASKED_AT_ONCE = 1000
PRIMARY_TYPES = frozenset({"1", "5"})  # contact and deal to their primary company
NONE_FOUND = ("NO_ASSOCIATIONS_FOUND", "OBJECT_NOT_FOUND")


def pages(client: Client, kind: str, other: str, ids: Sequence[str]) -> Iterator[Page]:
    """The links of these records to records of the other kind; a page a question."""
    path = client.path("associations", kind, other, "batch", "read")
    for first in range(0, len(ids), ASKED_AT_ONCE):
        inputs: list[dict[str, str]] = [{"id": it} for it in ids[first : first + ASKED_AT_ONCE]]
        while inputs:
            reply = client.ask(path, {"inputs": inputs})
            _raise_if_failed(reply.mapping().get("errors"))
            found = reply.rows("results")
            yield Page([row for it in found for row in _rows(kind, other, it)])
            inputs = [more for it in found if (more := _unfinished(it))]


def _rows(kind: str, other: str, found: Row) -> Iterator[Row]:
    """One row a pair: the same pair comes once for every label, in one place or in several."""
    linked: dict[str, list[dict[str, object]]] = {}
    to = found.get("to")
    for it in to if isinstance(to, list) else ():
        linked.setdefault(str(it["toObjectId"]), []).extend(it.get("associationTypes") or [])
    for to_id, types in linked.items():
        type_ids = sorted({str(it.get("typeId")) for it in types}, key=int)
        yield {
            "from_object": kind,
            "from_id": _id(found),
            "to_object": other,
            "to_id": to_id,
            "type_ids": type_ids,
            "labels": sorted({str(it["label"]) for it in types if it.get("label")}),
            "is_primary": bool(PRIMARY_TYPES & set(type_ids)),
        }


def _unfinished(found: Row) -> dict[str, str] | None:
    paging = found.get("paging")
    following = paging.get("next") if isinstance(paging, dict) else None
    after = following.get("after") if isinstance(following, dict) else None
    return None if after is None else {"id": _id(found), "after": str(after)}


def _id(found: Row) -> str:
    origin = found.get("from")
    if not isinstance(origin, dict) or "id" not in origin:
        raise BadAnswer(SYSTEM, "an answer about links does not say of which record.")
    return str(origin["id"])


def _raise_if_failed(errors: object) -> None:
    """A record without links may be said to be an error; anything else is one."""
    for error in errors if isinstance(errors, list) else ():
        said = f"{error.get('category')} {error.get('subCategory')}"
        if not any(it in said for it in NONE_FOUND):
            code, sentence = reason(error)
            raise Refused(SYSTEM, f"links cannot be read: {sentence}", 207, code)
