from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal

import pytest

from systems.base import Answer, Field, Key, Write
from systems.salesforce.values import in_csv
from systems.salesforce.writes import BATCH, LARGE_BATCH, SUBSCRIPTION, Records
from tests.shop import DROP, Says, Seen
from tests.systems.crm import BALANCE, FIRMS, NAME, Crm, by_id, crm, firm, to_firms
from tests.systems.scripted_org import Told, csv, path_of, refusal, says, scripted_target
from tieout.errors import RateLimited, Refused, Unreachable

NEW = range(1, 251)


@pytest.fixture(scope="module")
def served() -> Iterator[Crm]:
    with crm() as org:
        yield org


@pytest.fixture
def org(served: Crm) -> Crm:
    return served.as_new()


@pytest.fixture
def target(org: Crm) -> Iterator[Records]:
    with org.target() as target:
        yield target


def key(number: int) -> Key:
    return Key(None, f"B-{number:04}")


def loaded(numbers: Sequence[int] = NEW) -> list[Write]:
    """Accounts to be created, enough for a job."""
    return [
        Write(key(it), {NAME.name: f'Firm "{it}",\nInc.', BALANCE.name: Decimal(it)})
        for it in numbers
    ]


def written(target: Records, writes: Sequence[Write]) -> Sequence[Answer] | None:
    """What became of a job of accounts to be created."""
    job_id = target.send("create", writes).job_id
    assert job_id
    return target.follow([job_id]).get(job_id)


def test_more_than_a_collection_holds_goes_as_one_job(target: Records) -> None:
    answers = written(target, loaded())
    assert answers is not None
    assert [it.is_accepted for it in answers] == [True] * 250
    found = target.read([key(it) for it in NEW], [NAME, BALANCE])
    assert [found[key(it)].record_id for it in NEW] == [it.record_id for it in answers]
    assert found[key(7)].values == {NAME.name: 'Firm "7",\nInc.', BALANCE.name: Decimal(7)}
    calls = target.client.calls_made()
    assert calls["POST", "/jobs/ingest"] == calls["PUT", "/jobs/ingest/{id}/batches"] == 1
    assert not any("composite" in route for _, route in calls)


def test_the_same_job_twice_makes_no_record_twice(target: Records) -> None:
    first, second = written(target, loaded()), written(target, loaded())
    assert first is not None
    assert first == second


def test_each_row_of_a_job_has_its_own_answer(target: Records) -> None:
    writes = loaded()
    writes[3] = Write(writes[3].key, {NAME.name: None})
    answers = written(target, writes)
    assert answers is not None
    assert [number for number, it in enumerate(answers) if not it.is_accepted] == [3]
    assert (answers[3].error_code, answers[3].error_text) == (
        "REQUIRED_FIELD_MISSING",
        "Required fields are missing: [Name] (Name)",
    )


def test_updates_go_by_id_and_null_empties_a_field(org: Crm, target: Records) -> None:
    written(target, loaded())
    ids = {it: record.record_id for it, record in target.read(list(map(key, NEW)), []).items()}
    writes = [Write(Key(ids[key(it)]), {BALANCE.name: None}) for it in reversed(NEW)]
    job_id = target.send("update", writes).job_id
    assert job_id
    answers = target.follow([job_id]).get(job_id)
    assert answers is not None
    assert [it.record_id for it in answers] == [write.key.record_id for write in writes]
    found = target.read([write.key for write in writes], [NAME, BALANCE])
    assert {record.values[BALANCE.name] for record in found.values()} == {None}
    assert {record.name[:5] for record in found.values()} == {"Firm "}  # a cell left empty


def test_references_by_external_id_go_in_a_job_as_well(org: Crm) -> None:
    account = Field("Account__r.NetSuite_Id__c", "text")
    with org.target(SUBSCRIPTION) as target:
        writes = [
            Write(key(it), {"Name": f"SUB-{it}", account.name: "1002", "Quantity__c": Decimal(1)})
            for it in NEW
        ]
        answers = written(target, writes)
        assert answers is not None
        assert all(it.is_accepted for it in answers), answers[0]
        assert target.read([key(9)], [account])[key(9)].values == {account.name: "1002"}


def test_another_process_knows_the_answers_of_rows_that_went_in_order(
    org: Crm, target: Records
) -> None:
    writes = loaded()
    writes[249] = Write(writes[249].key, {NAME.name: None})
    job_id = target.send("create", writes).job_id
    assert job_id
    target.follow([job_id])
    with org.target() as later:
        answers = later.follow([job_id])[job_id]
    assert answers is not None
    assert [number for number, it in enumerate(answers) if not it.is_accepted] == [249]


def test_another_process_does_not_guess_the_order_of_rows_that_went_in_none(
    org: Crm, target: Records
) -> None:
    job_id = target.send("create", loaded([*reversed(NEW)])).job_id
    assert job_id
    target.follow([job_id])
    with org.target() as later:
        assert later.follow([job_id]) == {job_id: None}


