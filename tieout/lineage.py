"""What is made from what: models and the columns of models, as dbt compiled them."""

import logging
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

_log = logging.getLogger(__name__)


class Column(NamedTuple):
    """A column of a model, or of what arrived: then `model` is `system.table` as it landed."""

    model: str
    name: str


@dataclass(frozen=True, slots=True)
class Model:
    """A model as it was compiled. `refs` are the models it reads, `sources` what arrived.

    `grain` are the columns that one row has apart; empty where no test says.
    """

    name: str
    schema: str
    columns: tuple[str, ...]
    refs: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()  # system.table
    grain: tuple[str, ...] = ()
    sql: str = ""


@dataclass(slots=True)
class Lineage:
    """The models by name, the syncs' declarations, and of each model what its columns come from.

    The latter is worked out when it is asked for, a tenth of a second a model, and kept in `path`
    by `keep`.
    """

    models: dict[str, Model]
    syncs: dict[str, dict[str, Any]]
    edges: dict[str, dict[str, list[Column]]] = field(default_factory=dict)
    path: Path | None = None
    is_new: bool = False

    def above(self, name: str) -> list[str]:
        """All models that one is made from, the nearest first."""
        found: dict[str, None] = {}
        waiting = list(self.models[name].refs)
        while waiting:
            nearest = waiting.pop(0)
            if nearest in self.models and nearest not in found:
                found[nearest] = None
                waiting += self.models[nearest].refs
        return list(found)

    def upstream(self, model: str, column: str) -> list[Column]:
        """The columns that one is made from, a step up; by name where its SQL is not understood."""
        if model not in self.models:
            return []
        if model not in self.edges:
            self.edges[model] = self._worked_out(self.models[model])
            self.is_new = True
        return self.edges[model].get(column, [])

    def trace(self, model: str, column: str) -> Iterator[tuple[Column, int]]:
        """Every column that one comes from, up to what arrived, with the steps to it.

        The nearest come first.
        """
        seen = {Column(model, column)}
        waiting = [(Column(model, column), 0)]
        while waiting:
            (name, its), steps = waiting.pop(0)
            for found in self.upstream(name, its):
                if found not in seen:
                    seen.add(found)
                    waiting.append((found, steps + 1))
                    yield found, steps + 1

    def keep(self) -> None:
        """Put what was worked out beside the rest, for the next time."""
        if self.path is None or not self.is_new:
            return
        document = {"models": self.models, "syncs": self.syncs, "edges": self.edges}
        part = self.path.with_suffix(".part")  # a process that is killed leaves no half of it
        part.write_bytes(msgspec.json.encode(document))
        part.replace(self.path)
        self.is_new = False

    def _worked_out(self, model: Model) -> dict[str, list[Column]]:
        from tieout.columns import edges  # slow to import, and seldom needed

        upstream = {name: self.models[name] for name in model.refs if name in self.models}
        if not model.sql:
            return {}
        try:
            return edges(model, upstream)
        except Exception as error:  # of a library that reads SQL: whatever it stumbles over
            _log.warning("model=%s columns by name: %s", model.name, type(error).__name__)
            return {
                column: [
                    Column(it.name, column) for it in upstream.values() if column in it.columns
                ]
                for column in model.columns
            }


class _Kept(msgspec.Struct):
    models: dict[str, Model]
    syncs: dict[str, dict[str, Any]]
    edges: dict[str, dict[str, list[Column]]]


def load(path: Path) -> Lineage | None:
    """What was kept in a file; None where there is none, or it cannot be read."""
    try:
        kept = msgspec.json.decode(path.read_bytes(), type=_Kept)
    except (OSError, msgspec.DecodeError):
        return None
    return Lineage(kept.models, kept.syncs, kept.edges, path)


def compiled(
    manifest: Any, nodes: Sequence[Any], syncs: Mapping[str, Mapping[str, Any]], path: Path
) -> Lineage:
    """The lineage of the project, from dbt's manifest and its compiled nodes; kept in `path`."""
    sql = {node.name: str(node.compiled_code or "") for node in nodes if node.language == "sql"}
    grains = {
        node.attached_node: tuple(map(str, node.test_metadata.kwargs.get("columns", ())))
        for node in manifest.nodes.values()
        if getattr(node, "test_metadata", None) and node.test_metadata.name == "one_row_per"
    }
    models = {
        node.name: _model(node, manifest, grains.get(node.unique_id, ()), sql.get(node.name, ""))
        for node in manifest.nodes.values()
        if node.resource_type in ("model", "seed")
    }
    declared = {name: dict(it) for name, it in syncs.items()}
    made = Lineage(models, declared, path=path, is_new=True)
    made.keep()
    return made


def _model(node: Any, manifest: Any, grain: tuple[str, ...], sql: str) -> Model:
    above = list(getattr(node, "depends_on_nodes", []))
    sources = [manifest.sources[it] for it in above if it in manifest.sources]
    return Model(
        name=node.name,
        schema=node.schema,
        columns=tuple(node.columns),
        refs=tuple(manifest.nodes[it].name for it in above if it in manifest.nodes),
        sources=tuple(f"{it.source_name}.{it.name}" for it in sources),
        grain=grain if all(column in node.columns for column in grain) else (),
        sql=sql,
    )
