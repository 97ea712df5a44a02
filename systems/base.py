"""What a system is to us: tables that can be read, objects that can be written.

`pipelines` and `reverse_etl` know only this page. A system's folder fills it in.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Literal, Protocol, runtime_checkable

import msgspec

from tieout.errors import SettingsError

if TYPE_CHECKING:  # it takes a while to load, and not every command reads pages
    import polars as pl

Kind = Literal["text", "integer", "decimal", "boolean", "date", "timestamp", "json"]
Row = Mapping[str, object]  # one record as decoded: numbers with a point arrive as their text
Value = str | int | Decimal | bool | date | None


@dataclass(frozen=True, slots=True)
class Column:
    """A column as we land it. `decimal` has `scale` places and is exact or set aside.

    `hidden_from_some` marks a column that some roles cannot see: the reader goes on without it.
    `boolean` accepts true/false and the texts T/F.
    """

    name: str
    kind: Kind = "text"
    required: bool = False
    precision: int = 18
    scale: int = 2
    hidden_from_some: bool = False


@dataclass(frozen=True, slots=True)
class Total:
    """A sum that must survive the way from the source to staging, per currency.

    `amount` and `currency` are columns of the table; `currency` holds the system's own id or code.
    """

    amount: str
    currency: str


@dataclass(frozen=True, slots=True)
class Table:
    """One table that is read from a system into `raw_<system>.<name>`.

    `read` is `full` where the system's change column lies or is missing, else `incremental` with
    `overlap` re-read each time. `deletions` says how a vanished record is noticed: `absent` from a
    full read, listed by the `feed` of the reader, or `marked` in a column of its own. Rows that
    `deleted_mark`, a boolean column, marks are kept and are in no total. A table that `is_optional`
    belongs to a feature that not everybody has: where the system says that it does not know it, and
    it was never read, it counts as absent and holds nothing back.
    """

    name: str
    grain: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    read: Literal["full", "incremental"] = "full"
    overlap: timedelta = timedelta(0)
    deletions: Literal["absent", "feed", "marked"] = "absent"
    totals: tuple[Total, ...] = ()
    is_optional: bool = False
    deleted_mark: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """Some rows, the cursor to go on from after them, and how many the system says there are.

    `stated_total` counts all rows of this read, not of this page; None where the system is silent.
    Where a system answers in columns the rows are in `frame` instead, every value as its text.
    """

    rows: Sequence[Row]
    cursor: str | None = None
    stated_total: int | None = None
    frame: "pl.DataFrame | None" = None

    @property
    def row_count(self) -> int:
        return len(self.rows) if self.frame is None else len(self.frame)


@dataclass(frozen=True, slots=True)
class Deletion:
    """The system says that this record is gone. `key` has the order of the table's key.

    A key that is shorter than the table's is a beginning: every record whose key begins so is gone,
    as the lines of a document are.
    """

    table: str
    key: tuple[str, ...]
    deleted_at: datetime


@dataclass(frozen=True, slots=True)
class SourceTotal:
    """What the system itself says of a table: `measure` is `count` or the summed column's name.

    `currency` is the system's own id or code, empty for a count.
    """

    table: str
    measure: str
    currency: str
    value: Decimal


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of `tieout doctor`."""

    system: str
    subject: str
    ok: bool
    sentence: str
    next_step: str = ""


class Reader(Protocol):
    """Reads one system. Every call may raise a SystemFault; transient ones were already retried."""

    def pages(self, table: Table, since: str | None) -> Iterator[Page]:
        """Pages of a table: all of it, or what changed since that cursor less the overlap.

        Order is the system's; a record may come twice. The last page's cursor is the one to keep.
        """

    def deletions(self, since: str | None) -> Iterator[Deletion]:
        """What was deleted since then (ISO 8601, UTC; None for ever), by the system's own feed."""

    def totals(self, table: Table) -> Sequence[SourceTotal]:
        """The system's own count and sums of the whole table; empty where it offers none."""

    def notes(self) -> Sequence[str]:
        """What the reader had to do without, in sentences: columns hidden from the role etc."""

    def close(self) -> None:
        """Give the connections back."""


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a record that we write. `name` is the API's path, dotted for nested ones.

    `is_custom` fields have to be made in the target before they can hold anything.
    """

    name: str
    kind: Kind
    title: str = ""
    description: str = ""
    scale: int = 2
    is_custom: bool = False


class Key(msgspec.Struct, frozen=True, gc=False):
    """How a record is found: by the system's own id where it is known, else by external id."""

    record_id: str | None
    external_id: str | None = None