def test_a_job_does_nothing_before_it_is_followed_so_that_its_id_can_be_noted(
    target: Records,
) -> None:
    job_id = target.send("create", loaded()).job_id
    assert target.read([key(it) for it in NEW], []) == {}
    target.follow([str(job_id)])
    assert len(target.read([key(it) for it in NEW], [])) == 250


def test_what_a_process_handed_over_and_never_started_is_aborted_by_the_next(
    org: Crm, target: Records
) -> None:
    job_id = target.send("create", loaded()).job_id
    assert job_id
    with org.target() as later:
        answers = later.follow([job_id])[job_id]
        assert answers is not None
        assert {(it.error_code, it.may_retry) for it in answers} == {("UNPROCESSED", True)}
        assert later.read([key(it) for it in NEW], []) == {}


def test_a_start_that_is_refused_is_the_reason_why_nothing_was_processed() -> None:
    def told(request: Seen) -> Says | None:
        if request.method == "PATCH" and b"UploadComplete" in request.body:
            return refusal("INVALIDJOBSTATE", "too many jobs")
        return job({"unprocessedrecords": csv(_keys(NEW), 250)} | NOBODY, state="Aborted")(request)

    with scripted_target(told) as (target, _):
        answers = written(target, loaded())
    assert answers is not None
    assert answers[0].error_text.endswith("too many jobs")


def test_half_of_a_job_may_fail(org: Crm, target: Records) -> None:
    org.faults.add("half-failed-job", match="jobs/ingest")
    answers = written(target, loaded())
    assert answers is not None
    failed = [number for number, it in enumerate(answers) if not it.is_accepted]
    assert len(failed) == 125
    held = target.read([key(it) for it in NEW], [])
    assert [number for number, it in enumerate(NEW) if key(it) not in held] == failed


@pytest.mark.parametrize(("fault", "kept"), [("failed-job", 0), ("killed-job", 125)])
def test_a_job_that_ends_badly_may_be_sent_again_and_reads_as_it_is(
    org: Crm, target: Records, fault: str, kept: int
) -> None:
    """What it had written before it was killed it lists as not processed all the same."""
    org.faults.add(fault, match="jobs/ingest")
    answers = written(target, loaded())
    assert answers is not None
    assert {(it.is_accepted, it.error_code, it.may_retry) for it in answers} == {
        (False, "UNPROCESSED", True)
    }
    assert len(target.read([key(it) for it in NEW], [])) == kept


def test_a_job_that_is_gone_is_unknown(org: Crm, target: Records) -> None:
    job_id = target.send("create", loaded()).job_id
    assert job_id
    org.faults.add("lost-job", match="jobs/ingest", times=None)
    assert target.follow([job_id]) == {job_id: None}


def test_a_job_without_end_is_unknown(org: Crm) -> None:
    org.faults.add("stuck-job", match="jobs/ingest", times=None)
    with org.target(job_patience_seconds=60) as target:
        assert written(target, loaded()) is None
    assert 50 < sum(org.clock.waits) <= 60


def test_an_answer_that_is_lost_after_the_word_to_start_is_found_by_following(
    org: Crm, target: Records
) -> None:
    org.faults.add("commit-then-drop", match="PATCH /services/data/v60.0/jobs/ingest")
    answers = written(target, loaded())
    assert answers is not None
    assert all(it.is_accepted for it in answers)


def test_a_job_that_never_got_the_word_to_start_wrote_nothing(org: Crm, target: Records) -> None:
    org.faults.add("drop", match="PATCH /services/data/v60.0/jobs/ingest")
    answers = written(target, loaded())
    assert answers is not None
    assert {(it.is_accepted, it.error_code, it.may_retry) for it in answers} == {
        (False, "UNPROCESSED", True)
    }
    assert target.read([key(it) for it in NEW], []) == {}


def test_rows_that_could_not_be_handed_over_had_no_effect(org: Crm, target: Records) -> None:
    for fault, method in (("drop", "PUT"), ("error-500", "PUT")):
        org.faults.add(fault, match=f"{method} /services")
        with pytest.raises(Unreachable) as caught:
            target.send("create", loaded())
        assert caught.value.had_no_effect
    assert target.read([key(it) for it in NEW], []) == {}


def test_a_days_calls_used_up_stop_before_anything_is_written(org: Crm, target: Records) -> None:
    org.faults.add("rate-limit", match="jobs/ingest", times=None)
    with pytest.raises(RateLimited) as caught:
        target.send("create", loaded())
    assert caught.value.had_no_effect


def test_a_batch_has_an_end(target: Records) -> None:
    with pytest.raises(ValueError, match="10001 records in one batch; at most 10000 fit"):
        target.send("create", [Write(key(it), {}) for it in range(LARGE_BATCH + 1)])
    assert target.batch_size == BATCH == 200


