"""Lists of records and who is in them, as the account keeps them."""

from dataclasses import dataclass, field
from typing import Any

from sandbox.hubspot.errors import not_found


@dataclass(slots=True)
class RecordList:
    """One list; `members` are record ids with the milliseconds at which each came in."""

    shown: dict[str, Any]
    members: dict[int, int] = field(default_factory=dict)
    is_deleted: bool = False


class Lists:
    """The lists of the account by id."""

    def __init__(self) -> None:
        self._by_id: dict[str, RecordList] = {}

    def add(self, shown: dict[str, Any]) -> RecordList:
        """A new list, with the next id."""
        id_ = str(len(self._by_id) + 1)
        self._by_id[id_] = RecordList({"listId": id_} | shown)
        return self._by_id[id_]

    def get(self, id_: str, *, is_deleted: bool = False) -> RecordList:
        """The list; 404 where there is none."""
        found = self._by_id.get(id_)
        if found is None or found.is_deleted != is_deleted:
            raise not_found(f"List does not exist with ID {id_}.")
        return found

    def all(self) -> list[RecordList]:
        return [one for one in self._by_id.values() if not one.is_deleted]
