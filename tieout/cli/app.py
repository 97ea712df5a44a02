"""The command itself, and what all its verbs share."""

from typing import Annotated

import typer

from tieout import __version__
from tieout.console import Console

DIFFERENCES_FOUND = 4

app = typer.Typer(
    name="tieout",
    help="Proves that a business's systems agree, and writes back what finance needs.",
    epilog="Begin with: tieout demo. Exit codes: 0 done, 1 something broke, 2 wrong usage, "
    "3 held back, 4 differences found (where --exit-code asks for it).",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

Json = Annotated[bool, typer.Option("--json", help="The same facts as one JSON document.")]
Syncs = Annotated[
    list[str] | None, typer.Argument(metavar="[SYNC]...", help="Only these syncs; default all.")
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
