import csv
from pathlib import Path

import pytest

from reverse_etl.rows import COLUMNS, write_csv
from tests.reverse_etl.stage import Stage, company, financials
from tieout.cells import plain_cell
from tieout.errors import StorageError


def read(path: Path) -> list[dict[str, str]]:
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_every_field_of_a_plan_is_a_row(stage: Stage, tmp_path: Path) -> None:
    acme = stage.target.add("C1", name="Acme", balance=None)
    plan = stage.plan(
        *(company(acme, "C1", "Acme Ltd"), financials(acme, "C1", "Acme Ltd", "-7", days=3)),
        *(company(None, f"N{number}", f"New {number}") for number in range(30)),
    )
    write_csv(tmp_path / "sent" / "plan.csv", plan)

    rows = read(tmp_path / "sent" / "plan.csv")
    assert tuple(rows[0]) == COLUMNS
    assert len(rows) == 3 + 30 * 2
    (balance,) = [row for row in rows if row["field"] == "balance"]
    assert balance == {
        "sync": "sync_crm__company_financials",
        "mode": "apply",
        "system": "crm",
        "object": "companies",
        "record_id": acme,
        "external_id": "C1",
        "name": "Acme Ltd",
        "action": "update",
        "field": "balance",
        "before": "",
        "after": "-7.00",
        "source": "A-Acme Ltd",
        "remark": "",
    }


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("=1+1", "'=1+1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("+49 30 123", "'+49 30 123"),
        ("-cmd|' /C calc'!A0", "'-cmd|' /C calc'!A0"),
        ("\t=1", "'\t=1"),
        ("-12.50", "-12.50"),
        ("+7", "+7"),
        ("Acme = Bolt", "Acme = Bolt"),
        (None, ""),
        ("", ""),
    ],
)
def test_no_text_is_taken_for_a_formula(text: str | None, cell: str) -> None:
    assert plain_cell(text) == cell


def test_a_name_that_is_a_formula_is_shown_as_it_is(stage: Stage, tmp_path: Path) -> None:
    acme = stage.target.add("C1", name="Acme")
    write_csv(tmp_path / "plan.csv", stage.plan(company(acme, "C1", '=HYPERLINK("x";"y")')))
    [row] = read(tmp_path / "plan.csv")
    assert row["name"] == row["after"] == '\'=HYPERLINK("x";"y")'


def test_a_file_that_cannot_be_written_is_named(stage: Stage, tmp_path: Path) -> None:
    with pytest.raises(StorageError, match=f"{tmp_path} could not be written: "):
        write_csv(tmp_path, stage.plan())
