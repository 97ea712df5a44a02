"""What is expected of a table, as data: the words of Great Expectations, without loading it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from checks.findings import Layer, Severity


@dataclass(frozen=True, slots=True)
class Expectation:
    """One expectation: its name there, its arguments, and the sentence that it stands for."""

    kind: str
    arguments: Mapping[str, Any]
    sentence: str
    severity: Severity = "error"


@dataclass(frozen=True, slots=True)
class Suite:
    """What is expected of one table. `key` names the columns by which a bad row is shown.

    `node` is the table's unique id in dbt's words.
    """

    layer: Layer
    node: str
    schema: str
    table: str
    key: tuple[str, ...]
    expectations: tuple[Expectation, ...]

    @property
    def name(self) -> str:
        """The table as people call it; what lands goes by the name of its system."""
        return f"{self.schema.removeprefix('raw_')}.{self.table}"


def there(column: str, severity: Severity = "error") -> Expectation:
    """Every row has a value there."""
    return Expectation(
        "ExpectColumnValuesToNotBeNull", {"column": column}, f"every {column} is there", severity
    )


def once(column: str, severity: Severity = "error") -> Expectation:
    """No value comes twice."""
    return Expectation(
        "ExpectColumnValuesToBeUnique", {"column": column}, f"every {column} comes once", severity
    )


def once_together(*columns: str) -> Expectation:
    """No combination of values comes twice."""
    return Expectation(
        "ExpectCompoundColumnsToBeUnique",
        {"column_list": list(columns)},
        f"{', '.join(columns)} come together once",
    )


def one_of(column: str, values: Sequence[str], severity: Severity = "error") -> Expectation:
    """Every value that is there is one of these."""
    return Expectation(
        "ExpectColumnValuesToBeInSet",
        {"column": column, "value_set": list(values)},
        f"every {column} is one of {', '.join(values)}",
        severity,
    )


def at_least(column: str, least: int, severity: Severity = "error") -> Expectation:
    """Every value that is there is so much or more."""
    return Expectation(
        "ExpectColumnValuesToBeBetween",
        {"column": column, "min_value": least},
        f"no {column} is below {least}",
        severity,
    )


def no_row(query: str, sentence: str, severity: Severity = "error") -> Expectation:
    """The query finds nothing; `{batch}` in it is the table."""
    return Expectation(
        "UnexpectedRowsExpectation", {"unexpected_rows_query": query}, sentence, severity
    )
