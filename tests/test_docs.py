"""What the pages for people say can be typed, can be typed."""

import re
from pathlib import Path
from typing import cast

import click
import pytest

from sandbox.operations import page
from tieout import __version__
from tieout.cli import verbs
from tieout.cli.app import VERBS, app

ROOT = Path(__file__).resolve().parent.parent
PAGES = sorted(
    path
    for folder, pattern in ((".", "*.md"), ("docs", "**/*.md"), ("systems", "*/README.md"))
    for path in (ROOT / folder).glob(pattern)
)
CODE = re.compile(
    r"^ {4}(?:\.venv/bin/)?tieout (.+)$|`(?:\.venv/bin/)?tieout ([^`]+)`", re.MULTILINE
)


def commands(text: str) -> list[str]:
    """What is typed after `tieout` in the indented blocks and the back-ticks of a page."""
    return [block or inline for block, inline in CODE.findall(text)]


def options() -> dict[str, set[str]]:
    """Verb -> what of options it takes."""
    group = cast(click.Group, verbs.command())
    context = click.Context(group)
    return {
        name: {option for parameter in verb.params for option in parameter.opts}
        for name in group.list_commands(context)
        if (verb := group.get_command(context, name))
    }


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_every_command_in_the_pages_is_real(page: Path) -> None:
    known = options()
    for command in commands(page.read_text("utf-8")):
        typed = command.split("  ")[0].split(" && ")[0].split()
        verb, given = typed[0], {word for word in typed[1:] if word.startswith("--")}
        assert verb in known or verb == "COMMAND", command
        assert given - {"--help"} <= known.get(verb, set()), command


def test_each_verb_is_brought_by_the_module_that_is_loaded_for_it() -> None:
    verbs.command()
    brought = {
        verb.name or verb.callback.__name__: verb.callback.__module__
        for verb in app.registered_commands
        if verb.callback
    }
    assert brought == {verb: f"tieout.cli.{module}" for verb, module in VERBS.items()}


def test_a_command_that_is_not_there_would_be_seen() -> None:
    assert commands("    tieout frobnicate --now  does\nand `tieout run --every 15m`") == [
        "frobnicate --now  does",
        "run --every 15m",
    ]


def test_the_changelog_begins_with_the_version_of_the_code() -> None:
    changelog = (ROOT / "CHANGELOG.md").read_text("utf-8")
    newest = re.search(r"^## (\S+)", changelog, re.MULTILINE)
    assert newest
    assert newest[1] == __version__


def test_the_page_of_the_stand_ins_is_as_they_are() -> None:
    assert (ROOT / "docs/stand-ins.md").read_text("utf-8") == page(), "make docs"
