"""The command itself, and what all its verbs share."""

from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from tieout import __version__
from tieout.console import Console

DIFFERENCES_FOUND = 4
# Verb -> the module that brings it, in the order of the loop. What a verb needs is loaded with it.
VERBS = {
    "demo": "pretending",
    "sandbox": "pretending",
    "run": "commands",
    "extract": "commands",
    "build": "commands",
    "check": "commands",
    "publish": "commands",
    "plan": "writing",
    "approve": "writing",
    "apply": "writing",
    "retry": "retrying",
    "undo": "undoing",
    "explain": "explaining",
    "sync": "by_hand",
    "open": "by_hand",
    "query": "by_hand",
    "breaks": "looking",
    "report": "looking",
    "doctor": "looking",
    "history": "looking",
    "match": "matching",
}
_IN_ORDER = tuple(VERBS)


class _Verbs(TyperGroup):
    """The verbs in the order of the loop, whatever module they come from."""

    def list_commands(self, ctx: Any) -> list[str]:
        return sorted(super().list_commands(ctx), key=_IN_ORDER.index)


app = typer.Typer(
    name="tieout",
    cls=_Verbs,
    help="Proves that a business's systems agree, and writes back what finance needs.",
    epilog="Begin with: tieout demo. Exit codes: 0 done, 1 something broke, 2 wrong usage, "
    "3 held back, 4 differences found (where --exit-code asks for it), 130 stopped.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)

Json = Annotated[bool, typer.Option("--json", help="The same facts as one JSON document.")]
Syncs = Annotated[
    list[str] | None, typer.Argument(metavar="SYNC", help="Only these syncs; default all.")
]
ExitCode = Annotated[
    bool, typer.Option("--exit-code", help="End with 4 where there are differences.")
]


def _version(is_asked: bool) -> None:
    if is_asked:
        Console().result(f"tieout {__version__}")
        raise typer.Exit


@app.callback()
def tieout(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="The version.")
    ] = False,
) -> None:
    """Proves that a business's systems agree, and writes back what finance needs."""


def leave(exit_code: int) -> None:
    """End the command with this exit code."""
    raise typer.Exit(exit_code)