def test_a_field_that_is_not_there_fails_the_whole_job(target: Records) -> None:
    writes = [Write(it.key, {**it.values, "Nobody__c": "x"}) for it in loaded()]
    answers = written(target, writes)
    assert answers is not None
    assert {it.is_accepted for it in answers} == {False}
    assert "Nobody__c" in answers[0].error_text


FAILED = (
    '"sf__Id","sf__Error","NetSuite_Id__c","Name"\n'
    '"","UNABLE_TO_LOCK_ROW:unable to obtain: 001A,001B:--","b-0002","x"\n'
    '"001C","DUPLICATE_VALUE:duplicate value found: a duplicates b:NetSuite_Id__c--","B-0001","x"\n'
)


def job(results: dict[str, Says], state: str = "JobComplete", **more: object) -> Told:
    """An org whose only job of 250 rows ends so; the third and later rows are well by default."""
    well = "".join(f'"001{it}","true","B-{it:04}"\n' for it in NEW[2:])
    given = {
        "failedResults": csv(FAILED, 2),
        "successfulResults": csv('"sf__Id","sf__Created","NetSuite_Id__c"\n' + well, 248),
        "unprocessedrecords": csv('"NetSuite_Id__c"\n', 0),
    } | results

    def told(request: Seen) -> Says | None:
        path = path_of(request)
        if path == "/jobs/ingest":
            return says({"id": "750A", "state": "Open"})
        if path.endswith("/batches"):
            return Says(201, b"")
        if path == "/jobs/ingest/750A":
            return says({"id": "750A", "state": state, "numberRecordsProcessed": 250} | more)
        return given.get(path.rstrip("/").rpartition("/")[2])

    return told


NOBODY = {
    "failedResults": csv('"sf__Id","sf__Error","NetSuite_Id__c"\n', 0),
    "successfulResults": csv('"sf__Id","sf__Created","NetSuite_Id__c"\n', 0),
}


def _keys(numbers: Sequence[int]) -> str:
    return '"NetSuite_Id__c"\n' + "".join(f'"B-{it:04}"\n' for it in numbers)


def test_an_error_is_taken_apart_at_its_ends() -> None:
    with scripted_target(job({})) as (target, _):
        answers = written(target, loaded())
    assert answers is not None
    assert answers[0] == Answer(
        False, "001C", "DUPLICATE_VALUE", "duplicate value found: a duplicates b (NetSuite_Id__c)"
    )
    assert answers[1] == Answer(
        False, None, "UNABLE_TO_LOCK_ROW", "unable to obtain: 001A,001B", may_retry=True
    )
    assert answers[2] == Answer(True, "0013")


def test_results_that_do_not_tell_of_every_row_tell_nothing() -> None:
    nothing = csv('"sf__Id","sf__Error","NetSuite_Id__c"\n', 0)
    with scripted_target(job({"failedResults": nothing})) as (target, _):
        assert written(target, loaded()) is None


def test_results_that_are_broken_leave_the_outcome_unknown() -> None:
    for broken in (says({}), Says(200, b"\xff\xfe", {"Content-Type": "text/csv"}), DROP):
        with scripted_target(job({"failedResults": broken})) as (target, _):
            assert written(target, loaded()) is None


def test_a_job_that_is_refused_while_it_is_followed_is_a_fault() -> None:
    def told(request: Seen) -> Says | None:
        if request.method == "GET" and path_of(request) == "/jobs/ingest/750A":
            return refusal("INVALIDJOB", "nonsense")
        return job({})(request)

    with scripted_target(told) as (target, _), pytest.raises(Refused):
        written(target, loaded())


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        (None, "#N/A"),
        ("", "#N/A"),
        (True, "true"),
        (False, "false"),
        (Decimal("1E+3"), "1000"),
        (Decimal("0.10"), "0.10"),
        (7, "7"),
        (date(2026, 6, 30), "2026-06-30"),
        ("a, b", "a, b"),
    ],
)
def test_a_value_has_a_form_in_csv(value: str | int | Decimal | date | None, cell: str) -> None:
    assert in_csv(value) == cell


def test_ids_of_firms_are_told_apart_by_fifteen_letters(target: Records) -> None:
    written(target, loaded())
    writes = [Write(Key(firm(it)[:15]), {NAME.name: "Short"}) for it in FIRMS]
    more = [Write(Key(it.record_id), {}) for it in target.read(list(map(key, NEW)), []).values()]
    job_id = target.send("update", [*writes, *more]).job_id
    assert job_id
    answers = target.follow([job_id]).get(job_id)
    assert answers is not None
    assert [it.record_id for it in answers[:12]] == [firm(it) for it in FIRMS]
    assert target.read([by_id(101)], [NAME])[by_id(101)].name == "Short"
    assert to_firms([101])[0].key == by_id(101)
