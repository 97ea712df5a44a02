"""What has landed is looked at where it lies, and a few bad rows come out as evidence."""

from datetime import date
from pathlib import Path

import duckdb
import pytest

from checks import arrivals
from checks.expected import Suite
from checks.findings import CheckResult
from checks.gate import looked_at
from tests.models.company import AS_OF
from tests.models.landing import EUR, USD, Row, customer, invoice, land, line, organization
from tieout import warehouse
from tieout.errors import StorageError

YESTERDAY = date(2026, 6, 29)


def _suites(*tables: str) -> list[Suite]:
    return [it for it in arrivals.suites(AS_OF) if it.name in tables]


def _failed(path: Path, table: str) -> list[CheckResult]:
    return [it for it in looked_at(path, _suites(table)) if not it.passed]


def _sentences(path: Path, table: str) -> list[tuple[str, str]]:
    return [(it.severity, it.sentence) for it in _failed(path, table)]


def test_a_clean_arrival_passes_everything(tmp_path: Path) -> None:
    landing = land(
        tmp_path / "landing.duckdb",
        netsuite_customer=[customer("1", "Acme")],
        netsuite_transaction=[invoice("10", "1", "100", YESTERDAY)],
        netsuite_transactionline=[line("20", "1", "4", "5")],
        zendesk_organizations=[organization("900", "Acme", "1")],
        zendesk_tickets=[{"id": "1", "status": "open"}],
        zendesk_users=[{"id": "1", "role": "end-user"}],
    )

    results = looked_at(landing, arrivals.suites(AS_OF))

    assert len(results) > 30
    assert [it for it in results if not it.passed] == []


def test_two_records_of_one_key_are_shown(tmp_path: Path) -> None:
    landing = land(
        tmp_path / "landing.duckdb",
        netsuite_customer=[customer("1", "Acme"), customer("1", "Acme again"), customer("2", "B")],
    )

    (failed,) = _failed(landing, "netsuite.customer")

    assert failed.name == "netsuite.customer: every id comes once"
    assert failed.sentence == "netsuite.customer: every id comes once: not so for 2"
    assert failed.node == "source.tieout.netsuite.customer"
    assert failed.layer == "door"
    assert failed.holds_back
    assert list(failed.evidence) == [{"id": "1"}, {"id": "1"}]


@pytest.mark.parametrize(
    ("row", "severity", "sentence"),
    [
        (
            invoice("10", "1", "100", YESTERDAY, currency="99"),
            "error",
            "every document is in a currency that we know: not so for 1",
        ),
        (
            invoice("10", "1", "-0.01", YESTERDAY),
            "error",
            "nothing unpaid or unused is negative: not so for 1",
        ),
        (
            invoice("10", "1", "100", YESTERDAY, status="Q"),
            "warn",
            "every status is one that its type can have: not so for 1",
        ),
        (
            invoice("10", "1", "100", YESTERDAY, trandate=date(2026, 7, 2)),
            "warn",
            "no document is dated in the future, or falls due in another age: not so for 1",
        ),
        (
            invoice("10", "1", "100", date(2206, 7, 2)),
            "warn",
            "no document is dated in the future, or falls due in another age: not so for 1",
        ),
    ],
)
def test_a_document_that_cannot_be_is_found(
    tmp_path: Path, row: Row, severity: str, sentence: str
) -> None:
    landing = land(tmp_path / "landing.duckdb", netsuite_transaction=[row])

    assert _sentences(landing, "netsuite.transaction") == [
        (severity, f"netsuite.transaction: {sentence}")
    ]


def test_money_is_exact_in_the_evidence(tmp_path: Path) -> None:
    landing = land(
        tmp_path / "landing.duckdb",
        netsuite_transaction=[invoice("10", "1", "-12345678901234.67", YESTERDAY)],
    )

    (failed,) = _failed(landing, "netsuite.transaction")

    assert failed.evidence_json == (
        '[{"id": "10", "type": "CustInvc", "foreignamountunpaid": "-12345678901234.67",'
        ' "foreignpaymentamountunused": "0.00"}]'
    )


def test_a_status_with_its_type_in_front_is_known_too(tmp_path: Path) -> None:
    landing = land(
        tmp_path / "landing.duckdb",
        netsuite_transaction=[invoice("10", "1", "1", YESTERDAY, status="CustInvc:A")],
    )

    assert _sentences(landing, "netsuite.transaction") == []


def test_there_is_one_base_currency(tmp_path: Path) -> None:
    landing = land(
        tmp_path / "landing.duckdb", netsuite_currency=[USD, {**EUR, "isbasecurrency": True}]
    )

    (failed,) = _failed(landing, "netsuite.currency")

    assert failed.sentence == "netsuite.currency: there is one base currency: not so for 1"
    assert list(failed.evidence) == [{"base_currencies": 2}]


def test_a_table_without_the_column_fails_and_says_so(tmp_path: Path) -> None:
    landing = land(tmp_path / "landing.duckdb")
    with duckdb.connect(str(landing)) as connection:
        connection.execute("alter table raw_netsuite.customer drop column searchstage")

    (failed,) = _failed(landing, "netsuite.customer")

    assert failed.severity == "error"
    assert failed.sentence == (
        "netsuite.customer: every searchstage is one of Customer, Prospect, Lead: could not be "
        'looked at: Error: The column "searchstage" in BatchData does not exist.'
    )


def test_the_second_look_sees_what_changed_and_nobody_waits_for_the_file(tmp_path: Path) -> None:
    landing = land(tmp_path / "landing.duckdb", netsuite_customer=[customer("1", "Acme")])
    assert _sentences(landing, "netsuite.customer") == []

    with warehouse.connect(landing) as connection:
        connection.execute("update raw_netsuite.customer set searchstage = 'Suspect'")

    assert _sentences(landing, "netsuite.customer") == [
        (
            "error",
            "netsuite.customer: every searchstage is one of Customer, Prospect, Lead: not so for 1",
        )
    ]


def test_a_file_that_is_not_there_is_an_error_of_ours(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="cannot be opened"):
        looked_at(tmp_path / "landing.duckdb", _suites("netsuite.customer"))
