"""Astea's files, read from a folder: complete, and as their control files say, or not at all."""

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from systems.astea.control import Control, control
from systems.astea.tables import JOB_PARTS, JOBS, SITES, TABLES
from tests.systems.field import FieldService, field_service
from tests.systems.helpdesk import rows
from tieout.errors import BadAnswer, UnknownName, Unreachable


@pytest.fixture(scope="module")
def served() -> Iterator[FieldService]:
    with field_service() as field:
        yield field


@pytest.fixture
def field(served: FieldService) -> FieldService:
    return served.as_new()


def file_of(folder: Path, table: str, suffix: str = "csv") -> Path:
    (path,) = folder.glob(f"astea_{table}_2*.{suffix}")
    return path


def shown(value: object) -> str:
    """As a file writes it."""
    return "" if value is None else str(value)


def test_a_drop_brings_what_the_database_has(field: FieldService) -> None:
    for table in TABLES:
        key = table.key[0]
        dropped = {str(row[key]): row for row in field.read(table, settings=field.as_drop)}
        asked = {str(row[key]): row for row in field.read(table)}
        assert dropped.keys() == asked.keys()
        for number, row in asked.items():
            for name, value in row.items():
                if name != "part_descr":  # a file ends its lines as it likes
                    assert shown(dropped[number][name]) == shown(value)


def test_its_cursor_is_when_it_was_made_and_its_totals_are_the_files(field: FieldService) -> None:
    reader = field.reader(field.as_drop)
    pages = list(reader.pages(JOBS, None))
    assert pages[-1].cursor == "2026-06-30T12:00:00Z"
    assert {page.stated_total for page in pages} == {24}
    assert [(it.measure, it.value) for it in reader.totals(JOB_PARTS)] == [("count", Decimal(4))]
    assert len(rows(reader.pages(JOBS, "2026-06-30T12:00:00Z"))) == 24  # a drop is whole
    reader.close()


def test_a_file_that_is_not_what_its_control_says_is_refused_with_both_figures(
    field: FieldService,
) -> None:
    field.standin.faults.add("lost-row", times=None)
    name = file_of(field.drop_folder, "job_parts").name
    with pytest.raises(BadAnswer) as caught:
        field.read(JOB_PARTS, settings=field.as_drop)
    assert str(caught.value) == (
        f"astea: {name} is refused: its control file says 4 rows and 1,234,567,898.1934 in all, it "
        "has 3 rows and 1,234,567,898.0934 in all. Have it dropped again."
    )


def test_a_sum_alone_that_differs_is_refused_too(field: FieldService) -> None:
    path = file_of(field.drop_folder, "job_parts")
    path.write_text(path.read_text("utf-8").replace("0.2000", "0.3000"), "utf-8")
    with pytest.raises(BadAnswer, match=r"4 rows and .*\.1934 in all, it has 4 rows and .*\.2934"):
        field.read(JOB_PARTS, settings=field.as_drop)


def test_a_file_that_was_cut_is_refused(field: FieldService) -> None:
    field.standin.faults.add("malformed-body", times=None)
    for table in (JOBS, JOB_PARTS, SITES):
        with pytest.raises(BadAnswer, match=f"astea_{table.name}_"):
            field.read(table, settings=field.as_drop)


def test_the_newest_complete_drop_wins(field: FieldService) -> None:
    for path in field.drop_folder.iterdir():
        newer = path.with_name(path.name.replace("_20260630T", "_20260701T"))
        newer.write_bytes(path.read_bytes())
    reader = field.reader(field.as_drop)
    assert list(reader.pages(JOBS, None))[-1].cursor == "2026-07-01T12:00:00Z"
    assert reader.notes() == ()
    reader.close()

    for path in field.drop_folder.glob("astea_sites_20260701T*.ctl"):
        path.unlink()
    reader = field.reader(field.as_drop)
    assert list(reader.pages(JOBS, None))[-1].cursor == "2026-06-30T12:00:00Z"
    assert reader.notes() == ("the drop of 20260701T070000 is not complete: sites missing",)
    reader.close()


def test_without_a_complete_drop_nothing_is_read(field: FieldService) -> None:
    file_of(field.drop_folder, "sites").unlink()
    with pytest.raises(Unreachable) as caught:
        field.read(JOBS, settings=field.as_drop)
    assert str(caught.value) == "astea: no complete drop is in drop_folder; incomplete ones: 1."
    with pytest.raises(Unreachable, match="drop_folder cannot be read: No such file or directory"):
        field.read(JOBS, settings={"drop_folder": "/nowhere/at/all"})


def test_what_is_no_number_is_handed_on_to_be_set_aside(field: FieldService) -> None:
    field.standin.faults.add("not-a-number", name="total_price", value="N/A", times=None)
    found = field.read(JOB_PARTS, settings=field.as_drop)
    assert {row["total_price"] for row in found} == {"N/A"}


def test_a_column_that_is_needed_stops_its_table(field: FieldService) -> None:
    field.standin.faults.add("hidden-column", name="site_id", times=None)
    with pytest.raises(UnknownName, match=r"astea_sites_.*csv has no column site_id"):
        field.read(SITES, settings=field.as_drop)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("row_count=4\ntotal_price=12.5000\n", Control(4, Decimal("12.5"))),
        ('{"rows": 4, "total_price": "12.50"}', Control(4, Decimal("12.5"))),
        ("rows,4\nsum,-0.10\n", Control(4, Decimal("-0.1"))),
        ("rows: 4", Control(4, None)),
        ("4 12.50", Control(4, Decimal("12.5"))),
        ("rows;total_price\n4;12.50", Control(4, Decimal("12.5"))),
        ("nothing", None),
        ("", None),
    ],
)
def test_the_figures_of_a_control_file(text: str, found: Control | None) -> None:
    assert control(text) == found


def test_a_control_file_without_figures_is_refused(field: FieldService) -> None:
    path = file_of(field.drop_folder, "sites", "ctl")
    path.write_text("to be done", "utf-8")
    with pytest.raises(BadAnswer) as caught:
        field.read(SITES, settings=field.as_drop)
    assert str(caught.value) == f"astea: {path.name} holds no figures."
