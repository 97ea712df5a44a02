"""Names as they are compared; the pairs are those of the domain facts, §14.9."""

import pytest

from matching.names import name, names


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
        ("Siemens Aktiengesellschaft", "SIEMENS AG"),
        ("ООО АЯС 2000", 'ООО "АЯС 2000"'),
        ("Gazprom PJSC", "OAO Gazprom"),
        ("Acme S.A. de C.V.", "ACME SA"),
        ("Foo Sp. z o.o.", "FOO"),
        ("A.B.C. Company", "A B C Co"),
        ("U.S. Bank, N.A.", "US Bank National Association"),
        ("トヨタ株式会社", "トヨタ"),
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


def test_roman_numbers_and_a_last_letter_tell_firms_apart() -> None:
    assert name("Apollo Fund VIII LP").numbers == name("Apollo Fund 8").numbers == "8"
    assert name("Landmark Fund - H LLC").numbers == "H"
    assert name("I Robot").numbers == ""


def test_a_legal_form_is_known_in_its_language() -> None:
    assert name("Gesellschaft für Pumpen mit beschränkter Haftung").form == ""
    assert name("Pumpen Gesellschaft mit beschränkter Haftung").form == name("Pumpen GmbH").form
    assert name("Acme Company").form == ""


@pytest.mark.parametrize(
    ("written", "both"),
    [
        ("Acme Inc d/b/a Roadrunner", ("Acme Inc", "Roadrunner")),
        ("Acme (Roma) SpA", ("Acme (Roma) SpA", "Acme  SpA")),
        ("Acme", ("Acme", "")),
    ],
)
def test_a_name_may_tell_another_one(written: str, both: tuple[str, str]) -> None:
    first, second = names(written)
    assert (first, second.replace("   ", "  ")) == both
