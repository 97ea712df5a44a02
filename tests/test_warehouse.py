import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from tieout.errors import StorageError
from tieout.warehouse import connect, open_database, sentence

HOLD = """
import sys, duckdb
held = duckdb.connect(sys.argv[1])
print("held", flush=True)
sys.stdin.read()
"""


def test_times_are_utc_and_a_missing_table_never_binds_to_a_variable(tmp_path: Path) -> None:
    customers = [1]
    with connect(tmp_path / "w.duckdb") as connection:
        [[zone]] = connection.execute("select current_setting('TimeZone')").fetchall()
        with pytest.raises(duckdb.CatalogException, match="customers"):
            connection.execute("from customers")
    assert zone == "UTC"
    assert customers == [1]


def test_a_file_that_another_process_holds_is_said_with_its_number(tmp_path: Path) -> None:
    path = tmp_path / "w.duckdb"
    command = [sys.executable, "-c", HOLD, str(path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as holder:
        assert holder.stdout
        assert holder.stdout.readline() == b"held\n"
        with pytest.raises(StorageError) as refused:
            open_database(path, patience_seconds=0)
        holder.communicate()
    assert str(refused.value) == (
        f"{path} is in use by process {holder.pid}. Close it there, or wait, then run the command "
        "again."
    )


def test_a_file_that_is_no_database_is_said_to_be_none(tmp_path: Path) -> None:
    path = tmp_path / "w.duckdb"
    path.write_text("not a database, whatever its name says, and long enough to be looked at\n")
    with pytest.raises(StorageError) as refused:
        open_database(path)
    assert str(refused.value) == (
        f"{path} is not a DuckDB file. Move it away, then run: tieout run"
    )


def test_a_damaged_file_is_said_to_be_damaged(tmp_path: Path) -> None:
    path = tmp_path / "w.duckdb"
    with connect(path) as connection:
        connection.execute("create table t as select 1 as one")
    content = bytearray(path.read_bytes())
    content[12:20] = (9_999).to_bytes(8, "little")  # behind the checksum and the magic word
    path.write_bytes(content)
    with pytest.raises(StorageError) as refused:
        open_database(path)
    assert str(refused.value) == (
        f"{path} is damaged. Move it away, or put a copy back, then run: tieout run"
    )


def test_a_file_of_another_version_names_both_ways_out() -> None:
    words = (  # of DuckDB 1.5.6 over a file of 2.0.0
        "IO Error: Trying to read a database file with version number 69, but we can only read "
        "versions between 64 and 68."
    )
    assert sentence(Path("w.duckdb"), words, None) == (
        f"w.duckdb was written by another version of DuckDB ({duckdb.__version__} runs here). Run "
        "tieout with the version that wrote it, or move the file away and run: tieout run"
    )
