"""What becomes of a plan: every record proven, whatever the system does to it."""

from decimal import Decimal

import pytest

from reverse_etl.desired import DesiredRow
from reverse_etl.outcome import ApplyReport
from tests.reverse_etl.pretend import Company
from tests.reverse_etl.stage import FINANCIALS, Stage, company, financials
from tieout.errors import LoginRefused, Unreachable


def fates(report: ApplyReport) -> list[tuple[str, str, str]]:
    return [(one.change.name, one.worst.outcome, one.worst.error_code) for one in report.problems]


def renamed(stage: Stage, number: int) -> list[str]:
    """So many companies with an old name; their ids."""
    return [stage.target.add(f"C{one}", name="old") for one in range(number)]


def wanted(ids: list[str], name: str = "new") -> list[DesiredRow]:
    return [company(record_id, f"C{one}", name) for one, record_id in enumerate(ids)]


def test_a_second_apply_finds_nothing_left_to_write(stage: Stage) -> None:
    acme = stage.target.add("C1", name="Acme", balance=Decimal(5))
    rows = [
        *(company(acme, "C1", "Acme Ltd"), financials(acme, "C1", "Acme Ltd", "7.10", hold=True)),
        *(company(None, "C9", "Neu"), financials(None, "C9", "Neu", "0", days=0)),
    ]

    first = stage.run(*rows)
    second = stage.run(*rows)

    assert (first.outcome, first.exit_code) == ("done", 0)
    assert (first.records.planned, first.records.written) == (2, 2)
    assert {sync: tally.written for sync, tally in first.syncs.items()} == {
        "sync_crm__companies": 2,
        "sync_crm__company_financials": 2,
    }
    assert second.records.planned == 0
    assert stage.target.calls["update"] + stage.target.calls["create"] == 2


def test_creates_go_before_updates_and_only_what_changes_goes(stage: Stage) -> None:
    acme = stage.target.add("C1", name="Acme", balance=Decimal(5))

    stage.run(
        company(acme, "C1", "Acme"), financials(acme, "C1", "Acme", "7"), company(None, "N", "Neu")
    )

    assert [
        (action, [write.values for write in writes]) for action, writes in stage.target.sent
    ] == [
        ("create", [{"external_id": "N", "name": "Neu"}]),
        ("update", [{"balance": Decimal("7.00")}]),
    ]


@pytest.mark.parametrize(("number", "calls"), [(1, 1), (3, 1), (4, 2), (10, 4)])
def test_no_more_calls_than_full_batches_need(stage: Stage, number: int, calls: int) -> None:
    ids = renamed(stage, number)
    report = stage.run(*wanted(ids))
    assert report.records.written == number
    assert stage.target.calls["update"] == calls
    assert stage.target.calls["read"] == 3 * calls  # to plan, before and after


def test_skipped_records_do_not_cost_a_call(stage: Stage) -> None:
    ids = renamed(stage, 12)
    plan = stage.plan(*wanted(ids))
    for record_id in ids[1:4]:
        stage.target.records[record_id].values["name"] = "by hand"

    report = stage.apply(plan)

    assert (report.records.written, report.records.stale) == (9, 3)
    assert stage.target.calls["update"] == 3  # nine that go, three at a time


def test_a_record_that_moved_since_the_plan_is_stale_and_not_touched(stage: Stage) -> None:
    acme = stage.target.add("C1", name="Acme")
    plan = stage.plan(company(acme, "C1", "Acme Ltd"))
    stage.target.records[acme].values["name"] = "Acme Inc"

    report = stage.apply(plan)

    assert fates(report) == [("Acme Ltd", "stale", "moved")]
    assert report.problems[0].worst.error_text == "holds Acme Inc, no longer Acme"
    assert not stage.target.sent
    assert stage.writes() == [(acme, "name", "stale", "moved")]


def test_only_the_field_that_moved_is_left_out(stage: Stage) -> None:
    acme = stage.target.add("C1", name="Acme", balance=Decimal(5))
    plan = stage.plan(company(acme, "C1", "Acme Ltd"), financials(acme, "C1", "Acme Ltd", "7"))
    stage.target.records[acme].values["name"] = "Acme Inc"

    report = stage.apply(plan)

    assert [write.values for write in stage.target.sent[0][1]] == [{"balance": Decimal("7.00")}]
    assert stage.writes() == [
        (acme, "balance", "written", ""),
        (acme, "name", "stale", "moved"),
    ]
    assert report.records.stale == 1
    assert (report.syncs[FINANCIALS].written, report.syncs["sync_crm__companies"].stale) == (1, 1)


