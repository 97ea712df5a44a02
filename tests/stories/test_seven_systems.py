"""All seven systems in one company: each is read, and the trouble of one is not the others'."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from sandbox import world
from systems import SYSTEMS
from tests.stories.helpdesk import Helpdesk
from tests.stories.house import House, rows
from tests.stories.ran import Ran
from tieout.cli.sandbox import served

ALL = tuple(it.name for it in SYSTEMS)
CATALOGUE = {"sync_salesforce__products", "sync_salesforce__pricebook_entries"}
SINCE = r"\d{4}-\d\d-\d\d \d\d:\d\d UTC"
CRM_REFUSED = (
    "the log-in was refused (invalid_grant: authentication failure). Check client_id and "
    "client_secret, that base_url is the org's My Domain"
)


@dataclass(frozen=True, slots=True)
class Seven:
    """The company, its doctor's first visit and its first run."""

    house: House
    doctor: Ran
    first: Ran


@pytest.fixture(scope="module")
def seven(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Seven]:
    company = world.build(40, 1, "messy")
    with served(company) as answering:
        helpdesk = Helpdesk(answering.credentials()["zendesk"])
        house = House(company, answering, tmp_path_factory.mktemp("seven") / "home", helpdesk)
        doctor = house.run("doctor", "--create-fields", "--json")
        yield Seven(house, doctor, house.run("run"))
        helpdesk.close()


@pytest.fixture
def house(seven: Seven) -> Iterator[House]:
    yield seven.house
    for it in seven.house.served.standins:
        it.faults.clear()


def landed(house: House, query: str) -> list[tuple[Any, ...]]:
    return rows(house.home / "landing.duckdb", query)


def last_status(house: House, system: str) -> dict[str, str]:
    """What became of the last read of each table."""
    query = "select table_name, arg_max(status, started_at) from raw_{}.extractions group by all"
    return dict(landed(house, query.format(system)))


def runs_of(house: House) -> dict[str, int]:
    """How many runs have read each system."""
    query = "select count(distinct run_id) from raw_{}.extractions"
    return {name: landed(house, query.format(name))[0][0] for name in ALL}


def places(house: House) -> dict[str, list[tuple[Any, ...]]]:
    """From where each system is read on."""
    query = "select table_name, next_cursor from raw_{}.cursors order by all"
    return {name: landed(house, query.format(name)) for name in ALL}


def test_every_table_of_every_system_is_read_and_none_is_stale_or_set_aside(seven: Seven) -> None:
    assert seven.first.code == 0, seven.first.err
    for it in SYSTEMS:
        assert last_status(seven.house, it.name) == {table.name: "fresh" for table in it.tables}
        assert landed(seven.house, f"select * from raw_{it.name}.rejected_rows") == []  # noqa: S608
        summary = rf"^  {it.name} +{len(it.tables)} +[\d,]*[1-9][\d,]*$"
        assert re.search(summary, seven.first.out, re.M)
    for words in ("is stale since", "left out", "set aside", "without being declared", "FAILED"):
        assert words not in seven.first.out + seven.first.err


def test_the_doctor_has_good_lines_for_all_seven(seven: Seven) -> None:
    assert seven.doctor.code == 0
    findings = seven.doctor.json["findings"]
    assert {it["system"] for it in findings} == {"tieout", *ALL}
    assert all(it["ok"] for it in findings)


def test_the_doctor_says_who_is_not_set_up(house: House, tmp_path: Path) -> None:
    kept = ("SOURCES__NETSUITE__", "SOURCES__ZENDESK__")
    others = [
        it for it in house.environment if it.startswith("SOURCES__") and not it.startswith(kept)
    ]

    ran = house.run("doctor", without=others, TIEOUT_HOME=str(tmp_path / "home"))

    assert ran.code == 0
    left_out = re.findall(r"^ok   (\w+) +settings: not set up, and left out$", ran.out, re.M)
    assert left_out == ["salesforce", "hubspot", "gotransverse", "bigcommerce", "astea"]
    assert re.search(r"^ok   netsuite +log-in: logged in$", ran.out, re.M)


def test_what_befalls_some_systems_does_not_stop_the_others(house: House) -> None:
    edited = house.linked()[0]
    before = house.helpdesk.figures(edited)
    house.helpdesk.change(edited, netsuite_balance="1.23")
    house.faults("hubspot").add("not-json", times=None)
    house.faults("salesforce").add("wrong-credentials", times=None)
    house.faults("gotransverse").add("new-column", match="payments", times=None)
    house.faults("gotransverse").add("not-a-number", match="adjustments", name="amount", times=None)
    house.faults("astea").add("hidden-column", name="priority", times=None)

    ran = house.run("run")

    assert ran.code == 3
    assert set(last_status(house, "hubspot").values()) == {"stale"}
    assert re.search(rf"^hubspot .*is stale since {SINCE}: .* with what is not JSON", ran.err, re.M)
    assert re.search(
        rf"^salesforce is stale since {SINCE}: {re.escape(CRM_REFUSED)}", ran.err, re.M
    )
    for name in ("netsuite", "gotransverse", "zendesk", "bigcommerce", "astea"):
        assert set(last_status(house, name).values()) == {"fresh"}
    assert re.search(
        r"^  sync_zendesk__organization_financials +1 written of 1 change$", ran.out, re.M
    )
    assert house.helpdesk.figures(edited) == before
    assert ran.err.endswith("Next: tieout doctor\n")
    kept = "gotransverse.payments: surprise came without being declared, kept as text\n"
    assert kept in ran.err
    assert ran.err.count("is set aside: amount: not decimal(18,2): 'n/a'\n") == 3
    assert "astea: v_job: no column priority, read without\n" in ran.err


def test_a_refused_log_in_holds_back_by_name_what_depends_on_it(house: House) -> None:
    house.faults("netsuite").add("wrong-credentials", times=None)
    writes = house.helpdesk.writes()

    read, planned = house.run("extract", "netsuite"), house.run("plan", "--json")

    assert (read.code, planned.code) == (3, 3)
    assert re.search(rf"^netsuite is stale since {SINCE}: the log-in was refused", read.err, re.M)
    held = {it["sync"]: " ".join(it["reasons"]) for it in planned.json["held"]}
    assert len(held) == 14
    assert not held.keys() & CATALOGUE  # which is billing's
    assert all("netsuite.customer could not be read since " in why for why in held.values())
    assert house.helpdesk.writes() == writes


def test_a_period_is_read_again_without_losing_the_place(house: House) -> None:
    before = places(house)

    ran = house.run("extract", "salesforce", "bigcommerce", "--since", "2026-06-01")

    assert ran.code == 0
    assert "bigcommerce.orders is fresh: 7 rows read\n" in ran.out
    assert places(house) == before


def test_one_system_alone_is_read_where_only_it_is_named(house: House) -> None:
    before = runs_of(house)

    ran = house.run("extract", "gotransverse")

    assert ran.code == 0
    assert {line.partition(".")[0] for line in ran.out.splitlines()} == {"gotransverse"}
    assert runs_of(house) == before | {"gotransverse": before["gotransverse"] + 1}
