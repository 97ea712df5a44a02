"""dbt as a worker: parsed once, built often, and never sitting on a file."""

import os
import shutil
from datetime import UTC, date, datetime
from itertools import count
from pathlib import Path

import duckdb
import pytest

from tests.models.company import AS_OF, RUN_STARTED_AT, Company, the_worker
from tests.models.landing import customer, land, organization
from tieout.dbt import Dbt, DbtError
from tieout.errors import StorageError, TieoutError
from tieout.lineage import Column
from tieout.settings import ROOT, Settings

BALANCES = count(1)


@pytest.fixture
def company(tmp_path: Path) -> Company:
    """A company in a folder of its own, where nothing is built yet."""
    dbt, _ = the_worker()
    return Company(tmp_path / "data", dbt)


@pytest.fixture(scope="module")
def built_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where a company was built: a first build takes three times as long as the next."""
    dbt, _ = the_worker()
    company = Company(tmp_path_factory.mktemp("built") / "data", dbt)
    return company.built(netsuite_customer=[customer("1", "Acme")]).settings.home


@pytest.fixture
def standing(built_home: Path) -> Company:
    """That company, and something new in its landing file."""
    dbt, _ = the_worker()
    company = Company(built_home, dbt)
    company.land(netsuite_customer=[customer("1", "Acme", balancesearch=str(next(BALANCES)))])
    return company


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A copy of the project that a test may spoil."""
    root = tmp_path / "project"
    for folder in ("models", "macros", "seeds", "checks"):
        shutil.copytree(ROOT / folder, root / folder, ignore=shutil.ignore_patterns("__pycache__"))
    for file in ("dbt_project.yml", "profiles.yml"):
        shutil.copy(ROOT / file, root / file)
    return root


def test_the_first_build_makes_all_and_the_next_only_what_may_have_changed(
    company: Company,
) -> None:
    company.land(netsuite_customer=[customer("1", "Acme")])
    first = company.dbt.build()
    company.land(netsuite_customer=[customer("1", "Acme", balancesearch="12.00")])
    second = company.dbt.build()

    assert {"account_link_decisions", "stg_netsuite__customers", "breaks"} <= {
        it.name for it in first
    }
    assert {it.status for it in (*first, *second)} == {"success"}
    assert {it.name for it in second} < {
        it.name
        for it in company.dbt.manifest.nodes.values()
        if it.resource_type == "model"
        and it.config.materialized in ("table", "incremental", "kept")
    }
    assert {"financials", "breaks"} <= {it.name for it in second}


def test_a_warehouse_that_was_deleted_is_made_again(standing: Company) -> None:
    standing.settings.warehouse.unlink()

    standing.build()

    assert standing.rows("select name from marts.accounts") == [{"name": "Acme"}]


def test_nobody_has_to_wait_for_a_file_after_a_build(standing: Company) -> None:
    standing.build()

    for file in (standing.settings.warehouse, standing.settings.landing):
        duckdb.connect(str(file), read_only=False).close()


def test_the_environment_is_as_it_was(standing: Company) -> None:
    before = dict(os.environ)

    standing.build()

    assert dict(os.environ) == before


def test_progress_is_told_node_by_node(standing: Company) -> None:
    told: list[str] = []
    standing.dbt.told = lambda node: told.append(node.name)
    try:
        built = standing.dbt.build()
    finally:
        standing.dbt.told = None

    assert told
    assert sorted(told) == sorted(it.name for it in built)


def test_only_what_is_made_from_a_node_is_held_by_it(company: Company) -> None:
    reasons = {
        "source.tieout.netsuite.customer": ["no customers", "no customers"],
        "model.tieout.financials": ["no figures"],
        "model.tieout.breaks": ["no breaks"],
        "source.tieout.zendesk.tickets": ["no tickets"],
    }

    held = company.dbt.downstream_syncs(reasons)
    assert {name: said for name, said in held.items() if name.startswith("sync_zendesk")} == {
        "sync_zendesk__organization_financials": ["no customers", "no figures"],
        "sync_zendesk__organizations": ["no customers"],
    }
    assert company.dbt.downstream_syncs({"source.tieout.zendesk.tickets": ["no tickets"]}) == {}


def test_a_sync_is_not_held_by_what_arrived_from_a_system_that_it_is_not_made_from(
    company: Company,
) -> None:
    of_partners = {"source.tieout.hubspot.companies": ["no companies"]}
    of_field_service = {"model.tieout.stg_astea__sites": ["no sites"]}
    of_everybody = {"model.tieout.int_accounts__links": ["no links"]}

    assert set(company.dbt.downstream_syncs(of_partners)) == {
        "sync_hubspot__partner_clients",
        "sync_salesforce__accounts",
    }
    assert set(company.dbt.downstream_syncs(of_field_service)) == {"sync_salesforce__order_items"}
    assert "sync_netsuite__customers" in company.dbt.downstream_syncs(of_everybody)


def test_the_syncs_are_read_from_their_models(company: Company) -> None:
    syncs = company.dbt.syncs()

    assert list(syncs)[-2:] == [
        "sync_zendesk__organization_financials",
        "sync_zendesk__organizations",
    ]
    assert syncs["sync_zendesk__organizations"]["action"] == "upsert"
    assert syncs["sync_zendesk__organization_financials"]["fields"]["credit_hold"] == {
        "name": "organization_fields.netsuite_credit_hold",
        "kind": "boolean",
        "title": "Credit hold",
        "custom": True,
    }


