"""`tieout run --every` goes round until it is asked to stop, whatever a cycle meets."""

import signal

from tests.stories.house import House
from tests.stories.prepared import Prepared
from tieout.cli.stopping import SENTENCE

END_OF_CYCLE = "Ctrl-C stops."


def test_it_goes_round_through_a_failure_until_it_is_stopped(
    house: House, prepared: Prepared
) -> None:
    edited = house.linked()[0]
    process = house.start(prepared, "run", "--every", "1s")

    def cycles() -> int:
        return process.said().count(END_OF_CYCLE)

    process.until(lambda: cycles() >= 2)
    house.faults("zendesk").add("not-json", match="incremental/organizations", times=None)
    house.helpdesk.change(edited, netsuite_balance="1.23")
    process.says("zendesk organizations is stale since ")
    down = cycles()
    process.until(lambda: cycles() > down)
    assert str(house.helpdesk.figures(edited)["netsuite_balance"]) == "1.23"
    house.clear_faults()
    house.faults("zendesk").add("slow", match="update_many", seconds=1)
    process.until(lambda: house.faults("zendesk").active() == [])
    process.signal(signal.SIGTERM)  # while it writes: that is brought to its end, and then it goes
    ran = process.ended()

    assert ran.code == 130
    assert "1 value changed by hand since we wrote: to be put back\n" in ran.err
    assert ran.err.endswith(f"\n{SENTENCE}\n")
    assert "Traceback" not in ran.err
    assert str(house.helpdesk.figures(edited)["netsuite_balance"]) != "1.23"
    assert house.run("history").out.count("tieout run --every") >= 4
