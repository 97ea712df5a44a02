"""`tieout sandbox` says where it is, makes room for everybody, and goes when it is told to."""

import json
import shlex
import signal
import socket
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from sandbox.faults import KNOWN
from sandbox.standins import STANDINS
from tests.stories.house import House
from tests.stories.prepared import ROOT


def test_it_says_where_it_is_in_one_line_and_gives_its_ports_back(tmp_path: Path) -> None:
    file = tmp_path / "sandbox.env"
    command = [sys.executable, "-m", "tieout", "sandbox", "--json", "--accounts", "5"]
    with subprocess.Popen(
        [*command, "--env-file", str(file)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout
        told = json.loads(process.stdout.readline())
        process.send_signal(signal.SIGTERM)
        rest, err = process.communicate()

    assert (process.returncode, rest, err) == (0, "", "")
    assert told.keys() == {*STANDINS, "sandbox"}
    assert {"url", "account", "client_id", "certificate_id", "private_key"} <= (
        told["netsuite"].keys()
    )
    assert {"url", "client_id", "client_secret", "email", "api_token"} <= told["zendesk"].keys()
    assert told["sandbox"]["as_of"] == "2026-06-30"
    assert file.stat().st_mode & 0o777 == 0o600
    assert _variables(file) == told["sandbox"]["environment"]
    for system in STANDINS:
        with socket.socket() as anew:
            anew.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            anew.bind(("127.0.0.1", urlsplit(told[system]["url"]).port or 0))


def test_a_port_in_use_is_named_with_its_system(house: House) -> None:
    port = urlsplit(house.served.urls["netsuite"]).port

    ran = house.run("sandbox", "--accounts", "5", "--port", f"zendesk={port}")

    assert (ran.code, ran.out) == (1, "")
    assert ran.err == (
        f"zendesk: cannot listen on 127.0.0.1 port {port}: somebody else listens there. Stop that "
        "one, or ask for another port; without one a free port is taken.\n"
    )


@pytest.mark.parametrize("wish", ["zendesk", "zendesk=", "zendesk=0", "zendesk=70000", "erp=8080"])
def test_a_port_that_is_none_is_refused(house: House, wish: str) -> None:
    ran = house.run("sandbox", "--port", wish)

    assert (ran.code, ran.out) == (2, "")
    known = " or ".join(STANDINS)
    assert ran.err == f"--port takes SYSTEM=NUMBER, with {known}; got '{wish}'\n"


@pytest.mark.parametrize("wish", ["slowness", "erp:slow"])
def test_a_fault_that_is_none_lists_those_that_are(house: House, wish: str) -> None:
    ran = house.run("sandbox", "--accounts", "5", "--fault", wish)

    assert (ran.code, ran.out) == (2, "")
    first, *listed = ran.err.splitlines()
    assert first == f"--fault takes [SYSTEM:]NAME; got '{wish}'. Known are:"
    assert [line.split()[0] for line in listed] == list(KNOWN)


def _variables(file: Path) -> dict[str, str]:
    """What a shell makes of the file."""
    lines = file.read_text(encoding="utf-8")
    words = shlex.split(lines)
    assert words[::2] == ["export"] * (len(words) // 2)
    return dict(word.split("=", 1) for word in words[1::2])
