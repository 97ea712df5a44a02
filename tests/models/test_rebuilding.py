"""A build leaves what cannot have changed, and comes to what a build of everything does."""

import pytest

from sandbox.world import build as a_world
from tests.models.changes import Changes
from tests.models.company import Company, a_company
from tests.models.landing import customer, invoice, organization
from tests.models.world_landing import land_rows
from tieout import versions, warehouse

SEEDS = (3, 42)
STEPS = 2
ACCOUNTS = 12
_SUM = "select count(*) as count, sum(hash(it)) as total from (select * {but} from {it}) as it"
HISTORY = {"ops.account_likeness": "pairs_compared"}  # says what the last run did, not what holds


def made(company: Company) -> set[str]:
    """Build, and say which tables were made."""
    return {it.name for it in company.dbt.build() if it.resource == "model" and not it.is_unchanged}


def made_anew(company: Company) -> set[str]:
    """Build every table, and say which these are; views and seeds, which look through, stay."""
    versions.forget(company.settings.warehouse, company.dbt.manifest)
    return made(company)


def contents(company: Company) -> dict[str, str]:
    """What every table of the warehouse holds, as a sum of its rows."""
    tables = company.rows(
        "select schema_name || '.' || table_name as name from duckdb_tables()"
        " where database_name = current_database() and not starts_with(table_name, '_')"
    )
    return {name: _sum(company, name) for name in sorted(it["name"] for it in tables)}


def _sum(company: Company, table: str) -> str:
    but = f"exclude ({HISTORY[table]})" if table in HISTORY else ""
    row = company.row(_SUM.format(but=but, it=table))
    return f"{row['count']} rows of {row['total']}"


@pytest.mark.parametrize("seed", SEEDS)
def test_after_whatever_has_changed_a_build_comes_to_what_a_full_one_does(seed: int) -> None:
    company = a_company()
    land_rows(company.settings.landing, a_world(ACCOUNTS, seed, "messy"))
    changes = Changes(company.settings.landing, seed)
    company.build()

    for _ in range(STEPS):
        changes.happen()
        left = made(company)
        found = contents(company)
        everything = made_anew(company)
        assert left < everything
        assert found == contents(company)


def test_where_nothing_has_landed_only_the_differences_are_seen_again(company: Company) -> None:
    company.built(netsuite_customer=[customer("1", "Acme")])

    assert made(company) == {"breaks", "int_breaks__by_account"}


def test_a_table_that_comes_out_as_it_was_stops_the_matter_there(company: Company) -> None:
    company.built(netsuite_customer=[customer("1", "Acme")])
    company.land(netsuite_customer=[customer("1", "Acme", balancesearch="12.00")])

    again = made(company)

    assert {"int_accounts__candidates", "financials"} <= again
    assert not {"int_accounts__links", "subscriptions", "sync_netsuite__customers"} & again


def test_a_full_build_makes_everything(company: Company) -> None:
    company.built(netsuite_customer=[customer("1", "Acme")])

    again = company.dbt.build(full=True)

    assert not [it.name for it in again if it.is_unchanged]
    assert {"account_link_decisions", "stg_netsuite__customers", "accounts"} <= {
        it.name for it in again
    }


def test_a_table_that_somebody_dropped_is_made_again(company: Company) -> None:
    company.built(netsuite_customer=[customer("1", "Acme")])
    with warehouse.connect(company.settings.warehouse) as connection:
        connection.execute("drop table marts.accounts")

    company.build()

    assert company.rows("select name from marts.accounts") == [{"name": "Acme"}]


def test_a_row_that_is_gone_is_seen_though_no_other_has_changed(company: Company) -> None:
    company.built(netsuite_customer=[customer("1", "Acme"), customer("2", "Bolt")])
    with warehouse.connect(company.settings.landing) as connection:
        connection.execute("update raw_netsuite.customer set _run_id = 'r1', _landed_at = now()")
    company.build()
    with warehouse.connect(company.settings.landing) as connection:
        connection.execute("delete from raw_netsuite.customer where id = '2'")

    company.build()

    assert company.rows("select name from marts.accounts") == [{"name": "Acme"}]


def test_a_build_that_broke_off_is_taken_up_where_it_was(company: Company) -> None:
    before = {"netsuite_customer": [customer("1", "Acme", balancesearch="10.00")]}
    after = {
        "netsuite_customer": [customer("1", "Acme Group", balancesearch="12.00")],
        "netsuite_transaction": [invoice("7", "1", "12.00", company.settings.as_of)],
        "zendesk_organizations": [organization("900", "Acme", "1")],
    }
    company.built(**before)
    company.land(**after)
    company.dbt.build(select=["int_accounts__candidates", "int_financials__open_items"])

    company.build()
    found = contents(company)

    made_anew(company)
    assert found == contents(company)
