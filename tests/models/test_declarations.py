"""What is said of the models: complete, grain first, and the same everywhere."""

import re
from typing import Any

import pytest

from checks.suites import VERDICTS
from tests.models.company import the_worker
from tieout.settings import ROOT


@pytest.fixture(scope="module")
def manifest() -> Any:
    dbt, _ = the_worker()
    return dbt.manifest


def _models(manifest: Any) -> list[Any]:
    return [it for it in manifest.nodes.values() if it.resource_type == "model"]


def test_every_model_says_first_what_one_row_is(manifest: Any) -> None:
    silent = [it.name for it in _models(manifest) if not it.description.startswith("One row per ")]
    assert silent == []


def test_every_model_file_says_it_too(manifest: Any) -> None:
    config = re.compile(r"\A(\{[{%].*?[}%]\}\s*)*", re.DOTALL)
    silent = [
        it.name
        for it in _models(manifest)
        if not config.sub("", it.raw_code).startswith(("-- One row per ", "# One row per "))
    ]
    assert silent == []


def test_every_column_that_is_built_is_described(manifest: Any) -> None:
    undescribed = [
        f"{it.name}.{column.name}"
        for it in _models(manifest)
        for column in it.columns.values()
        if not column.description
    ]
    assert undescribed == []


def test_the_last_part_of_every_model_bears_its_name(manifest: Any) -> None:
    named_otherwise = [
        it.name
        for it in _models(manifest)
        if it.language == "sql" and it.raw_code.split()[-2:] != ["from", it.name]
    ]
    assert named_otherwise == []


def test_every_model_has_a_test_of_its_grain(manifest: Any) -> None:
    tested = {
        it.attached_node
        for it in manifest.nodes.values()
        if it.resource_type == "test"
        and getattr(it, "test_metadata", None) is not None
        and it.test_metadata.name == "one_row_per"
    }
    untested = {it.name for it in _models(manifest) if it.unique_id not in tested}
    tested_as_one = {it for it in untested if it.startswith("int_breaks__")}  # int_breaks__found
    assert untested - tested_as_one == set()
    assert "model.tieout.int_breaks__found" in tested


def test_every_check_of_ours_names_the_model_it_is_about(manifest: Any) -> None:
    models = {it.name for it in _models(manifest)}
    ours = [
        it
        for it in manifest.nodes.values()
        if it.resource_type == "test" and getattr(it, "test_metadata", None) is None
    ]
    assert len(ours) > 5
    assert [it.name for it in ours if it.config.meta.get("about") not in models] == []


def test_what_others_read_is_under_contract(manifest: Any) -> None:
    free = [
        it.name
        for it in _models(manifest)
        if it.schema in ("marts", "syncs") and not it.contract.enforced
    ]
    assert free == []


def test_every_sync_ends_in_an_exposure_with_an_owner(manifest: Any) -> None:
    exposed = {
        node: exposure.owner.name
        for exposure in manifest.exposures.values()
        for node in exposure.depends_on.nodes
    }
    syncs = {it.unique_id for it in _models(manifest) if it.schema == "syncs"}
    assert syncs
    assert syncs == exposed.keys()
    assert all(exposed.values())


def test_the_verdicts_are_the_same_in_the_models_and_at_the_gate(manifest: Any) -> None:
    (accepted,) = (
        it.test_metadata.kwargs["values"]
        for it in manifest.nodes.values()
        if it.resource_type == "test" and it.name.startswith("accepted_values_financials_verdict")
    )
    assert tuple(accepted) == VERDICTS


def test_no_model_looks_at_the_clock() -> None:
    looking = [
        path.name
        for path in (ROOT / "models").rglob("*.sql")
        if re.search(r"current_date|current_timestamp|now\(\)", path.read_text(encoding="utf-8"))
    ]
    assert looking == []
