"""One command line: which verb it is, and the exit code it ends with."""

from pathlib import Path

import typer
from typer.exceptions import TyperException

from tieout.cli import (  # noqa: F401  # they bring their verbs
    by_hand,
    commands,
    explaining,
    looking,
    matching,
    retrying,
    stopping,
    undoing,
    writing,
)
from tieout.cli.app import app
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


def _exit_code(arguments: list[str], *, is_json: bool) -> int:
    """Left to itself Typer explains wrong usage in its own way, which is no JSON."""
    command = typer.main.get_command(app)
    try:
        return command.main(arguments, "tieout", standalone_mode=not is_json) or 0
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
