"""The front door: verbs, flags and exit codes. No logic lives here."""

import os
import signal
import sys
from types import FrameType

import click
import typer

from tieout.cli.commands import app
from tieout.console import Console
from tieout.errors import StorageError, TieoutError

BROKEN, WRONG_USAGE, INTERRUPTED = 1, 2, 130


def main() -> None:
    """Run a command and end the process with its exit code.

    0 done, 1 something broke, 2 wrong usage, 3 held back, 4 differences found (`--exit-code`),
    130 and 143 when it was asked to stop.
    """
    signal.signal(signal.SIGTERM, _stop)
    sys.exit(run(sys.argv[1:]))


def run(arguments: list[str]) -> int:
    """The exit code of one command line; everything that went wrong was said on stderr."""
    console = Console(json="--json" in arguments)
    try:
        return typer.main.get_command(app).main(arguments, "tieout", standalone_mode=False) or 0
    except click.exceptions.Exit as finished:
        return finished.exit_code
    except click.ClickException as mistake:
        mistake.show()
        return WRONG_USAGE
    except (KeyboardInterrupt, click.Abort):
        console.talk("Stopped. Nothing is half-done: the next run goes on from here.")
        return INTERRUPTED
    except TieoutError as error:
        console.error(error)
        return error.exit_code
    except OSError as error:
        if error.errno not in _DISK_FAULTS:
            raise
        console.error(StorageError(f"{error.filename or 'a file'}: {error.strerror}. {_DISK_NEXT}"))
        return BROKEN


def _stop(number: int, _frame: FrameType | None) -> None:
    """SIGTERM stops as Ctrl-C does, so that there is one way out."""
    raise KeyboardInterrupt(f"signal {number}")
