"""Astea's views, read from a database."""

from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa
from sqlalchemy.dialects import mssql

from systems.astea.client import Database
from systems.astea.reader import AsteaReader
from systems.astea.tables import JOB_ITEMS, JOB_PARTS, JOBS, SITES, TABLES, VIEWS, wanted
from systems.astea.values import plain
from systems.astea.views import Views
from systems.base import Row
from tests.systems.field import FieldService, field_service
from tests.systems.helpdesk import rows
from tieout.errors import BadAnswer, SettingsError, UnknownName, Unreachable

CURSOR = "2026-06-20T14:00:00Z"  # nine o'clock in Chicago


@pytest.fixture(scope="module")
def served() -> Iterator[FieldService]:
    with field_service() as field:
        yield field


@pytest.fixture
def field(served: FieldService) -> FieldService:
    return served.as_new()


@pytest.fixture
def reader(field: FieldService) -> Iterator[AsteaReader]:
    reader = field.reader(page_rows=7)
    yield reader
    reader.close()


def one(found: list[Row], name: str, value: object) -> Row:
    (row,) = [row for row in found if row[name] == value]
    return row


def numbers(found: list[Row]) -> list[str]:
    return [str(row["order_id"]) for row in found]


def test_every_row_of_every_view_comes_once(reader: AsteaReader) -> None:
    counted = {}
    for table in TABLES:
        pages = list(reader.pages(table, None))
        found = rows(pages)
        assert len({tuple(row[name] for name in table.key) for row in found}) == len(found)
        assert {name for row in found for name in row} <= {it.name for it in table.columns}
        assert {page.stated_total for page in pages} == {len(found)}
        counted[table.name] = len(found)
    assert counted == {"jobs": 24, "job_items": 1, "job_parts": 4, "sites": 2}
    assert reader.notes() == ()


def test_small_and_large_pages_bring_the_same_rows(field: FieldService) -> None:
    whole, small = field.reader(), field.reader(page_rows=1)
    for table in TABLES:
        assert rows(whole.pages(table, None)) == rows(small.pages(table, None))
    whole.close()
    small.close()


def test_a_job_that_is_open_and_in_the_history_counts_as_the_history_has_it(
    field: FieldService,
) -> None:
    for page_rows in (1, 100):
        reader = field.reader(page_rows=page_rows)
        row = one(rows(reader.pages(JOBS, None)), "request_id", "RP2606010002")
        assert (row["is_in_history"], row["is_in_both"]) == ("Y", True)
        reader.close()
    assert one(rows(field.reader().pages(JOBS, None)), "line_no", 2)["is_in_both"] is False


def test_times_are_local_there_and_utc_here(field: FieldService) -> None:
    found = list(field.read(JOBS))
    assert one(found, "request_id", "SV2601100001")["opened_at"] == "2026-01-10T14:00:00Z"
    row = one(found, "line_no", 2)
    assert (row["opened_at"], row["modified_at"]) == ("2026-06-01T13:00:00Z", CURSOR)


def test_without_a_zone_times_are_taken_for_utc_and_it_is_said(field: FieldService) -> None:
    settings = {name: it for name, it in field.settings.items() if name != "source_tz"}
    reader = field.reader(settings)
    assert one(rows(reader.pages(JOBS, None)), "line_no", 2)["opened_at"] == "2026-06-01T08:00:00Z"
    assert reader.notes() == ("source_tz is not set: times are taken for UTC",)
    reader.close()


def test_money_comes_digit_by_digit(field: FieldService) -> None:
    found = list(field.read(JOB_PARTS))
    assert [row["total_price"] for row in found] == [
        "0.1000",
        "0.2000",
        "7.7700",
        "1234567890.1234",
    ]
    assert found[0]["qty"] == "2.5000"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.1, "0.1"),
        (1e-05, "0.00001"),
        (Decimal("1E+3"), "1000"),
        (Decimal("0.10"), "0.10"),
        (7, 7),
        (" 12.50 ", "12.50"),
        ("", None),
        ("N/A", "N/A"),
        (None, None),
    ],
)
def test_whatever_a_driver_makes_of_a_number_its_digits_are_kept(
    value: object, text: object
) -> None:
    assert plain(value, "decimal", UTC) == text


