"""What the source counted is what we hold, or what we set aside, or something was lost."""

from datetime import timedelta
from decimal import Decimal

import duckdb
import pytest

from checks.control_totals import ControlTotal, control_totals
from checks.findings import CheckResult
from checks.run import both_files
from checks.staging_tables import Staged, staged_tables
from tests.models.company import Company
from tests.models.landing import NOON, Row, customer


def _said(measure: str, currency: str, value: str, minutes: int = 0) -> Row:
    return {
        "run_id": f"r{minutes}",
        "table_name": "customer",
        "measure": measure,
        "currency": currency,
        "source_value": value,
        "taken_at": NOON + timedelta(minutes=minutes),
    }


def _set_aside(key: str) -> Row:
    return {"table_name": "customer", "record_key": key, "reason": "id: null", "payload": "{}"}


def _totals(
    company: Company, said: list[Row], set_aside: list[Row]
) -> dict[tuple[str, str], tuple[ControlTotal, CheckResult]]:
    """Two customers that owe 100.00 dollars and 50.00 euros."""
    company.built(
        netsuite_customer=[
            customer("1", "Acme", balancesearch="100"),
            customer("2", "Beta", balancesearch="50", currency="2"),
        ],
        netsuite_source_totals=said,
        netsuite_rejected_rows=set_aside,
    )
    tables = [it for it in staged_tables(company.dbt.manifest) if it.table == "customer"]
    with both_files(company.settings) as connection:
        found = list(control_totals(connection, tables, "r1"))
    return {(total.measure, total.currency): (total, check) for total, check in found}


def test_totals_that_tie_pass(company: Company) -> None:
    said = [
        _said("count", "", "2"),
        _said("balancesearch", "1", "100"),
        _said("balancesearch", "2", "50"),
    ]

    found = _totals(company, said, [])

    assert {key: total.ties for key, (total, _) in found.items()} == {
        ("count", ""): True,
        ("balancesearch", "1"): True,
        ("balancesearch", "2"): True,
    }
    total, check = found["balancesearch", "2"]
    assert [total.source_value, total.raw_value, total.staged_value] == [Decimal(50)] * 3
    assert total.sentence == (
        "netsuite.customer, balancesearch in currency 2: 50 at the source, 50 in landing, "
        "50 in staging"
    )
    assert check.passed
    assert check.name == "netsuite.customer: balancesearch of currency 2 ties"


def test_a_record_that_was_lost_is_an_error(company: Company) -> None:
    _, check = _totals(company, [_said("count", "", "3")], [])["count", ""]

    assert check.holds_back
    assert check.node == "source.tieout.netsuite.customer"
    assert check.sentence == (
        "netsuite.customer, records: 3 at the source, 2 in landing, 2 in staging"
    )
    assert list(check.evidence) == [
        {"source_value": Decimal(3), "raw_value": Decimal(2), "staged_value": Decimal(2)}
    ]


def test_a_difference_that_is_just_what_was_set_aside_is_a_warning(company: Company) -> None:
    said = [_said("count", "", "3"), _said("balancesearch", "1", "107.5")]

    found = _totals(company, said, [_set_aside("3")])

    checks = [found["count", ""][1], found["balancesearch", "1"][1]]
    assert [(it.passed, it.severity, it.holds_back) for it in checks] == [
        (False, "warn", False)
    ] * 2
    assert checks[1].sentence == (
        "netsuite.customer, balancesearch in currency 1: 107.50 at the source, 100 in landing, "
        "100 in staging; records set aside: 1"
    )


@pytest.mark.parametrize("counted", ["2", "4"])
def test_a_difference_that_is_not_what_was_set_aside_is_an_error(
    company: Company, counted: str
) -> None:
    found = _totals(
        company, [_said("count", "", counted), _said("balancesearch", "1", "99")], [_set_aside("3")]
    )

    assert found["balancesearch", "1"][1].holds_back


def test_a_currency_that_only_the_source_knows_is_missed(company: Company) -> None:
    total, check = _totals(company, [_said("balancesearch", "3", "9")], [])["balancesearch", "3"]

    assert [total.source_value, total.raw_value] == [Decimal(9), Decimal(0)]
    assert not total.ties
    assert check.holds_back


def test_only_what_the_source_said_last_counts(company: Company) -> None:
    said = [_said("count", "", "7"), _said("count", "", "2", minutes=5)]

    assert _totals(company, said, [])["count", ""][0].ties


def test_a_source_that_says_nothing_leaves_landing_and_staging_to_tie(company: Company) -> None:
    total, check = _totals(company, [], [])["count", ""]

    assert total.source_value is None
    assert total.ties
    assert check.sentence == (
        "netsuite.customer, records: not stated by the source, 2 in landing, 2 in staging"
    )


def test_what_is_marked_as_deleted_is_in_no_total() -> None:
    """Of three accounts one is deleted: 100.00 dollars are left of 150.00."""
    table = Staged(
        *("crm", "account", "source.crm.account", "raw_crm", "model.stg_crm__accounts", "staging"),
        "stg_crm__accounts",
        totals={"owed": "balance"},
        currency={"code": "currency"},
        deleted={"isdeleted": "is_deleted"},
    )
    with duckdb.connect() as connection:
        connection.execute("attach ':memory:' as landing; create schema landing.raw_crm")
        connection.execute(
            "create table landing.raw_crm.account as from (values (60.00, 'USD', false),"
            " (40.00, 'USD', null), (50.00, 'USD', true)) as it(owed, code, isdeleted);"
            "create schema staging; create table staging.stg_crm__accounts as select owed as"
            " balance, code as currency, isdeleted as is_deleted from landing.raw_crm.account;"
            "create table landing.raw_crm.rejected_rows (table_name varchar);"
            "create table landing.raw_crm.source_totals as from (values"
            " ('r1', 'account', 'count', '', 2.00, now()),"
            " ('r1', 'account', 'owed', 'USD', 100.00, now()))"
            " as it(run_id, table_name, measure, currency, source_value, taken_at)"
        )
        found = [total for total, _ in control_totals(connection, [table], "r1")]
    assert [(it.measure, it.source_value, it.raw_value, it.staged_value) for it in found] == [
        ("count", Decimal(2), Decimal(2), Decimal(2)),
        ("owed", Decimal(100), Decimal(100), Decimal(100)),
    ]
    assert all(it.ties for it in found)
