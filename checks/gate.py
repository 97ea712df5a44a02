"""Runs Great Expectations over tables where they lie: questions go in, a few rows come out."""

import logging
import os
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

from checks.expected import Expectation, Suite
from checks.findings import EVIDENCE_ROWS, CheckResult
from tieout import warehouse

SUMMARY = {"result_format": "SUMMARY", "partial_unexpected_count": EVIDENCE_ROWS}


def looked_at(database: Path, suites: Sequence[Suite]) -> list[CheckResult]:
    """What became of every expectation of the suites, in their order. The file is let go of again.

    An expectation that could not be looked at, say because a column is missing, counts as failed.
    StorageError where the file is missing or somebody else writes to it.
    """
    with warehouse.connect(database, read_only=True):
        pass  # it can be opened: Great Expectations would wrap our error in its own
    results: list[CheckResult] = []
    with _quietly(), _opened(database):
        for suite in suites:
            results += _of_suite(database, suite)
    return results


def _of_suite(database: Path, suite: Suite) -> Iterator[CheckResult]:
    batch = _table(database, suite.schema, suite.table).get_batch()
    for expectation, answer in _answers(batch, suite.expectations, SUMMARY):
        if not answer.success:
            ((_, answer),) = _answers(batch, (expectation,), _with_rows(expectation, suite))
        yield _result(suite, expectation, answer)


def _with_rows(expectation: Expectation, suite: Suite) -> Mapping[str, Any]:
    """The format of an answer that shows some of the rows; a query's own are few by nature."""
    if "unexpected_rows_query" in expectation.arguments:
        return {"result_format": "COMPLETE"}
    return SUMMARY | {"unexpected_index_column_names": list(suite.key)}


def _answers(
    batch: Any, expectations: Sequence[Expectation], result_format: Mapping[str, Any]
) -> list[tuple[Expectation, Any]]:
    """Each expectation with Great Expectations' answer, which may come in another order."""
    import great_expectations as gx
    from great_expectations import expectations as known

    numbered = [
        getattr(known, it.kind)(**it.arguments, meta={"number": number})
        for number, it in enumerate(expectations)
    ]
    suite = gx.ExpectationSuite("all", expectations=numbered)
    answered = batch.validate(suite, result_format=dict(result_format)).results
    by_number = {it.expectation_config.meta["number"]: it for it in answered}
    return [(it, by_number[number]) for number, it in enumerate(expectations)]


def _result(suite: Suite, expectation: Expectation, answer: Any) -> CheckResult:
    name = sentence = f"{suite.name}: {expectation.sentence}"
    trouble = _trouble(answer)
    failing = 0
    evidence: list[dict[str, Any]] = []
    if trouble:
        failing, sentence = 1, f"{name}: could not be looked at: {trouble}"
    elif not answer.success:
        failing, evidence = _failing(answer.result), _evidence(answer.result)
        sentence = f"{name}: not so for {failing}"
    return CheckResult(
        name=name,
        layer=suite.layer,
        node=suite.node,
        severity=expectation.severity,
        passed=bool(answer.success) and not trouble,
        failing=failing,
        sentence=sentence,
        evidence=evidence,
    )


def _trouble(answer: Any) -> str:
    """Why an expectation could not be looked at; empty when it could."""
    raised = answer.exception_info or {}
    several = [raised] if "raised_exception" in raised else raised.values()
    said = [it.get("exception_message") for it in several if it.get("raised_exception")]
    return str(said[0]).splitlines()[0] if said else ""


def _failing(result: Mapping[str, Any]) -> int:
    count = result.get("unexpected_count", result.get("observed_value"))
    return count if isinstance(count, int) and count > 0 else 1


def _evidence(result: Mapping[str, Any]) -> list[dict[str, Any]]:
    """A few of the rows that speak against it."""
    details = result.get("details") or {}
    rows = details.get("unexpected_rows") or result.get("partial_unexpected_index_list") or []
    return [dict(row) for row in rows[:EVIDENCE_ROWS]]


@contextmanager
def _opened(database: Path) -> Iterator[None]:
    """The file is open for as long as it is looked at."""
    source = _source(database)
    try:
        yield
    finally:
        for engine in (source.get_engine(), source.get_execution_engine().engine):
            engine.dispose()  # it has two, and each keeps the file open


@cache
def _table(database: Path, schema: str, table: str) -> Any:
    """A whole table of a file. Each time it is asked for its batch it looks at the table anew."""
    asset = _source(database).add_table_asset(
        f"{schema}.{table}", table_name=table, schema_name=schema
    )
    return asset.add_batch_definition_whole_table("all")


@cache
def _source(database: Path) -> Any:
    from checks import gx_duckdb

    return _context().data_sources.add_sql(
        str(database), connection_string=gx_duckdb.url(database), create_temp_table=False
    )


@cache
def _context() -> Any:
    """One for the process: it takes a moment to make. It keeps nothing on disk and calls nobody."""
    os.environ.setdefault("GX_ANALYTICS_ENABLED", "false")
    import great_expectations as gx
    from great_expectations.data_context.types import base

    base.logger.setLevel(logging.WARNING)  # else it tells of its temporary folder
    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = base.ProgressBarsConfig(globally=False)
    return context


@contextmanager
def _quietly() -> Iterator[None]:
    """Without the warnings of the libraries among themselves."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield
