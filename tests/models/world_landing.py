"""The pretended company in a landing file, read from its stand-ins as an extraction reads it."""

import atexit
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from functools import cache, partial
from pathlib import Path

from pipelines import Source, extract_all
from pipelines.contracts import typed
from pipelines.landing import Landing
from sandbox.serve import serve
from sandbox.standins import STANDINS
from sandbox.world import World
from systems import SYSTEMS
from systems.base import Reader, System, Table
from tieout import warehouse
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
    with _readers(world) as readers:
        report = extract_all(
            [Source(system, opened) for system, opened in readers], settings, "run-1"
        )
    if report.stale or report.rows_rejected:
        raise AssertionError([it.sentence for it in report.tables if it.status != "fresh"])
    return settings.landing


def land_rows(path: Path, world: World) -> None:
    """Write the same rows without the machinery that survives a crash, in a fifth of the time."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    with _readers(world) as readers, warehouse.connect(path) as connection:
        for system, opened in readers:
            landing = Landing(connection, system)
            landing.ensure()
            with closing(opened()) as reader:
                for table in system.tables:
                    _insert(landing, table, reader)


def _insert(landing: Landing, table: Table, reader: Reader) -> None:
    for page in reader.pages(table, None):
        rows = typed(table, page.rows if page.frame is None else page.frame).good
        if len(rows):
            landing.connection.register("arrived", rows.to_arrow())
            landing.run("insert into {it} by name from arrived", it=landing.name(table.name))
    landing.run(
        "insert into {it} by name select ? as table_name, 'fresh' as status, now() as started_at",
        table.name,
        it=landing.name("extractions"),
    )


@contextmanager
def _readers(world: World) -> Iterator[list[tuple[System, Callable[[], Reader]]]]:
    """How each system of the served company is opened."""
    with ExitStack() as stack:
        standins = []
        for system in SYSTEMS:
            standins.append(STANDINS[system.name](world))
            stack.callback(standins[-1].close)
        served = stack.enter_context(serve(standins, answer_key=dict))
        credentials = served.credentials()
        yield [(it, partial(it.reader, _usual(it) | credentials[it.name])) for it in SYSTEMS]


def _usual(system: System) -> dict[str, str]:
    return {it.name: it.default for it in system.settings if it.default is not None}
