"""What a system lacks, by name. CONTRIBUTING says how a new one comes in."""

import re
from pathlib import Path

import pytest
import yaml

from systems import SYSTEMS
from systems.base import System

ROOT = Path(__file__).resolve().parent.parent
HEADINGS = (
    "Log-in and permissions",
    "Reads",
    "Writes",
    "Limits",
    "Ids and money",
    "What the stand-in does not do",
    "Pages read",
)

every_system = pytest.mark.parametrize("system", SYSTEMS, ids=lambda system: system.name)


@every_system
def test_it_has_its_files(system: System) -> None:
    folder = ROOT / "systems" / system.name
    wanted = ["__init__.py", "client.py", "reader.py", "tables.py", "doctor.py", "README.md"]
    assert [name for name in wanted if not (folder / name).exists()] == []


@every_system
def test_its_readme_has_the_headings_of_all(system: System) -> None:
    lines = (ROOT / "systems" / system.name / "README.md").read_text("utf-8").splitlines()
    assert tuple(line[3:] for line in lines if line.startswith("## ")) == HEADINGS


@every_system
def test_it_has_a_stand_in_that_is_served(system: System) -> None:
    assert (ROOT / "sandbox" / system.name / "__init__.py").exists()
    assert f"sandbox.{system.name}" in (ROOT / "sandbox/standins.py").read_text("utf-8")


@every_system
def test_each_of_its_tables_is_a_source_with_a_staging_model(system: System) -> None:
    folder = ROOT / "models" / "staging" / system.name
    declared = yaml.safe_load((folder / f"_{system.name}__sources.yml").read_text("utf-8"))
    sources = {table["name"] for source in declared["sources"] for table in source["tables"]}
    staged = "\n".join(path.read_text("utf-8") for path in folder.glob("stg_*.sql"))
    for table in system.tables:
        assert table.name in sources, f"{table.name} is not declared as a source"
        reference = rf"source\(\s*'(raw_)?{system.name}',\s*'{table.name}'\s*\)"
        assert re.search(reference, staged), f"{table.name}: not staged"


@every_system
def test_each_of_its_tables_says_what_one_row_is(system: System) -> None:
    for table in system.tables:
        assert table.grain
        assert set(table.key) <= {column.name for column in table.columns}


@every_system
def test_each_of_its_log_ins_is_made_of_its_settings(system: System) -> None:
    names = {setting.name for setting in system.settings}
    assert system.logins
    assert all(set(login) <= names for login in system.logins)