def test_a_model_that_cannot_be_built_is_named_with_what_is_wrong(company: Company) -> None:
    company.land()
    with duckdb.connect(str(company.settings.landing)) as connection:
        connection.execute("alter table raw_netsuite.customer drop column companyname")

    with pytest.raises(DbtError) as refused:
        company.build()

    assert isinstance(refused.value, TieoutError)
    assert refused.value.exit_code == 1
    lines = str(refused.value).splitlines()
    assert lines[0] == "dbt could not build:"
    assert lines[1].startswith("  - stg_netsuite__customers: Runtime Error in model ")
    assert 'Referenced column "companyname" not found' in str(refused.value)
    assert lines[-1] == "Mend it, then: tieout build"


def test_a_missing_landing_file_says_what_to_do_first(company: Company) -> None:
    with pytest.raises(StorageError) as refused:
        company.build()

    assert str(refused.value) == (
        f"{company.settings.landing} is not there: nothing was read yet. First: tieout extract"
    )


def test_the_project_is_read_again_when_a_person_decides(project: Path, tmp_path: Path) -> None:
    settings = Settings(home=tmp_path / "data", as_of=AS_OF, root=project)
    land(
        settings.landing,
        netsuite_customer=[customer("1", "Acme")],
        zendesk_organizations=[
            organization("900", "Acme", "1"),
            organization("901", "Twin", "CUST1"),
        ],
    )
    dbt = Dbt(settings, RUN_STARTED_AT)
    dbt.build()
    before = _synced(settings)

    decisions = project / "seeds" / "account_link_decisions.csv"
    with decisions.open("a", encoding="utf-8") as file:
        file.write("zendesk,organizations,901,1,confirmed,Ada,2026-06-30 10:00:00+00,asked them\n")
    breaks = project / "seeds" / "break_decisions.csv"
    with breaks.open("a", encoding="utf-8") as file:
        file.write(f"{_break_id(settings)},assigned,Ada,2026-06-30 10:00:00+00,to be merged\n")
    dbt.build()

    assert before == []
    assert _synced(settings) == [("901", "CUST1", "Acme (CUST1)")]  # 900 still bears the bare name
    with duckdb.connect(str(settings.warehouse), read_only=True) as connection:
        assert connection.execute(
            "select rule, status, evidence, decided_by, decided_at from marts.account_links"
            " where record_id = '901'"
        ).fetchall() == [
            ("decision", "confirmed", "asked them", "Ada", datetime(2026, 6, 30, 10, tzinfo=UTC))
        ]
        assert connection.execute(
            "select status, decided_by, because from marts.breaks"
        ).fetchall() == [("assigned", "Ada", "to be merged")]
    (project / "models" / "marts" / "accounts.sql").write_text("select {{ nothing of the kind }}")
    with pytest.raises(DbtError, match="dbt cannot use the project"):
        dbt.build()


def test_data_tests_are_compiled_once_and_again_for_another_day(standing: Company) -> None:
    found = standing.dbt.tests()
    [kept] = (standing.settings.home / "dbt").glob("tests-*.json")
    written = kept.stat().st_mtime_ns

    assert standing.dbt.tests() == found
    assert kept.stat().st_mtime_ns == written

    another_day = Settings(home=standing.settings.home, as_of=date(2026, 7, 1))
    standing.dbt.begin(another_day, RUN_STARTED_AT)
    assert standing.dbt.tests().keys() == found.keys()
    [kept_now] = (standing.settings.home / "dbt").glob("tests-*.json")
    assert kept_now != kept


def test_a_build_notes_what_is_made_from_what_and_nobody_has_to_compile_for_it(
    standing: Company,
) -> None:
    [kept] = (standing.settings.home / "dbt").glob("lineage-*.json")
    standing.settings.landing.unlink()  # without which nothing could be compiled

    lineage = standing.dbt.lineage()

    assert lineage.path == kept
    assert lineage.syncs == standing.dbt.syncs()
    assert lineage.models["financials"].grain == ("account_id", "currency")
    traced = [it for it, _ in lineage.trace("sync_zendesk__organization_financials", "balance")]
    assert traced[0] == Column("financials", "balance")
    assert Column("netsuite.customer", "balancesearch") in traced
    assert not [it for it in traced if it.name == "*"]


def test_what_is_made_from_what_is_compiled_where_no_build_has_noted_it(standing: Company) -> None:
    [kept] = (standing.settings.home / "dbt").glob("lineage-*.json")
    noted = standing.dbt.lineage()
    kept.unlink()

    assert standing.dbt.lineage().models.keys() == noted.models.keys()
    assert kept.exists()


def test_another_day_needs_no_other_project(company: Company) -> None:
    company.land(netsuite_customer=[customer("1", "Acme")])
    parsed = company.dbt.manifest
    another_day = Settings(home=company.settings.home, as_of=date(2026, 7, 1))

    company.dbt.begin(another_day, RUN_STARTED_AT)
    company.dbt.build()

    assert company.rows("select as_of from marts.financials") == [{"as_of": date(2026, 7, 1)}]
    assert company.dbt.manifest is parsed


def _synced(settings: Settings) -> list[tuple[object, ...]]:
    with duckdb.connect(str(settings.warehouse), read_only=True) as connection:
        return connection.execute(
            "select organization_id_zendesk, external_id, name"
            " from syncs.sync_zendesk__organizations"
        ).fetchall()


def _break_id(settings: Settings) -> str:
    with duckdb.connect(str(settings.warehouse), read_only=True) as connection:
        ((found,),) = connection.execute("select break_id from marts.breaks").fetchall()
    return str(found)
