"""At the door: what has landed is what the vendors say they send.

What would put a wrong figure into another system is an error; what only makes our recomputation
poorer is a warning.
"""

from datetime import date, timedelta

from checks.expected import (
    Expectation,
    Suite,
    at_least,
    no_row,
    once,
    once_together,
    one_of,
    there,
)

# letters of SuiteTalk REST, by type of document
STATUSES = {
    "SalesOrd": "ABCDEFGH",
    "CustInvc": "ABDEV",
    "CustCred": "AB",
    "CustPymt": "ABC",
    "CustDep": "ABC",
}
FIRST_DAY = date(1990, 1, 1)  # before the vendor was founded
LONGEST_AHEAD = timedelta(days=3660)  # no document falls due later than in ten years

_CURRENCY_IS_UNKNOWN = (
    "select it.id, it.currency from {batch} as it"
    " left join raw_netsuite.currency as known on it.currency = known.id"
    " where known.id is null"
)


def suites(as_of: date) -> tuple[Suite, ...]:
    """What is expected of every landed table on that day."""
    return (*_netsuite(as_of), *_zendesk())


def _netsuite(as_of: date) -> tuple[Suite, ...]:
    return (
        _suite(
            "netsuite.currency",
            ("id",),
            there("id"),
            once("id"),
            once("symbol"),
            no_row(
                "select id, symbol, exchangerate from {batch}"
                " where exchangerate is null or exchangerate <= 0",
                "every currency has a rate against the base currency",
            ),
            no_row(
                "select count(*) as base_currencies from {batch} where isbasecurrency"
                " having count(*) != 1",
                "there is one base currency",
            ),
        ),
        _suite("netsuite.subsidiary", ("id",), there("id"), once("id")),
        _suite(
            "netsuite.customer",
            ("id",),
            there("id"),
            once("id"),
            one_of("searchstage", ("Customer", "Prospect", "Lead")),
            one_of("creditholdoverride", ("AUTO", "ON", "OFF")),
            no_row(_CURRENCY_IS_UNKNOWN, "every customer is kept in a currency that we know"),
            at_least("daysoverduesearch", 0),
        ),
        _transactions(as_of),
        _suite(
            "netsuite.transactionline",
            ("transaction", "id"),
            once_together("transaction", "id"),
            at_least("quantitybilled", 0),
            no_row(
                "select transaction, id from {batch} where mainline or taxline",
                "no line is a header or tax line",
            ),
        ),
        _suite(
            "netsuite.transactionlink",
            ("previousdoc", "nextdoc"),
            once_together("previousdoc", "previousline", "nextdoc", "nextline", "linktype"),
        ),
        _suite("netsuite.deletedrecord", ("recordid", "type"), once_together("recordid", "type")),
    )


def _transactions(as_of: date) -> Suite:
    known = " or ".join(
        f"(type = '{type_}' and right(status, 1) in ({', '.join(repr(it) for it in letters)}))"
        for type_, letters in STATUSES.items()
    )
    return _suite(
        "netsuite.transaction",
        ("id",),
        there("id"),
        once("id"),
        one_of("type", tuple(STATUSES)),
        no_row(_CURRENCY_IS_UNKNOWN, "every document is in a currency that we know"),
        no_row(
            "select id, type, foreignamountunpaid, foreignpaymentamountunused from {batch}"
            " where foreignamountunpaid < 0 or foreignpaymentamountunused < 0",
            "nothing unpaid or unused is negative",
        ),
        no_row(
            f"select id, type, status from {{batch}} where not ({known})",  # noqa: S608 - our own list
            "every status is one that its type can have",
            "warn",
        ),
        no_row(
            "select id, trandate, duedate from {batch}"  # noqa: S608 - dates of our own
            f" where trandate not between date '{FIRST_DAY}' and date '{as_of + timedelta(days=1)}'"
            f" or duedate not between date '{FIRST_DAY}' and date '{as_of + LONGEST_AHEAD}'",
            "no document is dated in the future, or falls due in another age",
            "warn",
        ),
    )


def _zendesk() -> tuple[Suite, ...]:
    return (
        _suite(
            "zendesk.organizations",
            ("id",),
            there("id"),
            once("id"),
            there("name"),
            no_row(
                "select lower(external_id) as external_id, count(*) as organizations from {batch}"
                " where deleted_at is null and external_id is not null"
                " group by lower(external_id) having count(*) > 1",
                "no two live organizations have one external id",
                "warn",
            ),
        ),
        _suite("zendesk.organization_fields", ("id",), there("key"), once("key")),
        _suite(
            "zendesk.users",
            ("id",),
            there("id"),
            once("id"),
            one_of("role", ("end-user", "agent", "admin"), "warn"),
        ),
        _suite(
            "zendesk.tickets",
            ("id",),
            there("id"),
            once("id"),
            one_of(
                "status",
                ("new", "open", "pending", "hold", "solved", "closed", "deleted"),
                "warn",
            ),
        ),
    )


def _suite(table: str, key: tuple[str, ...], *expectations: Expectation) -> Suite:
    system, name = table.split(".")
    return Suite(
        layer="door",
        node=f"source.tieout.{system}.{name}",
        schema=f"raw_{system}",
        table=name,
        key=key,
        expectations=expectations,
    )
