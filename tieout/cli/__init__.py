"""The front door: verbs, flags and exit codes. No logic lives here."""

import errno
import signal
import sys
from types import FrameType

import click
import typer

from tieout.cli import commands, looking, writing  # noqa: F401  # they bring their verbs
from tieout.cli.app import app
from tieout.console import Console
from tieout.errors import StorageError, TieoutError

WRONG_USAGE, INTERRUPTED = 2, 130


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
        if error.errno not in (errno.ENOSPC, errno.EDQUOT):
            raise
        place = error.filename or "a file of ours"
        console.error(
            StorageError(
                f"{place} cannot be written: the disk is full. Make room, then: tieout run"
            )
        )
        return StorageError.exit_code


def _stop(number: int, _frame: FrameType | None) -> None:
    """SIGTERM stops as Ctrl-C does, so that there is one way out."""
    raise KeyboardInterrupt(f"signal {number}")
