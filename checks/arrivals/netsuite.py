"""What NetSuite's tables hold as they land: parties, documents and their lines."""

from datetime import date, timedelta

from checks.arrivals.words import suite
from checks.expected import Suite, at_least, no_row, once, once_together, one_of, there

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
    """What is expected on that day."""
    return (
        suite(
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
        suite("netsuite.subsidiary", ("id",), there("id"), once("id")),
        suite(
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
        suite(
            "netsuite.transactionline",
            ("transaction", "id"),
            once_together("transaction", "id"),
            at_least("quantitybilled", 0),
            no_row(
                "select transaction, id from {batch} where mainline or taxline",
                "no line is a header or tax line",
            ),
        ),
        suite(
            "netsuite.transactionlink",
            ("previousdoc", "nextdoc"),
            once_together("previousdoc", "previousline", "nextdoc", "nextline", "linktype"),
        ),
        suite("netsuite.deletedrecord", ("recordid", "type"), once_together("recordid", "type")),
    )


def _transactions(as_of: date) -> Suite:
    known = " or ".join(
        f"(type = '{type_}' and right(status, 1) in ({', '.join(repr(it) for it in letters)}))"
        for type_, letters in STATUSES.items()
    )
    return suite(
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
