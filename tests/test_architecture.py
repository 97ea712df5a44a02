"""The walls of the house: who may look into whose room."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
ROOMS = {"tieout", "systems", "pipelines", "checks", "reverse_etl", "sandbox", "report"}
MAY_IMPORT = {
    "tieout": {"tieout"},
    "tieout/cli": ROOMS,
    "systems": {"tieout", "systems"},
    "pipelines": {"tieout", "systems", "pipelines"},
    "checks": {"tieout", "systems", "checks"},
    "reverse_etl": {"tieout", "systems", "reverse_etl"},
    "sandbox": {"tieout", "sandbox"},
    "report": {"tieout", "report"},
}
VENDORS = re.compile(r"netsuite|zendesk|salesforce|hubspot|bigcommerce|gotransverse|astea", re.I)


def room_of(path: Path) -> str:
    relative = path.relative_to(ROOT).as_posix()
    return "tieout/cli" if relative.startswith("tieout/cli") else relative.split("/")[0]


def sources(*rooms: str) -> Iterator[Path]:
    for room in sorted(rooms):
        yield from sorted((ROOT / room).rglob("*.py"))


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module


@pytest.mark.parametrize("path", sources(*ROOMS), ids=lambda path: str(path.relative_to(ROOT)))
def test_a_room_looks_only_into_the_rooms_it_may(path: Path) -> None:
    rooms = {name.split(".")[0] for name in imports(path)} & ROOMS
    assert rooms <= MAY_IMPORT[room_of(path)]


def test_a_planted_breach_of_the_walls_is_seen(tmp_path: Path) -> None:
    breach = tmp_path / "breach.py"
    breach.write_text("from systems.netsuite import client\nimport pipelines.extract\n")
    assert {name.split(".")[0] for name in imports(breach)} & ROOMS == {"systems", "pipelines"}


@pytest.mark.parametrize(
    "path", sources("pipelines", "reverse_etl"), ids=lambda path: str(path.relative_to(ROOT))
)
def test_the_engines_know_no_vendor(path: Path) -> None:
    assert not VENDORS.findall(path.read_text(encoding="utf-8"))


def test_the_dispatching_page_names_systems_only_in_their_own_folder() -> None:
    for path in sources("systems"):
        own = path.relative_to(ROOT / "systems").parts[0]
        others = {
            name.split(".")[1]
            for name in imports(path)
            if name.startswith("systems.") and name not in {"systems.base"}
        }
        if own != "__init__.py":
            assert others <= {own, "base"}, f"{path} looks into another system"


@pytest.mark.parametrize(
    "path", sources(*(ROOMS - {"tieout"})), ids=lambda path: str(path.relative_to(ROOT))
)
def test_only_the_console_prints(path: Path) -> None:
    calls = [
        node
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id == "print"
    ]
    assert not calls


@pytest.mark.parametrize("path", sources(*ROOMS), ids=lambda path: str(path.relative_to(ROOT)))
def test_only_settings_read_the_environment(path: Path) -> None:
    allowed = {"tieout/settings.py", "tieout/dbt.py", "tieout/cli/demo.py"}
    if path.relative_to(ROOT).as_posix() in allowed:
        return
    assert "os.environ" not in path.read_text(encoding="utf-8")
