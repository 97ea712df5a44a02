"""Which staging model stands for which landed table, read from dbt's manifest."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Staged:
    """A landed table and the model that stages it.

    `totals` maps the vendor's name of a summed column to the staged one, `currency` that of the
    column with the vendor's own id of the currency; both are empty where nothing is summed.
    `deleted` maps the column that marks deleted records, which are in no total.
    """

    system: str
    table: str
    source_node: str
    landing_schema: str
    model_node: str
    schema: str
    model: str
    totals: Mapping[str, str]
    currency: Mapping[str, str]
    deleted: Mapping[str, str] = field(default_factory=dict)


def staged_tables(manifest: Any) -> Iterator[Staged]:
    """Every staging model, in the order of the tables' names. Each reads exactly one source."""
    found = []
    for node in manifest.nodes.values():
        if node.resource_type != "model" or "staging" not in node.fqn:
            continue
        (source_node,) = node.depends_on.nodes
        source = manifest.sources[source_node]
        found.append(
            Staged(
                system=source.source_name,
                table=source.name,
                source_node=source_node,
                landing_schema=source.schema,
                model_node=node.unique_id,
                schema=node.schema,
                model=node.name,
                totals=node.config.meta.get("totals", {}),
                currency=node.config.meta.get("currency", {}),
                deleted=node.config.meta.get("deleted", {}),
            )
        )
    return iter(sorted(found, key=lambda it: (it.system, it.table)))