@pytest.mark.parametrize(
    ("value", "moment"),
    [
        (datetime(2026, 3, 8, 2, 30), "2026-03-08T08:30:00Z"),  # noqa: DTZ001 - never struck
        (datetime(2026, 11, 1, 1, 30), "2026-11-01T06:30:00Z"),  # noqa: DTZ001 - the first of two
        (datetime(2026, 6, 1, 8, 0, 0, 500), "2026-06-01T13:00:00.000500Z"),  # noqa: DTZ001
        ("2026-06-01T08:00:00+02:00", "2026-06-01T06:00:00Z"),
        ("  ", None),
        ("soon", "soon"),
    ],
)
def test_a_time_of_the_source_in_utc(value: object, moment: object) -> None:
    assert plain(value, "timestamp", ZoneInfo("America/Chicago")) == moment


def test_nothing_of_a_person_is_read(field: FieldService) -> None:
    text = str([field.read(table) for table in TABLES])
    assert "T001" not in text
    assert "1 Main" not in text
    assert field.reader().notes() == ()  # that is known, and no note


def test_text_is_handed_on_as_it_was_written(field: FieldService) -> None:
    (item,) = field.read(JOB_ITEMS)
    assert item["part_descr"] == "Alarm\r"


def test_what_changed_since_less_a_day_is_read_again(field: FieldService) -> None:
    pages = list(field.reader().pages(JOBS, None))
    assert pages[-1].cursor == CURSOR
    assert len(field.read(JOBS, CURSOR)) == 23  # all but the one of January
    assert len(field.read(JOBS, "2026-06-21T13:59:00Z")) == 23
    assert field.read(JOBS, "2026-06-21T14:01:00Z") == []
    field.change("SV2601100001@@1", status_descr="Reopened")
    reader = field.reader()
    changed = list(reader.pages(JOBS, "2026-06-29T00:00:00Z"))
    assert numbers(rows(changed)) == ["SV2601100001@@1"]
    assert changed[-1].cursor == "2026-06-30T12:00:00Z"
    reader.close()


def test_where_nothing_changed_the_cursor_stays(field: FieldService) -> None:
    reader = field.reader()
    pages = list(reader.pages(JOBS, "2026-06-29T00:00:00Z"))
    assert (rows(pages), pages[-1].cursor) == ([], "2026-06-29T00:00:00Z")
    reader.close()


def test_where_changes_are_not_told_open_jobs_and_late_history_are_read() -> None:
    with field_service(has_modified_at=False) as field:
        reader = field.reader()
        assert len(rows(reader.pages(JOBS, None))) == 24
        pages = list(reader.pages(JOBS, "2026-06-29T00:00:00Z"))
        assert len(rows(pages)) == 23  # January is more than ninety days away
        assert pages[-1].cursor == "2026-06-30T12:00:00Z"
        assert "SV2601100001@@1" in numbers(rows(reader.pages(JOBS, "2026-01-11T00:00:00Z")))
        assert reader.notes() == ("v_job: no column modified_at, read without",)
        reader.close()


def test_totals_are_the_databases_own(reader: AsteaReader) -> None:
    assert [(it.measure, it.currency, it.value) for it in reader.totals(JOB_PARTS)] == [
        ("count", "", Decimal(4)),
        ("total_price", "", Decimal("7.77")),
        ("total_price", "EUR", Decimal("1234567890.1234")),
        ("total_price", "USD", Decimal("0.30")),
    ]
    assert [it.value for it in reader.totals(JOBS)] == [Decimal(24)]
    assert [it.value for it in reader.totals(SITES)] == [Decimal(2)]


def test_a_column_that_is_missing_or_new_is_said_and_never_read(field: FieldService) -> None:
    field.standin.faults.add("hidden-column", name="status_descr", times=None)
    field.standin.faults.add("new-column", name="caller_phone", value="555", times=None)
    reader = field.reader()
    found = rows(reader.pages(JOBS, None))
    assert all("status_descr" not in row and "caller_phone" not in row for row in found)
    assert reader.notes() == (
        "v_job: no column status_descr, read without",
        "v_job: column caller_phone is not known, and not read",
    )
    reader.close()


def test_a_view_that_is_not_there_is_named_with_the_next_step(field: FieldService) -> None:
    field.standin.faults.add("no-permission", name="v_site", times=None)
    with pytest.raises(UnknownName) as caught:
        field.read(SITES)
    assert str(caught.value) == (
        "astea: there is no view v_site, or this log-in may not see it. Have the views made as "
        "systems/astea/README.md says, then: tieout doctor"
    )
    assert len(field.read(JOBS)) == 24


