"""Every difference that the world planted is found, with its exact amount, and nothing else is."""

from collections import Counter

import pytest

from checks.dbt_tests import found_by_dbt
from checks.run import both_files
from pipelines.landing import BESIDE, quoted
from sandbox.world import build
from systems import SYSTEMS
from systems.base import System
from tests.models.answer_key import found, planted
from tests.models.company import Company, a_company
from tests.models.world_landing import land_world
from tieout import warehouse

KNOWN_TO = ("netsuite", "salesforce", "gotransverse", "hubspot", "zendesk", "bigcommerce", "astea")
UNCLEAR = {"zendesk": 6, "gotransverse": 2, "salesforce": 2}
OF_CUSTOMERS = 1_600
LINKS = "select system, object, record_id, account_id, status from marts.account_links"
Record = tuple[str, str, str]
Linked = tuple[dict[Record, str], dict[Record, tuple[str, bool]]]


def test_what_was_planted_is_found_and_nothing_else(company: Company) -> None:
    world = build(200, 2, "messy")
    land_world(company.settings.landing, world)

    company.build()

    assert planted(world)
    assert found(company) == planted(world)


def test_nothing_is_found_where_nothing_was_planted(company: Company) -> None:
    land_world(company.settings.landing, build(40, 4, "clean"))

    company.build()

    assert company.rows("select * from marts.breaks") == []
    assert company.rows("select distinct verdict from marts.financials") == [{"verdict": "agrees"}]


def test_of_a_system_that_nobody_set_up_nothing_is_missing(company: Company) -> None:
    world = build(40, 4, "clean")
    for system in SYSTEMS:
        land_world(company.settings.landing, world)
        _forget(company, system)

        company.build()

        assert company.rows("select * from marts.breaks") == [], system.name


def _forget(company: Company, system: System) -> None:
    """Let landing hold of a system what it holds where nobody set it up."""
    with warehouse.connect(company.settings.landing) as connection:
        for name in (*BESIDE, *(table.name for table in system.tables)):
            connection.execute(f"delete from raw_{system.name}.{quoted(name)}")  # noqa: S608


@pytest.fixture(scope="module")
def linked() -> Linked:
    """Whose every record is, and what the models say: its account, and whether that is certain."""
    world, company = build(400, 3, "messy"), a_company()
    land_world(company.settings.landing, world)
    company.build()
    truly = {
        (str(it["system"]), str(it["object"]), str(it["record_id"])): str(it["entity"])
        for it in world.answer_key()["links"]
    }
    return truly, {
        (it["system"], it["object"], it["record_id"]): (
            it["account_id"],
            it["status"] == "confirmed",
        )
        for it in company.rows(LINKS)
    }


def test_every_record_is_an_accounts(linked: Linked) -> None:
    truly, found = linked
    assert found.keys() == truly.keys()
    assert {system for system, _, _ in found} == set(KNOWN_TO)


def test_no_confirmed_link_is_wrong(linked: Linked) -> None:
    truly, found = linked
    owners: dict[str, set[str]] = {}
    for record, (account, is_confirmed) in found.items():
        if is_confirmed:
            owners.setdefault(account, set()).add(truly[record])
    assert [account for account, entities in owners.items() if len(entities) > 1] == []


def test_what_is_not_confirmed_was_made_unclear_on_purpose(linked: Linked) -> None:
    """Organizations rekeyed or doubled wait for a person; so does what two claim, and a claim."""
    truly, found = linked
    homes = {truly[it]: account for it, (account, _) in found.items() if it[0] == "netsuite"}
    of_customers = [it for it in found if it[0] != "netsuite" and truly[it] in homes]
    unclear = [it for it in of_customers if found[it] != (homes[truly[it]], True)]

    assert Counter(system for system, _, _ in unclear) == UNCLEAR
    assert len(of_customers) == OF_CUSTOMERS


def test_all_data_tests_of_dbt_hold_over_a_messy_company(company: Company) -> None:
    land_world(company.settings.landing, build(40, 6, "messy"))
    company.build()

    queries = company.dbt.tests()
    with both_files(company.settings) as connection:
        tested = list(found_by_dbt(connection, company.dbt.manifest, queries))

    assert len(tested) > 40
    assert [it.sentence for it in tested if not it.passed] == []


def test_all_unit_tests_of_dbt_hold(company: Company) -> None:
    company.land()
    company.build()

    tested = company.dbt.unit_test()

    assert len(tested) > 10
    assert [(it.name, it.message) for it in tested if it.status != "pass"] == []
