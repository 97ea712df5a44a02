"""Declarations of syncs: what they mean, and every way in which they can be wrong."""

from copy import deepcopy
from fractions import Fraction
from typing import Any

import pytest

from reverse_etl import specs
from systems.base import Field
from tests.reverse_etl.stage import COMPANIES, DECLARED, FINANCIALS
from tieout.errors import SettingsError
from tieout.settings import SyncSettings


def changed(sync: str, **more: Any) -> dict[str, dict[str, Any]]:
    declared = deepcopy(DECLARED)
    declared[sync] |= more
    return declared


def faults_of(declared: dict[str, dict[str, Any]]) -> tuple[str, ...]:
    with pytest.raises(SettingsError) as raised:
        specs.load(declared, {})
    return raised.value.faults


def test_a_declaration_says_where_rows_go_and_as_what() -> None:
    companies, financials = specs.load(DECLARED, {})

    assert (companies.system, companies.object, companies.action) == ("crm", "companies", "upsert")
    assert companies.columns.record_id == "company_id_crm"
    assert financials.fields[1] == ("balance", Field("balance", "decimal", scale=2))
    assert companies.creates
    assert not financials.creates


def test_a_sync_that_does_not_say_its_mode_only_plans() -> None:
    declared = deepcopy(DECLARED)
    del declared[COMPANIES]["mode"]
    assert {spec.name: spec.mode for spec in specs.load(declared, {})} == {
        COMPANIES: "plan",
        FINANCIALS: "apply",
    }


def test_a_share_written_as_a_fraction_is_exact() -> None:
    declared = changed(COMPANIES, limits={"greatest_share": 0.3})
    assert specs.load(declared, {})[0].limits.greatest_share == Fraction(3, 10)


def test_a_persons_word_goes_before_the_declarations() -> None:
    said = SyncSettings("plan", 5, Fraction(1, 10), "respect")

    spec = specs.load(DECLARED, {COMPANIES: said})[0]

    assert (spec.mode, spec.on_hand_edit) == ("plan", "respect")
    assert (spec.limits.most_changes, spec.limits.greatest_share) == (5, Fraction(1, 10))
    assert spec.limits.small_set == 20


def test_every_fault_of_every_declaration_is_told_at_once() -> None:
    declared = changed(
        COMPANIES,
        action="replace",
        mode="on",
        colour="red",
        limits={"most_changes": -1, "greatest_share": 1.5, "largest": 3},
        fields={
            "name": {"kind": "text"},
            "external_id": {"name": "external_id", "kind": "money", "scale": -1},
            "size": "integer",
        },
    )
    declared[FINANCIALS] = {"system": "crm", "fields": {}}

    assert faults_of(declared) == (
        f"{COMPANIES}: colour is not known here",
        f"{COMPANIES}: fields.name: name is missing",
        f"{COMPANIES}: fields.external_id: kind must be one of text, integer, decimal, boolean, "
        "date, timestamp, json, got 'money'",
        f"{COMPANIES}: fields.external_id: scale must be a whole number from 0 to 18, got -1",
        f"{COMPANIES}: fields.size: must say name and kind, got 'integer'",
        f"{COMPANIES}: action must be one of update, upsert, create, got 'replace'",
        f"{COMPANIES}: mode must be one of off, plan, apply, got 'on'",
        f"{COMPANIES}: limits.largest is not known here",
        f"{COMPANIES}: limits.greatest_share must be between 0 and 1, got 1.5",
        f"{COMPANIES}: limits.most_changes must be a whole number, got -1",
        f"{FINANCIALS}: object is missing",
        f"{FINANCIALS}: record_id is missing",
        f"{FINANCIALS}: external_id is missing",
        f"{FINANCIALS}: name is missing",
        f"{FINANCIALS}: why is missing",
        f"{FINANCIALS}: fields must name at least one column and the field it becomes",
    )


def test_one_field_for_two_columns_is_refused() -> None:
    fields = {"name": {"name": "name"}, "legal_name": {"name": "name"}}
    assert faults_of(changed(COMPANIES, fields=fields)) == (
        f"{COMPANIES}: field name is named by two columns",
    )


def test_two_syncs_that_disagree_on_what_a_field_is_are_refused() -> None:
    fields = {"name": {"name": "balance", "kind": "decimal", "scale": 4}}
    assert faults_of(changed(COMPANIES, fields=fields)) == (
        f"{FINANCIALS}: field balance is decimal of scale 2 here and decimal of scale 4 in "
        f"{COMPANIES}",
    )


def test_a_setting_for_a_sync_that_does_not_exist_is_refused() -> None:
    with pytest.raises(SettingsError) as raised:
        specs.load(DECLARED, {"sync_crm__compnies": SyncSettings()})
    assert raised.value.faults == (
        "tieout.toml [sync.sync_crm__compnies]: there is no such sync among "
        f"{COMPANIES}, {FINANCIALS}",
    )
