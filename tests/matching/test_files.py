"""Files of firms, and the links between them."""

from pathlib import Path

import pytest

from matching import Link, matched_files
from tieout.errors import UsageError

OURS = """id,name,address,city,zip
1,"Middesk, Inc.",1 Main St,Austin,78701
2,Acme Limited Liability Company,2 Oak Ave,Boston,02101
3,ABC Co,3 Elm,Rome,00100
4,Acme Group Ltd,4 High St,Leeds,LS1
5,ATS Site 7,5 Low,Paris,75001
6,The Home Depot,6 West Rd,Atlanta,30301
7,Mueller GmbH,7 Ring,Bonn,53111
"""
THEIRS = """key;company;addr;town;postcode
A;MIDDESK INC;1 Main Street;Austin;78701
B;acme llc;2 Oak Avenue;Boston;02101
C;ABD Co;3 Elm;Rome;00100
D;Beta Group Ltd;9 High St;Leeds;LS9
E;ATS Site 17;5 Low;Paris;75001
F;Home Depot, The;6 West Road;Atlanta;30301
G;Müller GmbH;7 Ring;Bonn;53111
"""


def files(folder: Path, *texts: str) -> list[Path]:
    paths = [folder / f"{number}.csv" for number, _ in enumerate(texts)]
    for path, text in zip(paths, texts, strict=True):
        path.write_text(text, encoding="utf-8")
    return paths


def pairs(links: list[Link], status: str) -> set[tuple[str, str]]:
    return {(it.left_id, it.right_id) for it in links if it.status == status}


def test_firms_are_found_in_another_file_and_near_misses_are_not(tmp_path: Path) -> None:
    links = list(matched_files(files(tmp_path, OURS, THEIRS)))
    assert pairs(links, "confirmed") == {("1", "A"), ("2", "B"), ("6", "F"), ("7", "G")}
    assert pairs(links, "proposed") == set()


def test_a_link_says_by_which_rule_and_what_both_have_alike(tmp_path: Path) -> None:
    first = next(iter(matched_files(files(tmp_path, OURS, THEIRS))))
    assert (first.left_file, first.right_file) == ("0.csv", "1.csv")
    assert first.rule == "name_and_street"
    assert first.evidence == ("both are MIDDESK, at 1 MAIN STREET, postal code 78701, in AUSTIN")
    assert (first.left_row, first.right_row) == (1, 1)
    assert first.score > 0.99


def test_of_two_equal_candidates_neither_is_confirmed(tmp_path: Path) -> None:
    twice = "id,name,zip\n1,Acme Ltd,111\n2,Acme Limited,111\n"
    links = list(matched_files(files(tmp_path, "id,name,zip\n9,ACME,111\n", twice)))
    assert pairs(links, "proposed") == {("9", "1"), ("9", "2")}
    assert pairs(links, "confirmed") == set()


def test_doubles_within_one_file_are_found(tmp_path: Path) -> None:
    text = "id,name,tel\n1,Borealis Foods,+1 512 555 0100\n2,Borealis Foods Inc,5125550100\n"
    links = list(matched_files(files(tmp_path, text)))
    assert pairs(links, "confirmed") == {("1", "2")}
    assert links[0].evidence == "both are BOREALIS FOODS, telephone …0100"


def test_a_tax_id_counts_only_with_some_of_the_name(tmp_path: Path) -> None:
    left = "id,name,vat\n1,Harbour Cables Ltd,GB 123-456-789\n2,Summit Dairy,GB999999999\n"
    right = "id,name,vat\n8,Harbour Cables Holdings,GB123456789\n9,Quite Another,GB999999999\n"
    links = list(matched_files(files(tmp_path, left, right)))
    assert [(it.left_id, it.right_id, it.rule) for it in links] == [("1", "8", "tax_id")]


def test_a_site_that_everybody_has_links_nobody(tmp_path: Path) -> None:
    left = "id,name,email\n1,Inland Glass,sales@gmail.com\n"
    right = "id,name,email\n2,Inland Paper,info@gmail.com\n"
    assert list(matched_files(files(tmp_path, left, right))) == []


def test_a_column_can_be_named(tmp_path: Path) -> None:
    paths = files(tmp_path, "nr,firma,ort\n1,Acme,Rom\n", "id,name,city\n2,ACME GmbH,Rom\n")
    links = list(matched_files(paths, {"name": ["firma"], "city": ["ort"]}))
    assert pairs(links, "confirmed") == {("1", "2")}


def test_a_header_that_no_file_has_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError) as refused:
        list(matched_files(files(tmp_path, OURS, THEIRS), {"name": ["firm"]}))
    assert str(refused.value).startswith("--column name=firm: no file has the header 'firm'.")


def test_the_same_files_have_the_same_scores_in_every_run(tmp_path: Path) -> None:
    paths = files(tmp_path, OURS, THEIRS)
    assert list(matched_files(paths)) == list(matched_files(paths))


def test_what_one_name_and_a_long_form_have_in_common_is_found_without_places(
    tmp_path: Path,
) -> None:
    left = "id,name\n1,Siemens Aktiengesellschaft\n2,Globex Intl. Svcs\n3,Zeta Kilns Ltd\n"
    right = "id,name\n8,SIEMENS AG\n9,Globex International Services\n7,Zeta Kilms Limited\n"
    links = list(matched_files(files(tmp_path, left, right)))
    assert pairs(links, "confirmed") | pairs(links, "proposed") == {
        ("1", "8"),
        ("2", "9"),
        ("3", "7"),
    }


def test_another_name_that_a_firm_does_business_as_is_its_name(tmp_path: Path) -> None:
    left = "id,name,city\n1,Hollis Holdings LLC d/b/a Roadrunner Bakery,Tulsa\n"
    right = "id,name,city\n2,Roadrunner Bakery,Tulsa\n"
    links = list(matched_files(files(tmp_path, left, right)))
    assert pairs(links, "confirmed") == {("1", "2")}


def test_the_shops_of_a_chain_are_not_one(tmp_path: Path) -> None:
    rows = [f"{it},Quickmart Fuel,{it} Mill Rd,Town{it},{10_000 + it * 111}" for it in range(1, 9)]
    text = "id,name,address,city,zip\n" + "\n".join(rows) + "\n"
    assert list(matched_files(files(tmp_path, text))) == []


def test_neighbours_in_one_house_are_not_one(tmp_path: Path) -> None:
    text = (
        "id,name,address,city,zip\n1,Borealis Foods,5 Quay St,Cork,T12\n"
        "2,Harbour Cables,5 Quay Street,Cork,T12\n"
    )
    assert list(matched_files(files(tmp_path, text))) == []


def test_names_of_other_numbers_are_not_one_even_at_one_address(tmp_path: Path) -> None:
    text = (
        "id,name,address,city\n1,Apollo Fund VIII LP,9 West St,Dover\n"
        "2,Apollo Fund IX LP,9 West St,Dover\n3,Apollo Fund 9 LP,9 West Street,Dover\n"
    )
    links = list(matched_files(files(tmp_path, text)))
    assert pairs(links, "confirmed") == {("2", "3")}


def test_what_a_thousand_have_in_common_finds_nobody(tmp_path: Path) -> None:
    rows = [f"{it},Firm{it:04} Trading,Springfield" for it in range(1_000)]
    text = "id,name,city\n" + "\n".join([*rows, "x,Firm0007 Trading,Springfield"]) + "\n"
    links = list(matched_files(files(tmp_path, text)))
    assert pairs(links, "confirmed") == {("7", "x")}
