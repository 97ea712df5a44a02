"""Which column holds what."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from matching.columns import columns
from matching.tables import Table
from tieout.errors import UsageError

FIRMS = ("Borealis Foods", "Harbour Cables", "Inland Glass", "Acme", "Middesk")


def given(**held: Sequence[str]) -> Table:
    rows = [list(row) for row in zip(*held.values(), strict=True)]
    headers = tuple(header.replace("__", " ") for header in held)
    return Table(Path("given.csv"), "utf-8", ",", headers, rows, 0)


def found(table: Table, named: Mapping[str, Sequence[str]] | None = None) -> dict[str, str]:
    return columns(table, named or {})


def test_a_column_is_known_by_its_header_however_it_is_written() -> None:
    table = given(
        Record__ID=("a", "b"),
        Site__name=("Acme", "Beta"),
        MailingAddress=("1 Main St", "2 Low Rd"),
        ZipCode=("02101", "78701"),
        Town=("Boston", "Austin"),
        Web__Site__URL=("acme.example", "beta.example"),
        Director=("Ann", "Bob"),
    )
    assert found(table) == {
        "id": "Record ID",
        "name": "Site name",
        "street": "MailingAddress",
        "city": "Town",
        "postal_code": "ZipCode",
        "domain": "Web Site URL",
    }


def test_a_column_without_a_telling_header_is_known_by_what_it_holds() -> None:
    table = given(
        c1=("k1", "k2", "k3", "k4", "k5"),
        c2=FIRMS,
        c3=("1 Main St", "2 Oak Ave", "3 Elm Rd", "4 High St", "5 Low Ln"),
        c4=("78701", "02101", "30301", "53111", "10115"),
        c5=("512-555-0100", "617-555-0101", "404-555-0102", "228-555-0103", "305-555-0104"),
        c6=("www.a.com", "www.b.com", "www.c.com", "www.d.com", "www.e.com"),
        c7=("US", "US", "US", "DE", "DE"),
    )
    assert found(table) == {
        "domain": "c6",
        "country": "c7",
        "postal_code": "c4",
        "phone": "c5",
        "street": "c3",
        "name": "c2",
        "id": "c1",
    }


def test_a_header_that_its_values_belie_is_not_believed() -> None:
    table = given(name=("1", "2", "3"), phone=("n/a", "-", "none"), company=FIRMS[:3])
    assert found(table) == {"name": "company", "id": "name"}


def test_a_year_is_no_postal_code_and_an_id_that_repeats_is_none() -> None:
    table = given(id=("1", "1", "2"), name=FIRMS[:3], founded=("1999", "2004", "2011"))
    assert found(table) == {"name": "name"}


def test_a_column_that_is_named_is_taken_and_one_that_is_refused_is_not() -> None:
    table = given(
        id=("1", "2"), name=("x", "y"), firma=("Acme", "Beta"), tel=("5550100", "5550101")
    )
    named = {"name": ["firma"], "phone": ["-"]}
    assert found(table, named) == {"name": "firma", "id": "id"}


def test_a_file_without_names_is_refused_with_what_it_has() -> None:
    with pytest.raises(UsageError) as refused:
        found(given(id=("1", "2"), amount=("10.00", "20.00")))
    assert str(refused.value) == (
        "given.csv: no column holds a name. It has: id, amount. "
        "Say which it is: --column name=HEADER"
    )
