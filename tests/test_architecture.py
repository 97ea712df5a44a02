"""The walls of the house: who may look into whose room."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
ROOMS = (
    *("tieout", "systems", "pipelines", "matching"),
    *("checks", "reverse_etl", "sandbox", "report"),
)
MAY_IMPORT = {
    "tieout": {"tieout"},
    "tieout/cli": set(ROOMS),
    "systems": {"tieout", "systems"},
    "pipelines": {"tieout", "systems", "pipelines"},
    "matching": {"tieout", "matching"},
    "checks": {"tieout", "systems", "checks"},
    "reverse_etl": {"tieout", "systems", "reverse_etl"},
    "sandbox": {"tieout", "sandbox"},
    "report": {"tieout", "report"},
}
VENDORS = re.compile(r"netsuite|zendesk|salesforce|hubspot|bigcommerce|gotransverse|astea", re.I)
MAY_TOUCH_THE_ENVIRONMENT = {
    "tieout/settings.py",
    "tieout/dbt.py",  # profiles.yml looks paths up there
    "tieout/cli/demo.py",  # points this process at the sandbox
    "checks/gate.py",  # switches a library's telemetry off
}


def sources(*rooms: str) -> Iterator[tuple[str, ast.Module]]:
    for room in rooms:
        for path in sorted((ROOT / room).rglob("*.py")):
            tree = ast.parse(path.read_text(encoding="utf-8"))
            yield path.relative_to(ROOT).as_posix(), tree


def imported(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module


def rooms_seen_from(tree: ast.Module) -> set[str]:
    return {name.split(".")[0] for name in imported(tree)} & set(ROOMS)


def breaches(name: str, tree: ast.Module) -> set[str]:
    room = "tieout/cli" if name.startswith("tieout/cli/") else name.split("/")[0]
    return rooms_seen_from(tree) - MAY_IMPORT[room]


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_looks_only_into_the_rooms_it_may(room: str) -> None:
    assert {name: found for name, tree in sources(room) if (found := breaches(name, tree))} == {}


def test_a_planted_breach_of_the_walls_is_seen() -> None:
    planted = ast.parse("from systems.netsuite import client\nimport pipelines.extract\n")
    assert breaches("sandbox/netsuite/planted.py", planted) == {"systems", "pipelines"}


def test_the_engines_know_no_vendor() -> None:
    named = {
        path.name: found
        for room in ("pipelines", "matching", "reverse_etl")
        for path in (ROOT / room).rglob("*.py")
        if (found := VENDORS.findall(path.read_text(encoding="utf-8")))
    }
    assert named == {}


def test_no_system_looks_into_another() -> None:
    for name, tree in sources("systems"):
        own = name.split("/")[1]
        others = {it.split(".")[1] for it in imported(tree) if it.startswith("systems.")}
        assert own == "__init__.py" or others <= {own, "base", "limits", "singly"}, name


def test_only_the_console_prints() -> None:
    printing = [
        name
        for name, tree in sources(*ROOMS)
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id == "print"
        and name != "tieout/console.py"
    ]
    assert printing == []


def test_only_settings_read_the_environment() -> None:
    touching = {
        name
        for name, tree in sources(*ROOMS)
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and node.attr == "environ"
    }
    assert touching <= MAY_TOUCH_THE_ENVIRONMENT
