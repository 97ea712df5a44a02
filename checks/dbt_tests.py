"""What dbt's data tests found, in the words of the other checks."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

import duckdb

from checks.findings import EVIDENCE_ROWS, CheckResult, Layer, Severity

_GENERIC = {
    "one_row_per": "there is one row per {columns}",
    "not_null": "every {column_name} is there",
    "unique": "every {column_name} comes once",
    "accepted_values": "every {column_name} is one of {values}",
    "relationships": "every {column_name} is in {to}",
    "always": "{condition}",
}


def found_by_dbt(
    connection: duckdb.DuckDBPyConnection, manifest: Any, tests: Mapping[str, str]
) -> Iterator[CheckResult]:
    """One check a data test. `connection` is to the warehouse with landing attached.

    `manifest` is dbt's, `tests` the SQL of each test by its unique id, as `Dbt` gives them.
    """
    for unique_id, query in tests.items():
        test = manifest.nodes[unique_id]
        node = manifest.nodes[_node_id(manifest, test)]
        name = _name(test, node.name)
        severity: Severity = "warn" if test.config.severity.lower() == "warn" else "error"
        sentence = name
        evidence: list[dict[str, Any]] = []
        try:
            failing = _counted(connection, query)
            if failing:
                sentence = f"{name}: not so for {failing}"
                evidence = _rows(connection, query)
        except duckdb.Error as error:
            failing, severity = 1, "error"
            sentence = f"{name}: could not be looked at: {error}"
        yield CheckResult(
            name=name,
            layer=_layer(node),
            node=node.unique_id,
            severity=severity,
            passed=not failing,
            failing=failing,
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


def _counted(connection: duckdb.DuckDBPyConnection, query: str) -> int:
    """How many rows a test finds."""
    ((counted,),) = connection.execute(f"select count(*) from ({query})").fetchall()  # noqa: S608
    return int(counted)


def _rows(connection: duckdb.DuckDBPyConnection, query: str) -> list[dict[str, Any]]:
    """The first of them."""
    cursor = connection.execute(f"select * from ({query}) limit {EVIDENCE_ROWS}")  # noqa: S608
    names = [column[0] for column in cursor.description or ()]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
