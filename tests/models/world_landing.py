"""The pretended company in a landing file, read from its stand-ins as an extraction reads it."""

import atexit
import shutil
import tempfile
from contextlib import ExitStack
from functools import cache, partial
from pathlib import Path

from pipelines import Source, extract_all
from sandbox.serve import serve
from sandbox.standins import STANDINS
from sandbox.world import World
from systems import SYSTEMS
from tieout.settings import Settings


def land_world(path: Path, world: World) -> Path:
    """Write a landing file that holds the whole company; one of the same company is read once."""
    path.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(_landed(world), path)
    return path


@cache
def _landed(world: World) -> Path:
    home = Path(tempfile.mkdtemp(prefix="tieout-landed-"))
    atexit.register(shutil.rmtree, home, ignore_errors=True)
    settings = Settings(home=home, as_of=world.as_of)
    with ExitStack() as stack:
        standins = []
        for system in SYSTEMS:
            standins.append(STANDINS[system.name](world))
            stack.callback(standins[-1].close)
        served = stack.enter_context(serve(standins, answer_key=dict))
        credentials = served.credentials()
        report = extract_all(
            [
                Source(
                    system,
                    partial(
                        system.reader,
                        {it.name: it.default for it in system.settings if it.default is not None}
                        | credentials[system.name],
                    ),
                )
                for system in SYSTEMS
            ],
            settings,
            "run-1",
        )
    if report.stale or report.rows_rejected:
        raise AssertionError([it.sentence for it in report.tables if it.status != "fresh"])
    return settings.landing
