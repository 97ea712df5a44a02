"""The front door: verbs, flags and exit codes. No logic lives here."""

import logging
import sys

from tieout.cli import stopping


def main() -> None:
    """Run a command and end the process with its exit code.

    0 done, 1 something broke, 2 wrong usage, 3 held back, 4 differences found (`--exit-code`),
    130 when it was asked to stop, by Ctrl-C or SIGTERM.
    """
    stopping.leave_at_once()
    logging.getLogger().addHandler(logging.NullHandler())  # else libraries log to the screen
    from tieout.cli.verbs import run  # takes seconds, and somebody may think better of it

    stopping.listen()
    try:
        exit_code = run(sys.argv[1:])
    except KeyboardInterrupt:  # asked once more while the first time was being answered
        exit_code = stopping.INTERRUPTED
    stopping.end_process(exit_code)
