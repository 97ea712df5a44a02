"""Rows into the records of an answer: nested by parent, with attributes, nulls present."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from sandbox.salesforce.formats import JSON, Shown
from sandbox.salesforce.soql_plan import Compound, Leaf, Level, Plan
from sandbox.salesforce.store import Store

Row = Sequence[Any]
Record = dict[str, Any]
Build = Callable[[Row], Any]


class Shaper:
    """Makes the records of one plan; `root` is `/services/data/v60.0`."""

    def __init__(
        self, store: Store, plan: Plan, root: str, formats: Mapping[str, Shown] = JSON
    ) -> None:
        self._store = store
        self._plan = plan
        self._root = root
        self._formats = formats

    def records(self, rows: Sequence[Row]) -> list[Record]:
        plan = self._plan
        if plan.kind == "aggregate":
            attributes = {"type": "AggregateResult"}
            build = self._entries(plan.level, {})
            return [{"attributes": attributes, **build(row)} for row in rows]
        children = self._children(plan, rows) if plan.level.has_children else {}
        build = self._record(plan.level, children)
        return [build(row) for row in rows]

    def _record(self, level: Level, children: Mapping[str, Mapping[str, Any]]) -> Build:
        build = self._entries(level, children)
        name, id_index = level.object.name, level.id_index
        place = f"{self._root}/sobjects/{name}/"

        def record(row: Row) -> Record | None:
            found = row[id_index]
            if found is None:
                return None
            return {"attributes": {"type": name, "url": place + found}, **build(row)}

        return record

    def _entries(self, level: Level, children: Mapping[str, Mapping[str, Any]]) -> Build:
        """What follows the attributes. Values of the row itself, the usual case, go fast."""
        plain = {
            name: it
            for name, it in level.entries.items()
            if isinstance(it, Leaf) and it.type not in self._formats
        }
        others = [
            (name, self._entry(level, name, it, children))
            for name, it in level.entries.items()
            if name not in plain
        ]
        order = list(level.entries)
        places = [(name, it.index) for name, it in plain.items()]

        def entries(row: Row) -> Record:
            found = {name: row[index] for name, index in places}
            if not others:
                return found
            found |= {name: build(row) for name, build in others}
            return {name: found[name] for name in order}

        return entries

    def _entry(self, level: Level, name: str, it: Any, children: Mapping[str, Any]) -> Build:
        if isinstance(it, Leaf):
            shown = self._formats.get(it.type, _as_it_is)
            return lambda row: shown(row[it.index])
        if isinstance(it, Compound):
            return lambda row: _address(it, row)
        if isinstance(it, Level):
            return self._record(it, {})
        found = children[name]
        return lambda row: found.get(row[level.id_index])

    def _children(self, plan: Plan, rows: Sequence[Row]) -> dict[str, dict[str, Any]]:
        parents = [row[plan.level.id_index] for row in rows]
        return {
            name: self._grouped(it, parents)
            for name, it in plan.level.entries.items()
            if isinstance(it, Plan)
        }

    def _grouped(self, plan: Plan, parents: Sequence[str]) -> dict[str, Any]:
        """Parent's id -> its nested answer; a parent without children has none."""
        if not parents:
            return {}
        build = self._record(plan.level, {})
        grouped: dict[str, list[Any]] = {}
        for parent, *row in self._store.rows(plan.sql_of_children(parents)):
            grouped.setdefault(parent, []).append(build(row))
        return {
            parent: {"totalSize": len(found), "done": True, "records": found}
            for parent, found in grouped.items()
        }


def _address(it: Compound, row: Row) -> Record | None:
    values = [row[it.index + place] for place in range(len(it.names))]
    if not any(value is not None for value in values):
        return None
    parts: Iterable[tuple[str, Any]] = zip(it.names, values, strict=True)
    return dict(sorted(parts))


def _as_it_is(value: Any) -> Any:
    return value