def test_what_got_there_by_other_hands_is_unchanged(stage: Stage) -> None:
    acme = stage.target.add("C1", name="Acme")
    plan = stage.plan(company(acme, "C1", "Acme Ltd"))
    stage.target.records[acme].values["name"] = "Acme Ltd"

    report = stage.apply(plan)

    assert (report.records.unchanged, report.problems) == (1, ())
    assert not stage.target.sent
    assert stage.writes() == [(acme, "name", "unchanged", "")]


def test_a_record_deleted_since_the_plan_is_gone(stage: Stage) -> None:
    acme, beta = renamed(stage, 2)
    plan = stage.plan(*wanted([acme, beta]))
    del stage.target.records[acme]

    report = stage.apply(plan)

    [problem] = report.problems
    assert (problem.change.record_id, problem.worst.error_code) == (acme, "gone")
    assert problem.worst.error_text == f"{acme} was deleted since the plan was made"
    assert (report.records.rejected, report.records.written) == (1, 1)


def test_a_record_deleted_while_it_is_written_is_gone(stage: Stage) -> None:
    acme = stage.target.add("C1", name="Acme")
    plan = stage.plan(company(acme, "C1", "Acme Ltd"))
    stage.target.behind_our_back.extend([lambda: None, stage.target.records.clear])

    assert fates(stage.apply(plan)) == [("Acme Ltd", "rejected", "gone")]


def test_a_gone_record_that_comes_back_is_written_after_all(stage: Stage) -> None:
    acme = stage.target.add("C1", name="Acme")
    plan = stage.plan(company(acme, "C1", "Acme Ltd"))
    kept = stage.target.records.pop(acme)
    stage.apply(plan)
    stage.target.records[acme] = kept

    assert stage.run(company(acme, "C1", "Acme Ltd")).records.written == 1


def test_what_was_created_meanwhile_is_not_created_twice(stage: Stage) -> None:
    plan = stage.plan(company(None, "C9", "Neu"), company(None, "C8", "Nix"))
    stage.target.records["5"] = Company("C9", {"name": "Neu", "external_id": "C9"})
    stage.target.records["6"] = Company("C8", {"name": "Other", "external_id": "C8"})

    report = stage.apply(plan)

    assert not stage.target.sent
    assert report.records.unchanged == 1
    [problem] = report.problems
    assert problem.of_sync("sync_crm__companies") == "stale"
    assert problem.worst.error_code == "appeared"
    assert problem.worst.error_text == "6 has external id C8 since the plan was made"


def test_a_rejected_record_has_the_systems_code_and_words(stage: Stage) -> None:
    ids = renamed(stage, 4)
    stage.target.rejects[ids[1]] = ("DuplicateValue", "Name: new has already been taken")

    report = stage.run(*wanted(ids))

    [problem] = report.problems
    assert (problem.worst.error_code, problem.worst.error_text) == (
        "DuplicateValue",
        "Name: new has already been taken",
    )
    assert (report.records.written, report.records.rejected, report.exit_code) == (3, 1, 0)


def test_accepted_is_not_written(stage: Stage) -> None:
    acme = stage.target.add("C1", name="Acme", balance=Decimal(5))
    stage.target.keeps_instead["balance"] = Decimal("7.1")

    report = stage.run(financials(acme, "C1", "Acme", "7.13"))

    [problem] = report.problems
    assert (problem.worst.outcome, problem.worst.error_code) == ("rejected", "not_kept")
    assert problem.worst.error_text == "accepted, and reads back as 7.10 instead of 7.13"


def test_a_created_record_that_lost_its_external_id_is_not_written(stage: Stage) -> None:
    stage.target.loses_external_ids = True

    report = stage.run(company(None, "C9", "Neu"))

    [problem] = report.problems
    assert (problem.worst.error_code, problem.record_id) == ("not_kept", "1000")
    assert problem.worst.error_text == "accepted as 1000, and nothing is found by external id C9"


def test_answers_at_once_are_as_good_as_jobs(stage: Stage) -> None:
    stage.target.has_jobs = False
    ids = renamed(stage, 4)
    stage.target.rejects[ids[0]] = ("Nope", "no")

    report = stage.run(*wanted(ids))

    assert (report.records.written, report.records.rejected) == (3, 1)
    assert stage.target.calls["follow"] == 0


def test_a_job_that_dies_half_done_counts_what_reads_back(stage: Stage) -> None:
    ids = renamed(stage, 3)
    stage.target.troubles.append("job fails")

    report = stage.run(*wanted(ids))

    assert (report.records.written, report.records.unknown) == (1, 2)
    assert stage.target.calls["update"] == 1  # nothing is sent again in this run


