"""A few cells of the kill matrix: processes that write to stand-ins, and are killed."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from systems.base import Key, Write
from tests.kill_matrix.cases import CASES, Case
from tests.kill_matrix.cells import Bench, Found, Kill
from tests.kill_matrix.town import Town, town

pytestmark = pytest.mark.slow
ZENDESK = "Zendesk jobs, creates"
COLLECTIONS = "Salesforce collections, creates"
INGEST = "Salesforce ingest jobs, creates"
HUBSPOT = "HubSpot batches, updates"
NETSUITE = "NetSuite customers, one a call"
STORE = "BigCommerce orders, a parcel and the order itself"
DRAFTS = "Gotransverse draft orders, without a key"


def case(name: str) -> Case:
    return next(it for it in CASES if it.name == name)


@pytest.fixture(scope="module")
def served() -> Iterator[Town]:
    with town() as served:
        yield served


@pytest.fixture(scope="module")
def benches(served: Town, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Bench]:
    """The benches that were used already: an undisturbed run of each case is enough."""
    return {it.name: Bench(served, it, tmp_path_factory.mktemp("killed")) for it in CASES}


def bench_of(benches: dict[str, Bench], name: str) -> Bench:
    bench = benches[name]
    if not bench.boundaries:
        bench.undisturbed()
    return bench


def killed(bench: Bench, name: str) -> Found:
    """The cell of that name."""
    return bench.run(next(it for it in bench.kills() if it.name == name))


@pytest.mark.parametrize(
    ("name", "at"),
    [
        (ZENDESK, "call 1, done and not answered"),
        (ZENDESK, "sent, then resolve read of the next run"),
        (COLLECTIONS, "call 2, done and not answered"),
        (INGEST, "sent, 1"),  # handed over, and neither noted nor started
        (INGEST, "job noted, 2"),  # noted, and not started
        (INGEST, "call 5, done and not answered"),  # started, and its result never heard of
        (INGEST, "followed, 1"),
        (HUBSPOT, "read back, 1"),
        (NETSUITE, "call 2, done and not answered"),
        (STORE, "call 1, done and not answered"),  # the parcel is there, the order not yet done
        (DRAFTS, "call 1, done and not answered"),
        (DRAFTS, "call 1, on its way, done while the next looks"),
        (DRAFTS, "decided, 1"),
    ],
)
def test_nothing_is_lost_or_doubled_or_falsely_called_written(
    benches: dict[str, Bench], name: str, at: str
) -> None:
    assert killed(bench_of(benches, name), at).faults == ()


def test_a_job_whose_start_was_not_answered_is_followed_and_not_sent_again(
    benches: dict[str, Bench],
) -> None:
    bench = bench_of(benches, INGEST)

    cell = killed(bench, "call 6, done and not answered")  # both jobs of the first wave are started

    assert cell.after_kill.called_good == 0
    assert cell.in_the_end.held == 5
    assert cell.calls == bench.calls


def test_the_matrix_would_see_a_false_success_a_loss_and_a_double(
    benches: dict[str, Bench], served: Town
) -> None:
    bench = bench_of(benches, DRAFTS)

    def meddle() -> None:
        """Somebody drafts an order with a key that is taken."""
        target = bench.case.target(served.logins["gotransverse"])
        row = bench.case.rows([])[0]
        fields = [known.name for _, known in bench.case.spec().fields]
        values = dict(zip(fields, row.values, strict=True)) | {"purchase_order_number": "another"}
        for _ in range(10):
            target.send("create", [Write(Key(None, row.external_id), values)])
        target.close()

    meddled = replace(bench, folder=bench.folder / "meddled", meddle=meddle)

    cell = meddled.run(Kill(boundary=1, name="read again, 1"))

    assert "called written and is not: KILLED-0 purchase_order_number" in cell.faults
    assert "24 of 25 fields hold, 25 are called good" in cell.faults
    assert any(it.endswith("records instead of 8") for it in cell.faults)
    assert any(" calls, more than " in it for it in cell.faults)
