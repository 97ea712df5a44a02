"""The Astea stand-in as a reader sees it: four views in a database file, and a file drop.

job                 where            status        parts (demand id: qty x price)
SV2605010001@@1     open             200           1: 2 x 12.50
SV2605010001@@2     open             205           2: 1.5 x 0.3333
RP2605020002@@1     history          900           none
sv2605030003@@1··   open + history   700, 900      3: 1 x 10 EUR     typed in lower case, padded
"""

import csv
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import httpx
import pytest
import sqlalchemy
from sqlalchemy.exc import OperationalError

from sandbox.astea import Astea
from sandbox.company import Address, Bundle, Job, JobItem, JobPart, ServiceRecords, Site
from sandbox.serve import serve
from tests.sandbox.bigcommerce_company import NO_TLS

START = 1_780_000_000.0  # unix seconds: 28 May 2026, 20:26:40, in Chicago 15:26:40
LONG_PART = "P" * 50
AUSTIN = Address("1 Way", "Austin", "TX", "78701", "US")


def part(id_: int, qty: str, price: str, total: str, **more: Any) -> JobPart:
    given: dict[str, Any] = {"part_id": "B-8", "currency": "USD", "is_fulfilled": False} | more
    money = Decimal(price)
    return JobPart(
        id=id_,
        quantity=Decimal(qty),
        unit_cost=Decimal(1),
        unit_price=money,
        total=Decimal(total),
        is_billable=True,
        warehouse_id="W1",
        used_at=None,
        **given,
    )


def job(request_id: str, line: int = 1, **more: Any) -> Job:
    given: dict[str, Any] = {
        "is_open": True,
        "is_in_history": False,
        "status_id": 200,
        "status": "Technician assigned",
        "opened_at": datetime(2026, 5, 1, 8, 30),  # noqa: DTZ001 - the server's own clock
        "closed_at": None,
        "modified_at": datetime(2026, 5, 2, 8, 30, tzinfo=UTC),
        "currency": "USD",
    }
    return Job(
        request_id=request_id,
        line_number=line,
        type="SERVICE",
        customer_id="C-1",
        customer_name="Acme",
        site_id="S-1",
        site_name="Acme Austin",
        node_id="N1",
        technician_id="T1",
        priority=2,
        reference="PO-4471",
        contract_id=None,
        **(given | more),
    )


FIELD_SERVICE = ServiceRecords(
    sites=(
        Site("S-1", "Acme Austin", "Acme Inc", True, AUSTIN, "12-34", None),
        Site("S-2", "Acme Waco", "Acme Inc", False, None, None, "S-1"),
    ),
    jobs=(
        job(
            "SV2605010001",
            items=(JobItem(1, "DEV", "A pump", "SN1"), JobItem(2, "DEV", "A valve", "SN2")),
            parts=(part(1, "2", "12.50", "25.00"),),
        ),
        job(
            "SV2605010001",
            2,
            status_id=205,
            parts=(part(2, "1.5", "0.3333", "0.5000", part_id=LONG_PART),),
        ),
        job(
            *("RP2605020002",),
            is_open=False,
            is_in_history=True,
            status_id=900,
            status="Invoiced",
            modified_at=None,
        ),
        job(
            *("sv2605030003  ",),
            is_in_history=True,
            status_id=900,
            parts=(part(3, "1", "10", "10", currency="EUR"),),
        ),
    ),
)


@dataclass
class Company:
    """What the stand-in asks of a world."""

    def bundles(self) -> Iterator[Bundle]:
        return iter((Bundle("company"), Bundle("acme", field_service=FIELD_SERVICE)))


@dataclass
class Service:
    """A stand-in, a client of its port, and of its database."""

    standin: Astea
    port: httpx.Client
    settings: dict[str, str]
    engine: sqlalchemy.Engine

    def renewed(self) -> "Service":
        self.standin.reset()
        return self

    def rows(self, sql: str, **values: Any) -> list[dict[str, Any]]:
        with self.engine.connect() as connection:
            found = connection.execute(sqlalchemy.text(sql), values)
            return [dict(row) for row in found.mappings()]

    def post(self, path: str, body: Any, status: int = 200) -> Any:
        answer = self.port.post(path, json=body)
        assert answer.status_code == status, answer.text
        return answer.json()

    def drop(self, name: str) -> tuple[Path, list[dict[str, str]], dict[str, str]]:
        """The newest drop of that name: its file, its rows, its control totals."""
        (path,) = Path(self.settings["drop_folder"]).glob(f"astea_{name}_2*.csv")
        with path.open(encoding="utf-8", newline="") as opened:
            rows = list(csv.DictReader(opened))
        lines = path.with_suffix(".ctl").read_text(encoding="utf-8").splitlines()
        return path, rows, dict(line.split("=") for line in lines)


def served(**options: Any) -> Iterator[Service]:
    standin = Astea(Company(), clock=lambda: START, **options)
    try:
        with serve([standin], answer_key=dict) as house:
            settings = house.credentials()["astea"]
            engine = sqlalchemy.create_engine(settings["database_url"])
            with httpx.Client(base_url=house.urls["astea"], verify=NO_TLS) as port:
                yield Service(standin, port, settings, engine)
            engine.dispose()
    finally:
        standin.close()


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


