"""A company to tell stories of, and a process that starts commands quickly."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from sandbox import world
from tests.stories.helpdesk import Helpdesk, Organization
from tests.stories.house import House
from tests.stories.prepared import Prepared
from tests.stories.ran import Ran
from tieout.cli.sandbox import served

Fresh = Callable[..., House]
BOTH = ("netsuite", "zendesk")  # the flow that these stories are of; the others are not set up
FAILED = pytest.StashKey[bool]()


@dataclass(frozen=True, slots=True)
class FirstLoops:
    """A company before its first loop, after it, and after the second one."""

    house: House
    before: dict[str, Organization]
    first: Ran
    first_published: Path
    after: dict[str, Organization]
    writes: int
    second: Ran
    writes_of_second: int


@pytest.fixture(scope="session")
def prepared() -> Iterator[Prepared]:
    """Starts commands in processes of their own, without loading the program anew."""
    with Prepared.begin() as process:
        yield process


@pytest.fixture(scope="session")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Iterator["Kept"]:
    with Kept(tmp_path_factory) as kept:
        yield kept


@pytest.fixture
def loops(kept: "Kept", request: pytest.FixtureRequest) -> Iterator[FirstLoops]:
    """A messy company and its first two loops, shared by stories that leave it in order."""
    yield kept.loops()
    if request.node.stash.get(FAILED, False):
        kept.forget()


@pytest.fixture
def house(loops: FirstLoops) -> Iterator[House]:
    """The messy company after its loops; nothing goes wrong any more when the story is over."""
    yield loops.house
    loops.house.mend()


@pytest.fixture
def fresh(tmp_path: Path) -> Iterator[Fresh]:
    """Makes companies for one story alone."""
    with ExitStack() as stack:

        def make(accounts: int = 40, scenario: world.Scenario = "messy", seed: int = 1) -> House:
            return stack.enter_context(opened(tmp_path / "home", accounts, scenario, seed))

        yield make


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[None]:
    report = yield
    if report.failed:
        item.stash[FAILED] = True
    return report


@contextmanager
def opened(home: Path, accounts: int, scenario: world.Scenario, seed: int) -> Iterator[House]:
    company = world.build(accounts, seed, scenario)
    with served(company, only=BOTH) as answering:
        helpdesk = Helpdesk(answering.credentials()["zendesk"])
        yield House(company, answering, home, helpdesk)
        helpdesk.close()


class Kept:
    """The shared company, made when it is first needed, and anew after a story that failed."""

    def __init__(self, folders: pytest.TempPathFactory) -> None:
        self._folders = folders
        self._stack = ExitStack()
        self._loops: FirstLoops | None = None

    def __enter__(self) -> "Kept":
        return self

    def __exit__(self, *_: object) -> None:
        self.forget()

    def loops(self) -> FirstLoops:
        if self._loops is None:
            home = self._folders.mktemp("messy") / "home"
            house = self._stack.enter_context(opened(home, 60, "messy", 1))
            self._loops = _looped(house)
        return self._loops

    def forget(self) -> None:
        self._loops = None
        self._stack.close()


def _looped(house: House) -> FirstLoops:
    before = house.helpdesk.organizations()
    assert house.run("doctor", "--create-fields").code == 0
    first = house.run("run")
    first_published = shutil.copy(house.home / "tieout.duckdb", house.home / "first.duckdb")
    after, writes = house.helpdesk.organizations(), house.helpdesk.writes()
    second = house.run("run")
    return FirstLoops(
        house,
        before,
        first,
        Path(first_published),
        after,
        writes,
        second,
        house.helpdesk.writes() - writes,
    )
