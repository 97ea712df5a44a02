"""What the ledger tells of a run, or of a record: each field that was written, and what became."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from reverse_etl.change import Action
from reverse_etl.ledger import Ledger
from reverse_etl.outcome import NOT_KEPT, Outcome
from systems.base import Field
from tieout.warehouse import open_database

Ask = Callable[[str, Mapping[str, object]], list[tuple[Any, ...]]]
LOOK_SECONDS = 0.5  # somebody who looks does not wait for a run to end

# Of all that was decided only what is asked for is put in order: a ledger has years of it.
_COLUMNS = """
    select
        batches.run_id, batches.system, batches.object, batches.action, batches.intended_at,
        coalesce(decided.record_id, writes.record_id) as record_id, writes.external_id,
        coalesce(writes.record_name, ''), writes.sync, writes.field, writes.kind, writes.scale,
        writes.is_custom, writes.before, writes.after,
        coalesce(decided.outcome, 'unknown') as outcome,
        coalesce(decided.error_code, '') as error_code, coalesce(decided.error_text, '')
"""

_OF_RUN = f"""
    with mine as (
        select * from batches where run_id = $run
    ),

    decided as (
        select outcomes.*
        from outcomes
        semi join mine using (batch_id)
        qualify row_number() over (
            partition by batch_id, position order by decided_at desc, rowid desc
        ) = 1
    )

    {_COLUMNS}
    from mine as batches
    inner join writes using (batch_id)
    left join decided using (batch_id, position)
    where
        coalesce(decided.outcome, 'unknown') in ('written', 'unknown')
        or decided.error_code = '{NOT_KEPT}'
    order by batches.intended_at, batches.batch_id, writes.position
"""  # noqa: S608

# Asked in two steps: from its batches to a record's lines a join would read all there are.
_BATCHES_OF = """
    select batch_id from writes where record_id in (select unnest($records))
    union
    select batch_id from outcomes where record_id in (select unnest($records))
"""

_OF_RECORDS = f"""
    with mine as (
        select *
        from batches
        where batch_id in (select unnest($batches)) and system = $system and object = $object
    ),

    lines as (
        select * from writes where batch_id in (select unnest($batches))
    ),

    decided as (
        select *
        from outcomes
        where batch_id in (select unnest($batches))
        qualify row_number() over (
            partition by batch_id, position order by decided_at desc, rowid desc
        ) = 1
    )

    {_COLUMNS}
    from mine as batches
    inner join lines as writes using (batch_id)
    left join decided using (batch_id, position)
    where coalesce(decided.record_id, writes.record_id) in (select unnest($records))
    order by batches.intended_at, batches.batch_id, writes.position
"""  # noqa: S608

_LATEST_RUNS = """
    select batches.run_id, count(distinct (batches.system, batches.object, outcomes.record_id))
    from batches
    inner join outcomes using (batch_id)
    where outcomes.outcome = 'written'
    group by batches.run_id
    order by min(batches.intended_at) desc
    limit $most
"""


@dataclass(frozen=True, slots=True)
class Recorded:
    """One field that was sent, or about to be: from what to what, by which run, and its outcome.

    `record_id` is None while nobody knows the id of a record that was to be made.
    """

    run_id: str
    system: str
    object: str
    action: Action
    at: datetime
    record_id: str | None
    external_id: str | None
    name: str
    sync: str
    field: Field
    before: str | None
    after: str | None
    outcome: Outcome
    error_code: str
    error_text: str

    @property
    def place(self) -> tuple[str, str]:
        """Where the record is."""
        return (self.system, self.object)


def of_run(ledger: Ledger, run_id: str) -> list[Recorded]:
    """What a run wrote, or may have written, in the order in which it was sent."""
    return [recorded(row) for row in ledger.ask(_OF_RUN, {"run": run_id})]


def of_records(
    ledger: Ledger, system: str, object: str, record_ids: Sequence[str]
) -> list[Recorded]:
    """All that was ever sent to these records, or about to be, in that order."""
    return _of_records(ledger.ask, system, object, record_ids)


def in_file(path: Path, system: str, object: str, record_ids: Sequence[str]) -> list[Recorded]:
    """The same out of the ledger's file, for those who only look; StorageError while it is used."""
    connection = open_database(path, read_only=True, patience_seconds=LOOK_SECONDS)
    try:
        return _of_records(
            lambda query, values: connection.execute(query, dict(values)).fetchall(),
            *(system, object, record_ids),
        )
    finally:
        connection.close()


def latest_runs(ledger: Ledger, most: int = 5) -> list[tuple[str, int]]:
    """The runs that wrote something, the latest first, each with how many records it wrote."""
    return [(run_id, count) for run_id, count in ledger.ask(_LATEST_RUNS, {"most": most})]


def _of_records(ask: Ask, system: str, object: str, record_ids: Sequence[str]) -> list[Recorded]:
    records = list(record_ids)
    batches = [batch_id for (batch_id,) in ask(_BATCHES_OF, {"records": records})]
    asked = {"records": records, "batches": batches, "system": system, "object": object}
    return [recorded(row) for row in ask(_OF_RECORDS, asked)]


def recorded(row: Sequence[Any]) -> Recorded:
    """A row of these questions, as a value."""
    name, kind, scale, is_custom = row[9:13]
    field = Field(name, kind, scale=scale, is_custom=is_custom)
    return Recorded(*[*row[:9], field, *row[13:]])