def test_a_job_moves_to_the_history(service: Service) -> None:
    moving = {"status_id": 900, "status_descr": "Invoiced", "is_in_history": True}
    both = service.post("/jobs/sv2605010001@@1", moving)["rows"]
    assert [row["is_in_history"] for row in both] == ["N", "Y"]
    sql = "select is_in_history, modified_at, row_version from v_job where order_id = :it"
    rows = service.rows(sql, it="SV2605010001@@1")
    assert {row["modified_at"] for row in rows} == {"2026-05-28 15:26:40.000000"}
    assert {row["row_version"] for row in rows} == {(5).to_bytes(8, "big")}
    moved = {"is_open": False, "closed_at": "2026-05-28 15:00:00.000000"}
    (row,) = service.post("/jobs/SV2605010001@@1", moved)["rows"]
    assert (row["is_in_history"], row["status_id"], row["closed_at"]) == (
        *("Y", 900),
        "2026-05-28 15:00:00.000000",
    )
    service.renewed()
    (row,) = service.port.get("/jobs/SV2605010001@@1").json()["rows"]
    assert (row["is_in_history"], row["status_id"]) == ("N", 200)


def test_parts_are_changed_and_added(service: Service) -> None:
    new = {"demand_id": 9, "part_id": "N-8", "qty": 4, "total_price": "1.2"}
    changed = {"demand_id": 1, "qty": "3", "total_price": "37.5", "is_fulfilled": "Y"}
    parts = service.post("/jobs/SV2605010001@@1", {"parts": [changed, new]})["parts"]
    assert [(it["demand_id"], it["qty"], it["total_price"]) for it in parts] == [
        (1, "3.0000", "37.5000"),
        (9, "4.0000", "1.2000"),
    ]
    assert (parts[1]["currency"], parts[1]["is_fulfilled"]) == ("USD", "N")
    assert service.drop("job_parts")[2]["row_count"] == "3"
    assert len(service.post("/drops", None)["files"]) == 8
    assert service.drop("job_parts")[2] == {"row_count": "4", "total_price": "49.2000"}


@pytest.mark.parametrize(
    ("order_id", "body", "status", "words"),
    [
        ("SV9@@1", {}, 404, "no job has the order_id 'SV9@@1'"),
        ("SV2605010001@@1", {"mood": 1}, 400, "not known: mood"),
        ("SV2605010001@@1", [], 400, "expected an object, got []"),
        ("SV2605010001@@1", {"is_open": False}, 400, "a job is open, in the history, or both"),
        ("SV2605010001@@1", {"parts": [{"demand_id": 2}]}, 400, "demand 2 is another job's"),
        (
            *("SV2605010001@@1", {"parts": [{"demand_id": 1, "qty": "many"}]}, 400),
            "qty must be an amount, got 'many'",
        ),
    ],
)
def test_a_change_that_cannot_be_is_refused(
    service: Service, order_id: str, body: Any, status: int, words: str
) -> None:
    assert service.post(f"/jobs/{order_id}", body, status) == {"error": words}
    assert len(service.rows("select * from v_job")) == 5


def test_a_locked_database_keeps_its_readers_waiting_in_vain(service: Service) -> None:
    service.engine.dispose()
    service.standin.faults.add("unavailable")
    with pytest.raises(OperationalError, match="database is locked"):
        service.rows("select * from v_job")
    assert service.port.get("/jobs/SV2605010001@@1").status_code == 503
    service.standin.faults.clear()
    assert len(service.rows("select * from v_job")) == 5


def test_a_database_that_cannot_be_opened(service: Service) -> None:
    service.engine.dispose()
    service.standin.faults.add("wrong-credentials")
    with pytest.raises(OperationalError, match="unable to open database file"):
        service.rows("select * from v_job")
    assert service.port.get("/jobs/SV2605010001@@1").status_code == 503
    service.renewed()
    assert len(service.rows("select * from v_job")) == 5


def test_views_that_are_not_what_was_agreed(service: Service) -> None:
    faults = service.standin.faults
    faults.add("no-permission", name="v_site")
    with pytest.raises(OperationalError, match="no such table: v_site"):
        service.rows("select * from v_site")
    assert not list(Path(service.settings["drop_folder"]).glob("astea_sites_*"))
    faults.add("hidden-column")
    faults.add("new-column", name="mood", value="good")
    (row,) = service.rows("select * from v_job limit 1")
    assert ("modified_at" in row, row["mood"]) == (False, "good")
    assert service.drop("jobs")[1][0]["mood"] == "good"
    faults.add("not-a-number")
    assert service.rows("select total_price from v_job_part")[0] == {"total_price": "n/a"}
    assert service.drop("job_parts")[2]["total_price"] == "0.0000"
    faults.clear()
    assert service.rows("select sum(qty) as it from v_job_part") == [{"it": 4.5}]
    assert len(service.rows("select * from v_site")) == 2


def test_a_drop_that_lacks_a_row_or_its_second_half(service: Service) -> None:
    faults = service.standin.faults
    whole = service.drop("job_parts")[0].read_bytes()
    faults.add("lost-row")
    _, rows, control = service.drop("job_parts")
    assert (len(rows), control) == (2, {"row_count": "3", "total_price": "35.5000"})
    faults.clear()
    faults.add("malformed-body")
    path, _, control = service.drop("job_parts")
    assert (path.read_bytes(), control["row_count"]) == (whole[: len(whole) // 2], "3")
    faults.clear()
    assert hashlib.sha256(path.read_bytes()).digest() == hashlib.sha256(whole).digest()


def test_faults_are_switched_over_the_port_and_stay(service: Service) -> None:
    answer = service.post("/__sandbox__/faults", {"name": "hidden-column", "times": 1})
    assert answer["active"][0]["times"] is None
    for _ in range(2):
        assert "modified_at" not in service.rows("select * from v_job limit 1")[0]
    service.post("/__sandbox__/reset", None)
    assert "modified_at" in service.rows("select * from v_job limit 1")[0]


def test_the_operations_are_listed(service: Service) -> None:
    assert [it.path for it in service.standin.operations if it.method == "SELECT"] == [
        *("v_job", "v_job_item", "v_job_part", "v_site")
    ]
