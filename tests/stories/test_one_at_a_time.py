"""While a run is going, others may look, and nobody else may run."""

import re
import signal
import subprocess
import sys

from tests.stories.conftest import FirstLoops
from tests.stories.house import House
from tests.stories.prepared import Prepared

READER = """
import duckdb, sys
with duckdb.connect(sys.argv[1], read_only=True) as connection:
    reader = connection.execute("select run_id from ops.runs")
    for _ in sys.stdin:
        print(connection.execute("select max(run_id) from ops.runs").fetchone()[0], flush=True)
"""
STOPPED = "Stopped. Nothing is half-done: the next run goes on from here."


def test_a_second_run_says_who_is_running_and_does_nothing(
    house: House, prepared: Prepared, loops: FirstLoops
) -> None:
    edited = house.linked()[0]
    house.helpdesk.change(edited, netsuite_balance="1.23")
    house.faults("zendesk").add("timeout", match="job_statuses", times=None, seconds=600)
    writes = house.helpdesk.writes()
    going = house.start(prepared, "apply")
    going.until(lambda: house.helpdesk.writes() > writes)

    second = house.run("run")

    assert (second.code, second.out) == (3, "")
    assert re.fullmatch(
        rf"another run \(tieout apply, pid {going.pid}\) has been going since "
        r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC\. Wait for it, or stop it\.\n",
        second.err,
    )
    assert house.run("plan").code == 3
    assert house.run("history").code == 0
    assert house.run("breaks").code == 0
    assert "lock: a run is going: tieout apply\n" in house.run("doctor").out

    going.signal(signal.SIGTERM)
    going.says("Stopping: the batches in flight are followed to their end. Again: stop at once.\n")
    assert not going.has_ended()
    going.signal(signal.SIGTERM)

    stopped = going.ended()
    assert (stopped.code, stopped.out) == (130, "")
    assert stopped.err.endswith(f"\n{STOPPED}\n")
    house.mend()
    again = house.run("apply")
    assert again.code == 0
    assert "Left unknown by an earlier run\n  1 written after all\n" in again.out
    assert house.helpdesk.figures(edited) == loops.after[edited]["organization_fields"]


def test_who_has_the_published_file_open_is_not_disturbed(house: House) -> None:
    path = house.home / "tieout.duckdb"
    command = [sys.executable, "-c", READER, str(path)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as reader:

        def seen() -> str:
            assert reader.stdin
            assert reader.stdout
            reader.stdin.write("again\n")
            reader.stdin.flush()
            return reader.stdout.readline().strip()

        before, file = seen(), path.stat().st_ino
        published = house.run("publish")
        after = seen()
        reader.communicate()

    assert published.code == 0
    assert path.stat().st_ino != file
    assert after == before
    assert house.published("select max(run_id) from ops.runs")[0][0] > before
    assert reader.returncode == 0