@dataclass(frozen=True, slots=True)
class Record:
    """A record as the system holds it now, its values normalised to the declared kinds."""

    record_id: str
    external_id: str | None
    name: str
    values: Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Write:
    """What one record shall hold: only the fields that change, or all of a new one."""

    key: Key
    values: Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Answer:
    """What the system said of one record of a batch. `is_accepted` is not yet `written`.

    `may_retry` marks a rejection that is not the record's fault, such as a job that was killed or
    a record that was locked: the same may be sent again in a later run.
    """

    is_accepted: bool
    record_id: str | None = None
    error_code: str = ""
    error_text: str = ""
    may_retry: bool = False


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a batch got at once: a job to follow, or its answers, one a record in batch order."""

    job_id: str | None = None
    answers: Sequence[Answer] = ()


@dataclass(frozen=True, slots=True)
class Calls:
    """How many calls it takes to read some records once, to send them, to follow their jobs.

    Where not all of it `is_exact`, it depends on what the system answers.
    """

    read: int
    send: int
    follow: int = 0
    is_exact: bool = True


@dataclass(frozen=True, slots=True)
class Allowance:
    """What a system last said of its limits; None where it is silent.

    Of the calls that it allows `a_day` some are `left`, for all integrations together. It takes
    `a_window` calls in `window_seconds`. `at_once` are under way of ours, `seconds_a_call` is what
    an answer took so far.
    """

    a_day: int | None = None
    left: int | None = None
    a_window: int | None = None
    window_seconds: float = 0.0
    at_once: int = 1
    seconds_a_call: float | None = None


@dataclass(frozen=True, slots=True)
class Bulk:
    """How a first load goes: more than `above` changes of one kind, `size` to a batch.

    So many batches are `in_flight` at a time.
    """

    above: int
    size: int
    in_flight: int


@runtime_checkable
class Loads(Protocol):
    """A target that takes many changes of one kind in another way than few."""

    bulk: Bulk | None  # None where that is switched off


class Target(Protocol):
    """Writes one object of one system. It reads what it writes."""

    batch_size: int
    batches_in_flight: int

    def problems(self, fields: Sequence[Field]) -> Sequence[Finding]:
        """Fields that are missing, inactive or of another kind there; empty when all fit."""

    def create_field(self, field: Field) -> None:
        """Make a custom field that is missing."""

    def read(self, keys: Sequence[Key], fields: Sequence[Field]) -> Mapping[Key, Record]:
        """The records as they are now, in bulk; a key without a record is absent."""

    def send(self, action: Literal["create", "update"], writes: Sequence[Write]) -> Receipt:
        """Send one batch of at most `batch_size`; after Unreachable nobody knows its outcome.

        Where a system lets a job wait, it does nothing before it is followed: till then its id can
        be noted.
        """

    def follow(self, job_ids: Sequence[str]) -> Mapping[str, Sequence[Answer] | None]:
        """Wait for jobs; per job its answers in batch order, None where nobody can say.

        A job that is absent had not ended when patience did: it may still do its work.
        """

    def estimate(self, writes: Sequence[Write], fields: Sequence[Field], size: int, /) -> Calls:
        """How many calls it takes to read these records, and to send them in batches of `size`."""

    def allowance(self) -> Allowance:
        """What the system said of its limits; asks nobody."""

    def address(self, record_id: str) -> str:
        """The record's page in the system's own user interface."""

    def close(self) -> None:
        """Give the connections back."""


@runtime_checkable
class Deleter(Protocol):
    """A target whose records may be deleted, which not every one is."""

    def delete(self, record_ids: Sequence[str]) -> Receipt:
        """Delete at most `batch_size` records; after Unreachable nobody knows its outcome."""


@runtime_checkable
class Deactivator(Protocol):
    """A target whose records can be put out of use by a field of theirs."""

    def deactivation(self) -> tuple[Field, Value] | None:
        """The field, and what it holds then; None where this object has none."""


@runtime_checkable
class ByHand(Protocol):
    """A target that makes records and cannot take them back."""

    by_hand: str  # what a person does instead, as a sentence


@dataclass(frozen=True, slots=True)
class Setting:
    """One value that is needed to reach a system, looked up as `sources.<system>.<name>`."""

    name: str
    help: str
    is_secret: bool = False
    default: str | None = None


Settings = Mapping[str, str]  # setting name -> value; absent where not set


PATIENCE = Setting(
    "patience_seconds", "how long a call to a system that is down is tried again", default="300"
)


def patience_in(system: str, settings: Settings, wanted: float | None = None) -> float:
    """Seconds that a call is tried again for: those `wanted`, or the setting's.

    SettingsError where it is no number of seconds.
    """
    if wanted is not None:
        return wanted
    text = settings.get(PATIENCE.name, str(PATIENCE.default))
    if not re.fullmatch(r"\d{1,5}(\.\d+)?", text.strip()):
        raise SettingsError(
            [f"{system}: patience_seconds takes a number of seconds such as 300, got {text!r}"]
        )
    return float(text)


def more_fields(system: str, settings: Settings, tables: Sequence[str]) -> Mapping[str, list[str]]:
    """Table -> what is read of it beside ours, as the setting `more_fields` has it.

    It lists `table.field`, with commas between. SettingsError names each that is not so.
    """
    found: dict[str, list[str]] = {}
    faults = []
    for text in filter(None, map(str.strip, settings.get("more_fields", "").split(","))):
        table, _, field = text.partition(".")
        if table in tables and field.isidentifier():
            found.setdefault(table, []).append(field)
        else:
            known = ", ".join(tables)
            faults.append(f"{system}: more_fields takes table.field, got {text!r}; tables: {known}")
    if faults:
        raise SettingsError(faults)
    return found


@dataclass(frozen=True, slots=True)
class System:
    """All we know about talking to one system, as data.

    `logins` lists the sets of settings that each are enough to log in, the preferred one first.
    """

    name: str
    title: str
    settings: tuple[Setting, ...]
    logins: tuple[tuple[str, ...], ...]
    tables: tuple[Table, ...]
    reader: Callable[[Settings], Reader]
    targets: Mapping[str, Callable[[Settings], Target]]
    check: Callable[[Settings], Iterator[Finding]]
