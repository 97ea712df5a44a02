"""What `tieout doctor` says of Astea."""

from collections.abc import Iterator

import pytest

from systems import astea
from systems.astea.doctor import check
from tests.systems.field import FieldService, field_service

READABLE = [(name, True, f"{name} can be read") for name in ("jobs", "job_items", "job_parts")]
ZONE = ("zone", True, "times are taken for those of America/Chicago")


@pytest.fixture(scope="module")
def served() -> Iterator[FieldService]:
    with field_service() as field:
        yield field


@pytest.fixture
def field(served: FieldService) -> FieldService:
    return served.as_new()


def test_all_is_well_with_the_database(field: FieldService) -> None:
    found = list(check(field.settings, clock=field.clock))
    assert [(it.subject, it.ok, it.sentence) for it in found] == [
        ("database", True, "the database answers"),
        *READABLE,
        ("sites", True, "sites can be read"),
        ("log-in", True, "the log-in may read, and not write"),
        ZONE,
    ]


def test_all_is_well_with_the_drop(field: FieldService) -> None:
    found = list(check(field.as_drop, clock=field.clock))
    assert [(it.subject, it.ok, it.sentence) for it in found] == [
        ("drop", True, "the newest complete drop is that of 20260630T070000"),
        *READABLE,
        ("sites", True, "sites can be read"),
        ZONE,
    ]


def test_a_log_in_that_may_write_is_a_warning(field: FieldService) -> None:
    settings = {**field.settings, "database_url": field.settings["database_url"].split("?")[0]}
    settings["database_url"] = settings["database_url"].replace("sqlite:///file:", "sqlite:///")
    found = {it.subject: it for it in check(settings, clock=field.clock)}
    assert found["log-in"].ok
    assert found["log-in"].sentence == "the log-in may write, which is not needed"
    assert found["log-in"].next_step == "Give it SELECT on the four views only"


def test_a_view_that_is_missing_is_said_and_the_others_looked_at(field: FieldService) -> None:
    field.standin.faults.add("no-permission", name="v_job_item", times=None)
    found = {it.subject: it for it in check(field.settings, clock=field.clock)}
    assert [name for name, it in found.items() if not it.ok] == ["job_items"]
    assert "there is no view v_job_item" in found["job_items"].sentence


def test_a_column_that_is_missing_is_said(field: FieldService) -> None:
    field.standin.faults.add("hidden-column", name="status_descr", times=None)
    found = {it.subject: it for it in check(field.settings, clock=field.clock)}
    assert found["jobs"].ok
    assert found["jobs"].sentence == "jobs can be read, but for status_descr: not there"


def test_no_zone_is_a_finding(field: FieldService) -> None:
    settings = {name: it for name, it in field.settings.items() if name != "source_tz"}
    found = list(check(settings, clock=field.clock))[-1]
    assert (found.subject, found.ok) == ("zone", False)
    assert found.next_step == "Set source_tz to the zone of the server"


def test_a_database_that_is_gone_is_the_first_finding(field: FieldService) -> None:
    field.standin.faults.add("wrong-credentials", times=None)
    found = list(check(field.settings, clock=field.clock))
    assert [(it.subject, it.ok) for it in found] == [("source", False), ("zone", True)]
    assert field.clock.elapsed() <= 15


def test_settings_that_cannot_work_are_a_finding() -> None:
    (found,) = check({"database_url": "nonsense"})
    assert (found.subject, found.ok) == ("settings", False)


def test_the_system_is_described_as_data() -> None:
    names = {setting.name for setting in astea.SYSTEM.settings}
    assert names >= {name for login in astea.SYSTEM.logins for name in login}
    assert {it.name for it in astea.SYSTEM.settings if it.is_secret} == {"database_url"}
    assert dict(astea.SYSTEM.targets) == {}
