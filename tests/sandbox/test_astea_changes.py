"""What changes at the Astea stand-in while it is served: jobs by its route, files by faults."""

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.exc import OperationalError

from tests.sandbox.astea_company import Service, served


@pytest.fixture(scope="module")
def opened() -> Iterator[Service]:
    yield from served()


@pytest.fixture
def service(opened: Service) -> Service:
    return opened.renewed()


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
