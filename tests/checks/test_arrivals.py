"""Of every new system a bad row is found at the door, and a messy company has none."""

from datetime import date, datetime
from pathlib import Path

import pytest

from checks import arrivals
from checks.gate import looked_at
from sandbox.world import build
from tests.models.company import AS_OF
from tests.models.landing import Row, land
from tests.models.world_landing import land_world

ID = {"id": "1"}
MAY, JUNE = date(2026, 5, 1), date(2026, 6, 1)
KEPT = {**ID, "isdeleted": "false"}

BAD: tuple[tuple[str, Row, str, str], ...] = (
    (
        "salesforce.account",
        {**KEPT, "currencyisocode": "ZZZ"},
        "warn",
        "every account is in a currency that the ERP knows",
    ),
    (
        "salesforce.account",
        {**KEPT, "gtv_past_due_amount__c": "-0.01"},
        "warn",
        "no gtv_past_due_amount__c is negative",
    ),
    (
        "salesforce.opportunity",
        {**KEPT, "isclosed": "false", "iswon": "true"},
        "warn",
        "what is won is closed",
    ),
    (
        "salesforce.order",
        {**KEPT, "statuscode": "Lost"},
        "warn",
        "every statuscode is one of Draft, Activated, Canceled, Superseded, Expired",
    ),
    (
        "salesforce.subscription",
        {**KEPT, "mrr__c": "-10"},
        "warn",
        "no mrr__c, quantity__c or term__c is negative",
    ),
    (
        "salesforce.subscription",
        {**KEPT, "start_date__c": JUNE, "end_date__c": MAY},
        "warn",
        "no subscription ends before it starts",
    ),
    (
        "gotransverse.billing_accounts",
        {**ID, "currency_code": "ZZZ"},
        "error",
        "every account is in a currency that the ERP knows",
    ),
    (
        "gotransverse.services",
        {**ID, "agreement_start_date": JUNE, "agreement_end_date": MAY},
        "warn",
        "no service, or agreement of one, ends before it starts",
    ),
    (
        "gotransverse.service_prices",
        {**ID, "service_id": "2", "amount": "-1"},
        "warn",
        "no amount is negative",
    ),
    (
        "gotransverse.invoices",
        {**ID, "amount": "10", "amount_to_pay": "10.01"},
        "warn",
        "no more is to be paid than was invoiced",
    ),
    (
        "gotransverse.invoices",
        {**ID, "currency_code": "ZZZ"},
        "error",
        "every invoice is in a currency that the ERP knows",
    ),
    (
        "gotransverse.payments",
        {**ID, "unapplied_amount": "-1"},
        "warn",
        "no amount, received_amount, refunded_amount, canceled_amount or unapplied_amount "
        "is negative",
    ),
    (
        "gotransverse.adjustments",
        {**ID, "currency_code": "ZZZ"},
        "error",
        "every adjustment is in a currency that the ERP knows",
    ),
    (
        "hubspot.partner_clients",
        {**ID, "hs_total_subscription_mrr": "-1"},
        "warn",
        "no hs_total_subscription_mrr is negative",
    ),
    (
        "bigcommerce.orders",
        {**ID, "total_inc_tax": "10", "refunded_amount": "11"},
        "warn",
        "nobody gets back more than was paid",
    ),
    ("bigcommerce.orders", {**ID, "status_id": 15}, "warn", "every status is one of the fifteen"),
    (
        "bigcommerce.order_products",
        {**ID, "order_id": "2", "quantity": "1", "quantity_shipped": "2"},
        "warn",
        "nothing is sent or refunded that was not ordered",
    ),
    (
        "astea.jobs",
        {
            "order_id": "SV1",
            "opened_at": datetime(2026, 6, 2, 9),  # noqa: DTZ001 - landed as UTC
            "closed_at": datetime(2026, 6, 1, 9),  # noqa: DTZ001
        },
        "warn",
        "no job ends before it starts",
    ),
    (
        "netsuite.subscription",
        {**ID, "currency": "99"},
        "error",
        "every subscription is in a currency that we know",
    ),
    (
        "netsuite.subscriptionline",
        {**ID, "subscription": "2", "startdate": JUNE, "enddate": MAY},
        "warn",
        "no line ends before it starts",
    ),
    (
        "netsuite.subscriptionpriceinterval",
        {**ID, "subscription": "2", "quantity": "-1"},
        "warn",
        "no quantity is negative",
    ),
    (
        "netsuite.subscriptionchangeorder",
        {**ID, "action": "FORGET"},
        "warn",
        "every action and status is one that the vendor lists",
    ),
)


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> set[tuple[str, str]]:
    """Severity and sentence of all that is wrong where every table holds its bad rows."""
    rows: dict[str, list[Row]] = {}
    for number, (table, row, _, _) in enumerate(BAD):
        key = "order_id" if table == "astea.jobs" else "id"
        rows.setdefault(table.replace(".", "_"), []).append({**row, key: str(number)})
    landing = land(tmp_path_factory.mktemp("bad") / "landing.duckdb", **rows)
    looked = looked_at(landing, arrivals.suites(AS_OF))
    return {(it.severity, it.sentence) for it in looked if not it.passed}


@pytest.mark.parametrize(("table", "severity", "sentence"), [(it[0], *it[2:]) for it in BAD])
def test_a_row_that_cannot_be_is_found(
    found: set[tuple[str, str]], table: str, severity: str, sentence: str
) -> None:
    assert (severity, f"{table}: {sentence}: not so for 1") in found


def test_nothing_else_is_said_of_those_rows(found: set[tuple[str, str]]) -> None:
    assert len(found) == len(BAD)


def test_two_records_of_one_key_are_named_by_it(tmp_path: Path) -> None:
    landing = land(
        tmp_path / "landing.duckdb",
        hubspot_companies=[{"id": "1", "customer_key": "c7"}, {"id": "2", "customer_key": "C7"}],
    )
    (failed,) = [it for it in looked_at(landing, arrivals.suites(AS_OF)) if not it.passed]
    assert failed.sentence == (
        "hubspot.companies: no two companies have one customer key: not so for 1"
    )
    assert list(failed.evidence) == [{"customer_key": "c7", "records": 2}]


def test_what_was_deleted_in_the_crm_may_hold_anything(tmp_path: Path) -> None:
    gone = {"id": "1", "isdeleted": "true", "currencyisocode": "ZZZ", "mrr__c": "-1"}
    landing = land(tmp_path / "landing.duckdb", salesforce_subscription=[gone])
    assert [it for it in looked_at(landing, arrivals.suites(AS_OF)) if not it.passed] == []


def test_currencies_are_not_held_against_anybody_where_the_erp_was_not_read(tmp_path: Path) -> None:
    account = {"id": "1", "currency_code": "EUR"}
    landing = land(
        tmp_path / "landing.duckdb", netsuite_currency=[], gotransverse_billing_accounts=[account]
    )
    wrong = [it.sentence for it in looked_at(landing, arrivals.suites(AS_OF)) if not it.passed]
    assert [it for it in wrong if it.startswith("gotransverse.")] == []


def test_a_messy_company_arrives_well(tmp_path: Path) -> None:
    landing = land_world(tmp_path / "landing.duckdb", build(40, 1, "messy"))
    wrong = [it.sentence for it in looked_at(landing, arrivals.suites(AS_OF)) if not it.passed]
    assert wrong == []
