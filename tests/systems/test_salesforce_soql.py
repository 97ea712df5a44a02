from datetime import UTC, datetime, timedelta, timezone
from urllib.parse import quote

import pytest

from systems.salesforce.soql import (
    LONGEST_ADDRESS,
    Place,
    bulk_query,
    count_query,
    moment,
    page_query,
    sum_query,
    text,
    with_values,
)

NINE = datetime(2026, 5, 27, 9, 30, tzinfo=UTC)


def test_a_full_read_goes_by_id() -> None:
    assert page_query(["Id", "Name"], "Account", None, None) == (
        "SELECT Id, Name FROM Account ORDER BY Id"
    )
    assert page_query(["Id"], "Account", None, Place(None, "001A")) == (
        "SELECT Id FROM Account WHERE Id > '001A' ORDER BY Id"
    )


def test_an_increment_goes_by_time_and_id() -> None:
    assert page_query(["Id"], "Account", NINE, None) == (
        "SELECT Id FROM Account WHERE SystemModstamp >= 2026-05-27T09:30:00Z "
        "ORDER BY SystemModstamp, Id"
    )
    after = Place(NINE + timedelta(milliseconds=120), "001A")
    assert page_query(["Id"], "Account", NINE, after) == (
        "SELECT Id FROM Account WHERE SystemModstamp > 2026-05-27T09:30:00.120Z OR "
        "(SystemModstamp = 2026-05-27T09:30:00.120Z AND Id > '001A') ORDER BY SystemModstamp, Id"
    )


def test_a_job_has_no_order() -> None:
    assert bulk_query(["Id"], "Order", None) == "SELECT Id FROM Order"
    assert bulk_query(["Id"], "Order", NINE) == (
        "SELECT Id FROM Order WHERE SystemModstamp >= 2026-05-27T09:30:00Z"
    )


def test_totals_are_by_currency_where_there_are_several() -> None:
    assert count_query("Account") == "SELECT COUNT() FROM Account"
    assert sum_query("Opportunity", "Amount", "CurrencyIsoCode") == (
        "SELECT CurrencyIsoCode, SUM(Amount) summed FROM Opportunity GROUP BY CurrencyIsoCode"
    )
    assert sum_query("Opportunity", "Amount", None) == "SELECT SUM(Amount) summed FROM Opportunity"


def test_values_are_asked_for_as_many_as_an_address_holds() -> None:
    values = [f"Müller & Söhne {number}" for number in range(1000)]
    queries = list(with_values(["Id"], "Account", "NetSuite_Id__c", values))
    assert len(queries) > 1
    assert all(len(quote(query, safe="")) < LONGEST_ADDRESS + 100 for query in queries)
    assert "".join(queries).count("Müller") == 1000
    assert list(with_values(["Id"], "Account", "Id", [])) == []


@pytest.mark.parametrize(
    ("plain", "written"),
    [
        ("O'Brien", r"'O\'Brien'"),
        ("a\\b", r"'a\\b'"),
        ("two\nlines\r\t", r"'two\nlines\r\t'"),
        ("' OR Name != '", r"'\' OR Name != \''"),
    ],
)
def test_a_text_is_written_so_that_nothing_in_it_is_understood(plain: str, written: str) -> None:
    assert text(plain) == written


def test_a_time_is_written_in_utc_and_never_rounded_up() -> None:
    east = timezone(timedelta(hours=2))
    assert moment(datetime(2026, 5, 27, 11, 30, 0, 999_999, tzinfo=east)) == (
        "2026-05-27T09:30:00.999Z"
    )
