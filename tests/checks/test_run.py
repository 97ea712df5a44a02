"""A failed check holds back what is made from what it looked at, and nothing else."""

import duckdb

from checks.findings import CheckReport
from checks.run import run
from sandbox.world import build
from tests.models.company import Company
from tests.models.landing import NOON, TABLES, customer, invoice, line, organization, read_well
from tests.models.world_landing import land_world
from tieout import warehouse

BOTH = {"sync_zendesk__organizations", "sync_zendesk__organization_financials"}


def _checked(company: Company, run_id: str = "r1") -> CheckReport:
    return run(company.settings, company.dbt, run_id)


def test_a_messy_company_passes_every_check_and_nobody_waits_for_a_file(company: Company) -> None:
    land_world(company.settings.landing, build(40, 1, "messy"))
    company.build()

    report = _checked(company)

    assert len(report.results) > 100
    assert [it.sentence for it in report.results if not it.passed] == []
    assert report.held == {}
    for file in (company.settings.warehouse, company.settings.landing):
        duckdb.connect(str(file)).close()


def test_a_bad_customer_holds_back_both_syncs_and_is_kept_as_evidence(company: Company) -> None:
    company.built(
        netsuite_customer=[customer("1", "Acme", creditholdoverride="PERHAPS")],
        netsuite_source_totals=[
            {
                "run_id": "r1",
                "table_name": "customer",
                "measure": "count",
                "currency": "",
                "source_value": "1",
                "taken_at": NOON,
            }
        ],
    )

    report = _checked(company, "20260630T141500-3f2a")

    sentence = "netsuite.customer: every creditholdoverride is one of AUTO, ON, OFF: not so for 1"
    assert _held(report) == dict.fromkeys(BOTH, (sentence,))
    assert company.row(
        "select run_id, layer, node, severity, passed, failing, sentence, evidence"
        " from ops.checks where not passed"
    ) == {
        "run_id": "20260630T141500-3f2a",
        "layer": "door",
        "node": "source.tieout.netsuite.customer",
        "severity": "error",
        "passed": False,
        "failing": 1,
        "sentence": sentence,
        "evidence": '[{"id": "1", "creditholdoverride": "PERHAPS"}]',
    }
    assert company.row("select count(*) as checks from ops.checks")["checks"] == len(report.results)
    assert company.row(
        "select system, source_value, raw_value, staged_value, rejected_count, ties"
        " from ops.control_totals where object = 'customer' and measure = 'count'"
    ) == {
        "system": "netsuite",
        "source_value": 1,
        "raw_value": 1,
        "staged_value": 1,
        "rejected_count": 0,
        "ties": True,
    }


def test_a_lost_order_holds_back_the_figures_and_not_the_names(company: Company) -> None:
    company.built(
        netsuite_customer=[customer("1", "Acme", balancesearch="5")],
        netsuite_transaction=[invoice("10", "1", "5", NOON.date(), status="Q")],
        netsuite_transactionline=[line("20", "1", "4", "5", foreignamount="-20")],
    )

    report = _checked(company)

    lost = "stg_netsuite__transactions: every order line has its order: not so for 1"
    assert _held(report) == {"sync_zendesk__organization_financials": (lost,)}
    assert [it.sentence for it in report.failed] == [lost]
    assert [it.sentence for it in report.warnings] == [
        "netsuite.transaction: every status is one that its type can have: not so for 1"
    ]


def test_a_table_that_was_never_read_holds_back_all_that_would_be_made_of_nothing(
    company: Company,
) -> None:
    read = [it for it in TABLES["zendesk"] if it not in ("organizations", "tickets")]
    company.built(netsuite_customer=[customer("1", "Acme")], zendesk_extractions=read_well(*read))

    report = _checked(company)

    assert _held(report) == dict.fromkeys(BOTH, ("zendesk.organizations was never read",))
    assert [it.sentence for it in report.failed] == [
        "zendesk.organizations was never read",
        "zendesk.tickets was never read",
    ]


def test_figures_that_were_changed_behind_the_models_are_not_shown(company: Company) -> None:
    company.built(
        netsuite_customer=[customer("1", "Acme", balancesearch="5")],
        zendesk_organizations=[organization("900", "Acme", "1")],
    )
    with warehouse.connect(company.settings.warehouse) as connection:
        connection.execute(
            "update marts.financials"
            " set balance = 6, balance_computed = 7, as_of = date '2026-06-29'"
        )

    held = _checked(company).held

    assert set(held) == {"sync_zendesk__organization_financials"}
    assert set(held["sync_zendesk__organization_financials"]) == {
        "financials: aging and unapplied come to the balance: not so for 1",
        "financials: every customer has its financials: not so for 1",
        "financials: no open amount falls out of the financials: not so for 1",
        "marts.financials: the ageing buckets and what is unapplied come to the balance: not so "
        "for 1",
        "marts.financials: the figures are those of 2026-06-30: not so for 1",
    }


def _held(report: CheckReport) -> dict[str, tuple[str, ...]]:
    """What speaks against the syncs of the helpdesk."""
    return {sync: report.held[sync] for sync in BOTH if sync in report.held}
