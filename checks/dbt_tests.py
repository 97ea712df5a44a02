"""What dbt's data tests found, in the words of the other checks."""

import re
from collections.abc import Iterable, Iterator
from typing import Any

import duckdb

from checks.findings import EVIDENCE_ROWS, CheckResult, Layer
from tieout.dbt import Dbt, NodeResult

_GENERIC = {
    "one_row_per": "there is one row per {columns}",
    "not_null": "every {column_name} is there",
    "unique": "every {column_name} comes once",
    "accepted_values": "every {column_name} is one of {values}",
    "relationships": "every {column_name} is in {to}",
    "always": "{condition}",
}


def found_by_dbt(
    connection: duckdb.DuckDBPyConnection, dbt: Dbt, tested: Iterable[NodeResult]
) -> Iterator[CheckResult]:
    """One check a test. `connection` is to the warehouse with landing attached, for evidence."""
    manifest = dbt.manifest
    for it in tested:
        test = manifest.nodes[it.unique_id]
        node = manifest.nodes[_node_id(manifest, test)]
        name = _name(test, node.name)
        passed, could_run = it.status == "pass", it.status != "error"
        sentence = name
        evidence: list[dict[str, Any]] = []
        if not could_run:
            sentence = f"{name}: could not be looked at: {it.message}"
        elif not passed:
            sentence = f"{name}: not so for {it.failures}"
            evidence = _rows(connection, dbt.compiled(it.unique_id))
        yield CheckResult(
            name=name,
            layer=_layer(node),
            node=node.unique_id,
            severity="warn" if could_run and test.config.severity.lower() == "warn" else "error",
            passed=passed,
            failing=0 if passed else it.failures or 1,
            sentence=sentence,
            evidence=evidence,
        )


def _node_id(manifest: Any, test: Any) -> str:
    """What the test is about: the model it is attached to, or the one that its `about` names."""
    attached = getattr(test, "attached_node", None)
    if attached:
        return str(attached)
    about = test.config.meta["about"]
    return f"model.{manifest.metadata.project_name}.{about}"


def _name(test: Any, model: str) -> str:
    """A sentence: a singular test's name is one, a generic one has it from its arguments."""
    generic = getattr(test, "test_metadata", None)
    if generic is None:
        return f"{model}: {test.name.replace('_', ' ')}"
    said = _GENERIC.get(generic.name)
    if said is None or not test.name.startswith(generic.name):
        return f"{model}: {test.name.replace('_', ' ')}"
    return f"{model}: {said.format(**{key: _words(it) for key, it in generic.kwargs.items()})}"


def _words(argument: object) -> str:
    """A list without brackets, a reference as the name it refers to."""
    if isinstance(argument, list):
        return ", ".join(map(str, argument))
    return re.sub(r"ref\('(\w+)'\)", r"\1", str(argument)).strip()


def _layer(node: Any) -> Layer:
    return "staging" if "staging" in node.fqn or node.resource_type == "seed" else "marts"


def _rows(connection: duckdb.DuckDBPyConnection, query: str | None) -> list[dict[str, Any]]:
    """The first rows that a test finds."""
    if not query:
        return []
    cursor = connection.execute(f"select * from ({query}) limit {EVIDENCE_ROWS}")  # noqa: S608
    names = [column[0] for column in cursor.description or ()]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
