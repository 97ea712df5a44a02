"""On the way out: what the marts and syncs say makes sense by itself, whatever it was made from."""

from datetime import date

from checks.expected import Expectation, Suite, no_row, once, once_together, one_of, there

VERDICTS = (
    "currency_differs",
    "balance_differs",
    "overdue_differs",
    "unbilled_differs",
    "days_overdue_differs",
    "hold_differs",
    "agrees",
    "not_compared",
)


def suites(as_of: date) -> tuple[Suite, ...]:
    """What is expected of what was built for that day."""
    return (
        _suite(
            "marts.financials",
            ("account_id", "currency"),
            there("currency"),
            once_together("account_id", "currency"),
            one_of("verdict", VERDICTS),
            no_row(
                "select account_id, currency, balance_computed from {batch}"
                " where aging_current + aging_1_30 + aging_31_60 + aging_61_90 + aging_over_90"
                " + unapplied != balance_computed",
                "the ageing buckets and what is unapplied come to the balance",
            ),
            no_row(
                f"select account_id, as_of from {{batch}} where as_of != date '{as_of}'",  # noqa: S608
                f"the figures are those of {as_of}",
            ),
        ),
        _suite(
            "marts.breaks",
            ("break_id",),
            once("break_id"),
            no_row(
                "select break_id, kind, amount from {batch}"
                " where amount is not null and currency is null",
                "every amount of a break has its currency",
            ),
        ),
        _suite(
            "syncs.sync_zendesk__organizations",
            ("account_id",),
            there("external_id"),
            once("external_id"),
            once("name"),
        ),
        _suite(
            "syncs.sync_zendesk__organization_financials",
            ("account_id",),
            once("external_id"),
            no_row(
                "select account_id, external_id from {batch} where credit_hold is null"
                " or balance is null or overdue_balance is null or unbilled_orders is null"
                " or days_overdue is null or currency is null",
                "every figure that is to be shown is known",
            ),
        ),
    )


def _suite(table: str, key: tuple[str, ...], *expectations: Expectation) -> Suite:
    schema, name = table.split(".")
    return Suite("marts", f"model.tieout.{name}", schema, name, key, expectations)
