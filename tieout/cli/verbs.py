"""One command line: which verb it is, and the exit code it ends with."""

from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

import typer
from typer.exceptions import TyperException

from tieout.cli import stopping
from tieout.cli.app import VERBS, app
from tieout.console import Console
from tieout.errors import TieoutError, UsageError
from tieout.storage import out_of_room


class Stopped(TieoutError):
    """Somebody asked to stop."""

    exit_code = stopping.INTERRUPTED


def run(arguments: list[str]) -> int:
    """The exit code of one command line; everything that went wrong was said on stderr."""
    console = Console(json="--json" in arguments)
    try:
        exit_code = _exit_code(arguments, is_json=console.is_json)
    except KeyboardInterrupt:
        return _stopped(console)
    except Exception as error:
        return _stopped(console) if stopping.was_asked() else _failed(console, error)
    return _stopped(console) if stopping.was_asked() else exit_code


def command(arguments: Sequence[str] = ()) -> Any:
    """The command with the verb that a command line begins with; with all where that is none."""
    verb = arguments[0] if arguments else ""
    if verb != "--version":
        for module in {VERBS[verb]} if verb in VERBS else set(VERBS.values()):
            import_module(f"tieout.cli.{module}")
    return typer.main.get_command(app)


def _exit_code(arguments: list[str], *, is_json: bool) -> int:
    """Left to itself Typer explains wrong usage in its own way, which is no JSON."""
    try:
        return command(arguments).main(arguments, "tieout", standalone_mode=not is_json) or 0
    except SystemExit as finished:
        return int(finished.code or 0)


def _failed(console: Console, error: Exception) -> int:
    """Say what went wrong; an error that nobody foresaw goes on as it is."""
    if isinstance(error, TyperException):
        error = UsageError(error.format_message())
    error = out_of_room(error, Path("a file of ours")) or error
    if not isinstance(error, TieoutError):
        raise error
    console.error(error)
    return error.exit_code


def _stopped(console: Console) -> int:
    if console.is_json:
        console.error(Stopped(stopping.SENTENCE))
    else:
        console.talk(stopping.SENTENCE)
    return stopping.INTERRUPTED
