"""Names as they are compared; the pairs are those of the domain facts, §14.9."""

import pytest

from matching.names import name


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("Middesk, Inc.", "MIDDESK INC"),
        ("Acme Limited Liability Company", "acme llc"),
        ("The Home Depot", "Home Depot, The"),
        ("Smith & Sons Ltd", "Smith and Sons Limited"),
        ("O'Rourke Dairy S.L.", "ORourke Dairy"),
        ("Żeleński Pumps GmbH & Co. KG", "Zelenski Pumps"),
        ("Øvergård Rail AS", "Overgard Rail"),
        ("Hayashi Optics Co., Ltd.", "Hayashi Optics K.K."),
        ("Globex Intl. Svcs", "Globex International Services"),
    ],
)
def test_one_name_however_it_is_written(left: str, right: str) -> None:
    assert name(left).key == name(right).key


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("ABC Co", "ABD Co"),
        ("Acme Group Ltd", "Beta Group Ltd"),
        ("ATS Site 7", "ATS Site 17"),
        ("Mueller GmbH", "Müller GmbH"),
    ],
)
def test_names_of_different_firms_stay_different(left: str, right: str) -> None:
    assert name(left).key != name(right).key


def test_digits_are_kept_apart_without_their_zeros() -> None:
    assert name("ATS Site 007").numbers == name("ATS Site 7").numbers == "7"


def test_a_name_that_is_only_a_legal_form_stays() -> None:
    assert name("Limited").key == "LIMITED"


def test_nothing_written_is_no_name() -> None:
    assert (name(None).key, name("").numbers) == ("", "")
