"""Serve the pretended systems until somebody says stop."""

import shlex
import signal
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from datetime import date
from pathlib import Path
from typing import Any

from sandbox import world
from sandbox.faults import KNOWN
from sandbox.serve import Served, serve
from sandbox.standin import StandIn
from sandbox.standins import STANDINS
from tieout.console import Console
from tieout.errors import UsageError

ALL = tuple(STANDINS)
LISTEN_SECONDS = 0.2


@contextmanager
def served(
    company: world.World,
    *,
    only: Sequence[str] = ALL,
    ports: Mapping[str, int] | None = None,
    faults: Sequence[str] = (),
) -> Iterator[Served]:
    """The company behind its stand-ins, on loopback, for the length of the block.

    `only` names those that are served. `faults` are `NAME` or `SYSTEM:NAME`, switched on until they
    are cleared.
    """
    with ExitStack() as stack:
        standins: list[StandIn] = []
        for name in only:
            standins.append(STANDINS[name](company))
            stack.callback(standins[-1].close)
        _switch_on(faults, standins)
        yield stack.enter_context(serve(standins, answer_key=company.answer_key, ports=ports))


def run(
    console: Console,
    *,
    company: world.World,
    only: Sequence[str],
    ports: Mapping[str, int],
    faults: Sequence[str],
    env_file: Path | None,
) -> None:
    """Serve, say where, and wait for Ctrl-C or SIGTERM."""
    with served(company, only=only, ports=ports, faults=faults) as answering:
        variables = environment(answering, company.as_of)
        if env_file:
            write_env_file(env_file, variables)
        with _until_asked_to_stop():
            if console.is_json:
                console.json(announcement(answering, company))
            else:
                _say_where(console, answering, company, env_file)


@contextmanager
def _until_asked_to_stop() -> Iterator[None]:
    """Ends only at Ctrl-C or SIGTERM, also one that comes while the block is still speaking."""
    asked = threading.Event()
    before = {
        number: signal.signal(number, lambda *_: asked.set())
        for number in (signal.SIGINT, signal.SIGTERM)
    }
    try:
        yield
        while not asked.wait(LISTEN_SECONDS):  # one without an end would be deaf to signals
            pass
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def announcement(answering: Served, company: world.World) -> dict[str, Any]:
    """What `--json` prints: per system its `url` and credentials, and which company it is."""
    systems = {
        name: {"url": answering.urls[name], **settings}
        for name, settings in answering.credentials().items()
    }
    return systems | {
        "sandbox": {
            "as_of": company.as_of.isoformat(),
            "accounts": company.accounts,
            "seed": company.seed,
            "scenario": company.scenario,
            "environment": environment(answering, company.as_of),
        }
    }


def environment(answering: Served, as_of: date) -> dict[str, str]:
    """The variables that point every other command at the sandbox, and at its day."""
    one_line = {name: value.replace("\n", "\\n") for name, value in answering.environment().items()}
    return one_line | {"TIEOUT_AS_OF": as_of.isoformat()}


def write_env_file(path: Path, variables: Mapping[str, str]) -> None:
    """One `export NAME='value'` a line, readable by its owner alone."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch(mode=0o600)
    path.chmod(0o600)
    lines = (f"export {name}={shlex.quote(value)}\n" for name, value in sorted(variables.items()))
    path.write_text("".join(lines), encoding="utf-8")


def parse_systems(names: Sequence[str]) -> Sequence[str]:
    """The stand-ins that were named, all where none was; UsageError for one that there is not."""
    if unknown := [name for name in names if name not in ALL]:
        raise UsageError(f"--only takes {' or '.join(ALL)}; got {unknown[0]!r}")
    return names or ALL


def parse_ports(texts: Sequence[str]) -> dict[str, int]:
    """`netsuite=8081` and so on; UsageError says what is wrong with one that is not so."""
    ports: dict[str, int] = {}
    for text in texts:
        system, _, number = text.partition("=")
        if system not in ALL or not number.isdigit() or not 0 < int(number) < 65_536:
            known = " or ".join(ALL)
            raise UsageError(f"--port takes SYSTEM=NUMBER, with {known}; got {text!r}")
        ports[system] = int(number)
    return ports


def _switch_on(faults: Sequence[str], standins: Sequence[StandIn]) -> None:
    for text in faults:
        system, _, name = text.rpartition(":")
        chosen = [standin for standin in standins if system in ("", standin.name)]
        if name not in KNOWN or not chosen:
            known = "\n".join(f"  {fault:20} {meaning}" for fault, meaning in KNOWN.items())
            raise UsageError(f"--fault takes [SYSTEM:]NAME; got {text!r}. Known are:\n{known}")
        for standin in chosen:
            standin.faults.add(name, times=None)


def _say_where(
    console: Console, answering: Served, company: world.World, env_file: Path | None
) -> None:
    console.talk(
        f"A {company.scenario} company of {company.accounts:,} accounts, seed {company.seed}, "
        f"on its {company.as_of}:"
    )
    for name, url in answering.urls.items():
        console.result(f"{name:12} {url}")
    here = f". {env_file} && tieout run" if env_file else "tieout sandbox --env-file FILE"
    console.talk("Ctrl-C stops it.")
    console.next(here if not env_file else f"in another terminal, {here}")