def test_an_answer_lost_after_the_deed_is_found_by_reading(stage: Stage) -> None:
    ids = renamed(stage, 3)
    stage.target.troubles.append("answer lost after")

    report = stage.run(*wanted(ids))

    assert report.records.written == 3
    assert stage.target.calls["update"] == 1


def test_an_answer_lost_before_the_deed_stays_unknown_and_is_not_sent_again(stage: Stage) -> None:
    ids = renamed(stage, 6)
    stage.target.troubles.append("answer lost before")

    report = stage.run(*wanted(ids))

    assert (report.records.unknown, report.records.written) == (3, 3)
    assert stage.target.calls["update"] == 2
    assert {row[2] for row in stage.writes() if row[0] in ids[:3]} == {"unknown"}


def test_a_request_turned_down_as_a_whole_is_sent_in_halves(stage: Stage) -> None:
    stage.target.batch_size = 8
    ids = renamed(stage, 8)
    stage.target.poison.add(ids[5])

    report = stage.run(*wanted(ids))

    assert (report.records.written, report.records.rejected) == (7, 1)
    [problem] = report.problems
    assert (problem.change.record_id, problem.worst.error_code) == (ids[5], "InvalidValue")
    assert stage.target.calls["update"] == 7  # 8, then 4 and 4, 2 and 2, 1 and 1
    assert max(stage.writes("attempts")) == (4,)


def test_a_limit_that_patience_did_not_pass_stops_the_system_cleanly(stage: Stage) -> None:
    ids = renamed(stage, 12)
    stage.target.troubles.extend([None, "limited"])

    report = stage.run(*wanted(ids))

    assert (report.outcome, report.exit_code) == ("broken", 1)
    assert (report.records.written, report.records.not_sent) == (3, 9)
    assert [fault.sentence for fault in report.faults] == ["crm: too many requests."]
    assert stage.run(*wanted(ids)).records.written == 9


def test_a_system_that_cannot_be_read_any_more_is_left(stage: Stage) -> None:
    ids = renamed(stage, 12)
    plan = stage.plan(*wanted(ids))
    stage.target.read_faults.extend([None, None, Unreachable("crm", "no connection.")])

    report = stage.apply(plan)

    assert (report.records.written, report.records.not_sent) == (6, 6)
    assert [fault.sentence for fault in report.faults] == ["crm: no connection."]


def test_what_was_sent_and_cannot_be_read_back_is_unknown(stage: Stage) -> None:
    ids = renamed(stage, 3)
    plan = stage.plan(*wanted(ids))
    stage.target.read_faults.extend([None, LoginRefused("crm", "the token expired.")])

    report = stage.apply(plan)

    assert report.records.unknown == 3
    assert report.problems[0].worst.error_text == "sent, and could not be read back"
    assert [fault.sentence for fault in report.faults] == ["crm: the token expired."]


def test_a_system_that_loses_everything_is_not_written_to_for_ever(stage: Stage) -> None:
    ids = renamed(stage, 30)
    stage.target.troubles.extend(["answer lost before"] * 10)

    report = stage.run(*wanted(ids))

    assert (report.records.unknown, report.records.not_sent) == (12, 18)
    assert stage.target.calls["update"] == 4
    assert [fault.sentence for fault in report.faults] == [
        "crm: no answer comes, and nothing that is sent reads back."
    ]


def test_an_interruption_finishes_what_is_in_flight(stage: Stage) -> None:
    ids = renamed(stage, 12)
    asked: list[str] = []

    report = stage.run(*wanted(ids), is_interrupted=lambda: "sent" in asked, at=asked.append)

    assert (report.outcome, report.records.written, report.records.not_sent) == (
        "interrupted",
        3,
        9,
    )
    assert stage.target.calls["update"] == 1
    assert not stage.ledger.unresolved()
    assert stage.run(*wanted(ids)).records.written == 9


def test_an_interruption_after_the_last_record_interrupts_nothing(stage: Stage) -> None:
    ids = renamed(stage, 2)
    passed: list[str] = []

    report = stage.run(*wanted(ids), is_interrupted=lambda: "decided" in passed, at=passed.append)

    assert (report.outcome, report.records.written) == ("done", 2)


def test_progress_is_told(stage: Stage) -> None:
    ids = renamed(stage, 7)
    told: list[tuple[str, int, int]] = []

    stage.run(*wanted(ids), progress=lambda *said: told.append(said))

    assert told == [("crm companies", 6, 7), ("crm companies", 7, 7)]
