"""Where all ties there is nothing to find, and after one loop nothing to write."""

from tests.stories.conftest import Fresh


def test_nothing_differs_and_after_one_loop_nothing_is_left_to_write(fresh: Fresh) -> None:
    house = fresh(20, "clean")
    assert house.run("doctor", "--create-fields").code == 0
    before = house.helpdesk.organizations().keys()

    ran = house.run("run")

    assert ran.code == 0
    tied = [line for line in ran.out.splitlines() if line.endswith(" accounts tie.")]
    assert len(tied) == 1
    assert tied[0].startswith("All ")
    assert "No differences are open." in ran.out
    assert house.run("breaks", "--exit-code").code == 0
    assert house.helpdesk.organizations().keys() == before
    writes = house.helpdesk.writes()

    again = house.run("plan", "--exit-code")

    assert again.code == 0
    assert again.out.endswith("Nothing to write: the targets hold what they should.\n\n")
    assert again.err.endswith("Next: tieout run --every 15m\n")
    assert house.run("apply").out == "Nothing was written: there was nothing to write.\n\n"
    assert house.helpdesk.writes() == writes
