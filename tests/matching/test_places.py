"""Addresses, telephones, sites and tax ids as they are compared."""

import pytest

from matching import places


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("12 N. Main St.", "12 North Main Street"),
        ("Bahnhofstr. 7", "Bahnhofstraße 7"),
        ("200 5th Ave", "200 Fifth Avenue"),
    ],
)
def test_one_street_however_it_is_written(left: str, right: str) -> None:
    assert places.street(left) == places.street(right)


def test_the_number_of_the_house_is_not_that_of_the_suite() -> None:
    assert places.house_number(places.street("Suite 9, 0120-22 Main St")) == "120"
    assert places.house_number(places.street("Main St, Fl 3")) is None


@pytest.mark.parametrize(
    ("written", "address", "known"),
    [
        ("02101-1234", "", "02101"),
        ("sw1a 1aa", "", "SW1A1AA"),
        ("", "1 Main St, Austin TX 78701", "78701"),
        ("", "1 Main St", None),
    ],
)
def test_a_postal_code_stands_by_itself_or_ends_the_address(
    written: str, address: str, known: str | None
) -> None:
    assert places.postal_code(written, address) == known


@pytest.mark.parametrize(
    ("written", "known"),
    [
        ("https://www.Acme.example/about?x=1", "acme.example"),
        ("sales@acme.example", "acme.example"),
        ("info@gmail.com", None),
        ("n/a", None),
    ],
)
def test_a_site_is_known_by_its_own_domain(written: str, known: str | None) -> None:
    assert places.domain(written) == known


def test_a_telephone_is_its_last_nine_digits_without_the_extension() -> None:
    assert places.phone("+1 (512) 555-0100 ext. 22") == places.phone("5125550100") == "125550100"
    assert places.phone("000-0000") is None


def test_a_tax_id_that_tells_nobody_apart_is_none() -> None:
    assert places.tax_id("GB 123-456-789") == "GB123456789"
    assert places.tax_id("0000000000") is None
    assert places.tax_id("pending") is None
