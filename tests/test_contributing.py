"""The walk "add a field to a sync" of CONTRIBUTING, followed to the letter."""

import re
import shutil
import textwrap
from datetime import UTC, datetime
from pathlib import Path

import pytest

from reverse_etl import specs
from tieout.dbt import Dbt
from tieout.settings import Settings

ROOT = Path(__file__).resolve().parent.parent
PROJECT = ("dbt_project.yml", "profiles.yml", "models", "macros", "seeds", "checks")
SYNC = "sync_zendesk__organization_financials"


def blocks_of_the_walk() -> list[str]:
    """The fenced blocks under the heading, without the indent of their list."""
    text = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    walk = text.split("## Add a field to a sync")[1].split("\n## ")[0]
    return [
        "".join(line[3:] + "\n" for line in block.strip("\n").split("\n"))
        for block in re.findall(r"```\w+\n(.*?)   ```", walk, re.DOTALL)
    ]


def put_below(path: Path, line: str, added: str) -> None:
    text = path.read_text("utf-8")
    assert text.count(line) == 1, f"{line!r} should stand once in {path.name}"
    path.write_text(text.replace(line, line + added), "utf-8")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    for name in PROJECT:
        source = ROOT / name
        copy = shutil.copytree if source.is_dir() else shutil.copy
        copy(source, tmp_path / name)
    return tmp_path


def test_the_walk_that_adds_a_field_needs_no_python(project: Path) -> None:
    column, field, declaration = blocks_of_the_walk()
    model = project / f"models/syncs/{SYNC}.sql"
    declared = project / "models/syncs/_syncs__models.yml"

    last_line = column.splitlines()[0].rstrip(",")
    model.write_text(model.read_text("utf-8").replace(f"{last_line}\n", column), "utf-8")
    currency = (
        "{name: organization_fields.netsuite_currency, kind: text, title: Currency, custom: true}\n"
    )
    put_below(declared, currency, field)
    text = declared.read_text("utf-8")
    end = text.index("\nexposures:")
    declared.write_text(text[:end].rstrip("\n") + "\n" + declaration + text[end:], "utf-8")

    dbt = Dbt(
        Settings(
            home=project / "data", as_of=datetime(2026, 6, 30, tzinfo=UTC).date(), root=project
        ),
        datetime.now(UTC),
    )
    syncs = {spec.name: spec for spec in specs.load(dbt.syncs(), {})}
    node = dbt.manifest.nodes[f"model.tieout.{SYNC}"]

    assert "unapplied" in textwrap.dedent(model.read_text("utf-8"))
    assert node.columns["unapplied"].data_type == "decimal(18, 2)"
    assert dict(syncs[SYNC].fields)["unapplied"].name == "organization_fields.netsuite_unapplied"
