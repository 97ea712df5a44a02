"""A table that could not be read speaks of another day, and says of which."""

from datetime import timedelta

from checks.findings import CheckResult
from checks.freshness import freshness
from checks.run import both_files
from checks.staging_tables import staged_tables
from tests.models.company import Company
from tests.models.landing import NOON, Row, read_well


def _stale(minutes: int) -> Row:
    return {
        "run_id": "r2",
        "table_name": "organizations",
        "status": "stale",
        "started_at": NOON + timedelta(minutes=minutes),
        "error": "zendesk: 503 after four tries",
    }


def _fresh(minutes: int) -> Row:
    (row,) = read_well("organizations", at=NOON + timedelta(minutes=minutes))
    return row


def _of_organizations(company: Company, *reads: Row) -> CheckResult:
    company.built(zendesk_extractions=list(reads))
    tables = [it for it in staged_tables(company.dbt.manifest) if it.table == "organizations"]
    with both_files(company.settings) as connection:
        (result,) = freshness(connection, tables)
    return result


def test_a_table_that_was_read_well_last_is_fresh(company: Company) -> None:
    result = _of_organizations(company, _fresh(0), _stale(15), _fresh(30))

    assert result.passed
    assert result.sentence == "zendesk.organizations is fresh"


def test_a_table_that_could_not_be_read_says_since_when_and_why(company: Company) -> None:
    result = _of_organizations(company, _fresh(0), _stale(15), _stale(30))

    assert result.holds_back
    assert result.node == "source.tieout.zendesk.organizations"
    assert result.sentence == (
        "zendesk.organizations could not be read since 2026-06-30 12:00 UTC: "
        "zendesk: 503 after four tries"
    )


def test_a_table_that_was_never_read_well_says_so(company: Company) -> None:
    assert _of_organizations(company, _stale(15)).sentence == (
        "zendesk.organizations was never read: zendesk: 503 after four tries"
    )
    assert _of_organizations(company).sentence == "zendesk.organizations was never read"