def test_a_column_that_is_needed_stops_its_table(field: FieldService) -> None:
    field.standin.faults.add("hidden-column", name="demand_id", times=None)
    with pytest.raises(UnknownName, match="v_job_part has no column demand_id"):
        field.read(JOB_PARTS)


def test_what_is_no_number_is_handed_on_to_be_set_aside(field: FieldService) -> None:
    field.standin.faults.add("not-a-number", name="total_price", value="N/A", times=None)
    assert {row["total_price"] for row in field.read(JOB_PARTS)} == {"N/A"}


def test_a_database_that_does_not_answer_is_asked_again_for_a_while(field: FieldService) -> None:
    field.standin.faults.add("unavailable", times=None)
    reader = field.reader(patience_seconds=1)
    with pytest.raises(Unreachable, match="the database did not answer: database is locked"):
        list(reader.pages(SITES, None))
    assert 0 < field.clock.elapsed() <= 1
    reader.close()


def test_a_database_that_is_gone_is_said_without_its_address(field: FieldService) -> None:
    field.standin.faults.add("wrong-credentials", times=None)
    reader = field.reader(patience_seconds=1)
    with pytest.raises(Unreachable) as caught:
        list(reader.pages(SITES, None))
    assert str(caught.value) == ("astea: the database did not answer: unable to open database file")
    reader.close()


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ({"database_url": "nonsense"}, "database_url must be like mssql"),
        ({"database_url": "mssql+pymssql://u:p@h/d"}, "is not installed: pymssql"),
        ({"database_url": "oracle9://u:p@h/d"}, "is not installed: oracle9"),
        ({"database_url": "sqlite://", "source_tz": "Mars/One"}, "a zone like America/Chicago"),
    ],
    ids=["address", "driver", "dialect", "zone"],
)
def test_settings_that_cannot_work_are_refused(settings: dict[str, str], sentence: str) -> None:
    with pytest.raises(SettingsError, match=sentence) as caught:
        AsteaReader(settings)
    assert "u:p@h" not in str(caught.value)


def test_the_same_questions_are_asked_of_another_database(tmp_path: Path) -> None:
    url = f"duckdb:///{tmp_path / 'astea.duckdb'}"
    engine = sa.create_engine(url)
    with engine.begin() as connection:
        connection.exec_driver_sql("create schema recon")
        for table in TABLES:
            types = {it.name: it.kind for it in table.columns}
            columns = ", ".join(f"{it} {SQL_TYPES[types[it]]}" for it in wanted(table))
            connection.exec_driver_sql(f"create table recon.{VIEWS[table.name]} ({columns})")
        connection.exec_driver_sql(
            "insert into recon.v_job by name select unnest(['SV1@@1', 'SV2@@1']) as order_id,"
            " 'SV' as request_id, 'N' as is_in_history,"
            " unnest([timestamp '2026-06-01 08:00:00', timestamp '2026-06-20 08:00:00'])"
            " as modified_at"
        )
        connection.exec_driver_sql(
            "insert into recon.v_job_part by name"
            " select 1 as demand_id, 'SV1@@1' as order_id, 12.3456 as total_price,"
            " 'EUR' as currency"
        )
    engine.dispose()
    reader = AsteaReader({"database_url": url, "source_tz": "Europe/Berlin"})
    assert numbers(rows(reader.pages(JOBS, "2026-06-20T00:00:00Z"))) == ["SV2@@1"]
    assert rows(reader.pages(JOBS, None))[1]["modified_at"] == "2026-06-20T06:00:00Z"
    assert rows(reader.pages(JOB_PARTS, None))[0]["total_price"] == "12.3456"
    assert reader.totals(JOB_PARTS)[1].value == Decimal("12.3456")
    reader.close()


def test_a_cursor_that_is_no_time_is_said(reader: AsteaReader) -> None:
    with pytest.raises(BadAnswer, match="'yesterday' is no time to go on from"):
        list(reader.pages(JOBS, "yesterday"))


def test_pages_are_cut_as_sql_server_cuts_them(reader: AsteaReader) -> None:
    assert isinstance(reader.source, Views)
    database: Database = reader.source.database
    question = sa.select(database.view(SITES).c.site_id).order_by("site_id").limit(5)
    text = " ".join(str(question.compile(dialect=mssql.dialect())).split())
    assert text.startswith("SELECT TOP __[POSTCOMPILE_param_1] v_site.site_id FROM v_site")


SQL_TYPES = {
    "text": "varchar",
    "integer": "integer",
    "decimal": "decimal(18, 4)",
    "timestamp": "timestamp",
}
