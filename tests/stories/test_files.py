"""A file of ours cannot be used: that is said in a sentence, and nothing is lost by it."""

import re
import struct
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from tests.stories.house import House, rows
from tests.stories.prepared import Prepared

NEEDS = {"landing": "extract", "warehouse": "build", "ledger": "publish"}
HEADER = 4096
HOLD = """
import duckdb, sys
held = duckdb.connect(sys.argv[1])
print("held", flush=True)
sys.stdin.readline()
"""


@pytest.fixture(params=NEEDS)
def path(house: House, request: pytest.FixtureRequest) -> Iterator[Path]:
    """A file of ours, which is as it was when the story is over."""
    path = house.home / f"{request.param}.duckdb"
    content = path.read_bytes()
    yield path
    path.write_bytes(content)


def test_a_file_of_another_version_is_left_alone(house: House, path: Path) -> None:
    path.write_bytes(_of_version(path.read_bytes(), 1000))
    before = path.read_bytes()

    ran = house.run(NEEDS[path.stem])

    assert ran.code == 1
    assert ran.err.splitlines()[-1] == (
        f"{path} was written by another version of DuckDB ({duckdb.__version__} runs here). Run "
        "tieout with the version that wrote it, or move the file away and run: tieout run"
    )
    assert path.read_bytes() == before


def test_a_file_that_is_no_database_is_left_alone(house: House, path: Path) -> None:
    path.write_text("Somebody saved a letter under this name.\n" * 500)
    before = path.read_bytes()

    ran = house.run(NEEDS[path.stem])

    assert ran.code == 1
    assert ran.err.splitlines()[-1] == (
        f"{path} is not a DuckDB file. Move it away, then run: tieout run"
    )
    assert path.read_bytes() == before


def test_a_landing_file_that_somebody_has_open_names_who(house: House) -> None:
    path = house.home / "landing.duckdb"
    command = [sys.executable, "-c", HOLD, str(path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as holder:
        assert holder.stdout
        holder.stdout.readline()

        ran = house.run("extract")

        holder.communicate(b"\n")

    assert ran.code == 1
    assert ran.err.splitlines()[-1] == (
        f"{path} is in use by process {holder.pid}. Close it there, or wait, then run the command "
        "again."
    )
    assert house.run("extract").code == 0


def test_without_room_nothing_is_lost_and_with_room_again_the_next_run_goes_on(
    house: House, prepared: Prepared
) -> None:
    house.helpdesk.change(house.linked()[0], netsuite_balance="1.23")
    written = "select count(*) from outcomes"
    writes, counted = house.helpdesk.writes(), rows(house.home / "ledger.duckdb", written)
    published = (house.home / "tieout.duckdb").read_bytes()

    ran = house.start(prepared, "run", largest_file=100_000).ended()

    assert (ran.code, ran.out) == (1, "")
    assert "Traceback" not in ran.err
    assert re.fullmatch(
        rf"{house.home}\S+ cannot be written: a file may not grow that large here\. Make room, "
        "then: tieout run",
        ran.err.splitlines()[-1],
    )
    assert house.helpdesk.writes() == writes
    assert rows(house.home / "ledger.duckdb", written) == counted
    assert (house.home / "tieout.duckdb").read_bytes() == published
    again = house.run("run")
    assert again.code == 0
    assert "1 written of 1 change\n" in again.out


def test_without_room_for_a_copy_the_published_file_stays(house: House, prepared: Prepared) -> None:
    published = (house.home / "tieout.duckdb").read_bytes()

    ran = house.start(prepared, "publish", largest_file=1_000_000).ended()

    assert (ran.code, ran.out) == (1, "")
    assert ran.err == (
        f"{house.home / 'tieout.duckdb'} could not be replaced: a file may not grow that large "
        "here. The old file stays as it was. Make room, then: tieout publish\n"
    )
    assert (house.home / "tieout.duckdb").read_bytes() == published
    assert not list(house.home.glob("*.tmp*"))


def _of_version(content: bytes, version: int) -> bytes:
    """The file as another version would have written it: the number is under a checksum."""
    header = bytearray(content[:HEADER])
    header[12:20] = version.to_bytes(8, "little")
    checksum = 5381
    for (word,) in struct.iter_unpack("<Q", header[8:]):
        checksum ^= word * 0xBF58476D1CE4E5B9 % 2**64
    header[:8] = checksum.to_bytes(8, "little")
    return bytes(header) + content[HEADER:]
