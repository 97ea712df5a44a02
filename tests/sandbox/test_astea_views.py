"""The Astea stand-in as a reader sees it: four views in a database file, and a file drop."""

from collections.abc import Iterator
from datetime import datetime

import pytest
import sqlalchemy
from sqlalchemy.exc import OperationalError

from tests.sandbox.astea_company import LONG_PART, Service, served


@pytest.fixture(scope="module")
def opened() -> Iterator[Service]:
    yield from served()


@pytest.fixture
def service(opened: Service) -> Service:
    return opened.renewed()


@pytest.fixture(scope="module")
def silent() -> Iterator[Service]:
    yield from served(has_modified_at=False, source_tz="Europe/Berlin")


def test_jobs_are_read_from_open_tables_and_history(service: Service) -> None:
    sql = "select order_id, is_in_history, status_id from v_job order by order_id, is_in_history"
    assert [tuple(row.values()) for row in service.rows(sql)] == [
        ("RP2605020002@@1", "Y", 900),
        ("SV2605010001@@1", "N", 200),
        ("SV2605010001@@2", "N", 205),
        ("sv2605030003@@1  ", "N", 900),
        ("sv2605030003@@1  ", "Y", 900),
    ]


def test_a_job_has_all_that_was_agreed(service: Service) -> None:
    (row,) = service.rows("select * from v_job where order_id = 'SV2605010001@@1'")
    version = row.pop("row_version")
    assert (version, len(version)) == (b"\0\0\0\0\0\0\0\1", 8)
    assert {name: value for name, value in row.items() if isinstance(value, str)} == {
        "request_id": "SV2605010001",
        "order_id": "SV2605010001@@1",
        "order_type_id": "SERVICE",
        "is_in_history": "N",
        "status_descr": row["status_descr"],
        "customer_id": "C-1",
        "customer_name": row["customer_name"],
        "site_id": "S-1",
        "site_name": row["site_name"],
        "node_id": "N1",
        "action_group_id": "FIELD",
        "technician_id": "T1",
        "reference_no": "PO-4471",
        "opened_at": "2026-05-01 08:30:00.000000",
        "modified_at": "2026-05-02 03:30:00.000000",  # 8:30 UTC, in Chicago
        "currency": "USD",
    }
    assert (row["line_no"], row["priority"]) == (1, 2)
    assert (row["contract_id"], row["closed_at"]) == (None, None)
    assert row["site_name"].rstrip() == "Acme Austin"


def test_some_texts_end_with_blanks_or_a_carriage_return(service: Service) -> None:
    texts = {row["status_descr"] for row in service.rows("select status_descr from v_job")}
    assert {it.rstrip() for it in texts} == {"Technician assigned", "Invoiced"}
    names = [row["customer_name"] for row in service.rows("select customer_name from v_job")]
    described = [row["part_descr"] for row in service.rows("select part_descr from v_job_item")]
    assert sorted(it.rstrip("\r") for it in described) == ["A pump", "A valve"]
    everything = [*texts, *names, *described]
    assert any(it != it.rstrip() for it in everything)
    assert any(it == it.rstrip() for it in everything)


def test_money_comes_back_exactly(service: Service) -> None:
    rows = service.rows("select * from v_job_part order by demand_id")
    assert [(it["qty"], it["unit_price"], it["total_price"]) for it in rows] == [
        ("2.0000", "12.5000", "25.0000"),
        ("1.5000", "0.3333", "0.5000"),
        ("1.0000", "10.0000", "10.0000"),
    ]
    assert (rows[1]["part_id"], len(rows[1]["part_id"])) == (LONG_PART, 50)
    assert (rows[2]["currency"], rows[2]["is_billable"], rows[2]["is_fulfilled"]) == (
        *("EUR", "Y"),
        "N",
    )


def test_sqlalchemy_sees_the_columns_as_they_are_meant(service: Service) -> None:
    views = sqlalchemy.inspect(service.engine)
    assert set(views.get_view_names()) == {"v_job", "v_job_item", "v_job_part", "v_site"}
    jobs = sqlalchemy.Table("v_job", sqlalchemy.MetaData(), autoload_with=service.engine)
    parts = sqlalchemy.Table("v_job_part", sqlalchemy.MetaData(), autoload_with=service.engine)
    with service.engine.connect() as connection:
        opened = connection.execute(sqlalchemy.select(jobs.c.opened_at)).scalars().first()
        total = connection.execute(sqlalchemy.select(parts.c.total_price)).scalars().first()
    assert opened == datetime(2026, 5, 1, 8, 30)  # noqa: DTZ001 - the server's own clock
    assert total == "25.0000"


def test_sites_have_their_addresses(service: Service) -> None:
    austin, waco = service.rows("select * from v_site order by site_id")
    assert (austin["city"], austin["tax_id"], austin["is_active"]) == ("Austin", "12-34", "Y")
    assert (waco["city"], waco["tax_id"], waco["parent_id"], waco["is_active"]) == (
        *("", None, "S-1"),
        "N",
    )


def test_the_database_cannot_be_written_by_a_client(service: Service) -> None:
    with service.engine.connect() as connection, pytest.raises(OperationalError, match="readonly"):
        connection.execute(sqlalchemy.text("delete from order_line"))


def test_a_system_that_tells_no_change_has_no_columns_for_it(silent: Service) -> None:
    (row,) = silent.rows("select * from v_job limit 1")
    assert row.keys().isdisjoint({"modified_at", "row_version"})
    assert len(row) == 20
    assert silent.settings["source_tz"] == "Europe/Berlin"


def test_the_drop_has_the_same_rows_and_their_totals(service: Service) -> None:
    path, jobs, control = service.drop("jobs")
    assert path.name == "astea_jobs_20260528T152640.csv"
    assert (len(jobs), control) == (5, {"row_count": "5", "total_price": "0.0000"})
    assert list(jobs[0]) == list(service.rows("select * from v_job limit 1")[0])
    assert (jobs[0]["contract_id"], jobs[0]["row_version"]) == ("", "0000000000000001")
    _, parts, control = service.drop("job_parts")
    assert (len(parts), control) == (3, {"row_count": "3", "total_price": "35.5000"})
    assert [row["order_id"] for row in parts][2] == "sv2605030003@@1  "
    assert len(service.drop("job_items")[1]) == len(service.drop("sites")[1]) == 2
    assert path.read_bytes().count(b"\r\n") == 6  # a line each, its end after RFC 4180


def test_the_operations_are_listed(service: Service) -> None:
    assert [it.path for it in service.standin.operations if it.method == "SELECT"] == [
        *("v_job", "v_job_item", "v_job_part", "v_site")
    ]
