"""Files dropped in a folder, read whole, and only where they are what their control files say."""

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, tzinfo
from decimal import Decimal, InvalidOperation
from itertools import islice
from pathlib import Path

from systems.astea.control import Control, control
from systems.astea.jobs import Found, is_in_history, job_key, merged
from systems.astea.tables import JOBS, LEFT_OUT, TABLES, needed, wanted
from systems.astea.values import SYSTEM, in_utc
from systems.base import Settings, SourceTotal, Table
from tieout.errors import BadAnswer, UnknownName, Unreachable

ROWS_AT_ONCE = 5000
_NAME = re.compile(r"astea_([a-z_]+)_(\d{8}T\d{6})\.csv")
STAMP = "%Y%m%dT%H%M%S"
_AMOUNT = "total_price"


@dataclass(frozen=True, slots=True)
class Drop:
    """The files of one moment, by table; each with its control file beside it."""

    stamp: str
    files: Mapping[str, Path]


class Drops:
    """The tables as they are dropped: the newest complete drop, however many come meanwhile."""

    def __init__(self, settings: Settings, zone: tzinfo) -> None:
        self._folder = Path(settings["drop_folder"])
        self._zone = zone
        self._drop: Drop | None = None
        self._checked: dict[str, tuple[Control, list[str]]] = {}
        self._notes: dict[str, None] = {}

    @property
    def notes(self) -> Sequence[str]:
        return tuple(self._notes)

    def drop(self) -> Drop:
        """The newest complete drop; Unreachable where there is none."""
        if self._drop is None:
            self._drop = self._newest()
        return self._drop

    def columns(self, table: Table) -> list[str]:
        """The columns that are read, once the file is known to be what its control file says.

        BadAnswer shows both figures where they differ.
        """
        return self._looked_at(table)[1]

    def pages(
        self,
        table: Table,
        since: datetime | None,  # noqa: ARG002 - a drop is whole
        begun: datetime,  # noqa: ARG002
    ) -> Iterator[Sequence[Found]]:
        """The rows of the table's file, some thousands at a time."""
        names = self.columns(table)
        rows: Iterator[Found] = ({name: row[name] for name in names} for row in self._rows(table))
        if table.name == JOBS.name:
            rows = merged(iter(sorted(rows, key=lambda row: (job_key(row), is_in_history(row)))))
        while some := list(islice(rows, ROWS_AT_ONCE)):
            yield some

    def cursor(
        self,
        rows: Sequence[Found],  # noqa: ARG002 - a drop is of one moment
        newest: str | None,  # noqa: ARG002
        begun: datetime,  # noqa: ARG002
    ) -> str:
        """When the drop was made."""
        local = datetime.strptime(self.drop().stamp, STAMP)  # noqa: DTZ007 - its zone is ours to say
        return str(in_utc(local, self._zone))

    def count(self, table: Table) -> int:
        """How many rows the file has; of jobs, how many jobs."""
        if table.name != JOBS.name:
            return self._looked_at(table)[0].rows
        return len({job_key(row) for row in self._rows(table)})

    def sums(self, table: Table) -> Iterator[SourceTotal]:  # noqa: ARG002 - the source's
        """None: a control file sums without regard to currencies."""
        return iter(())

    def close(self) -> None:
        """Nothing is held open."""

    def _newest(self) -> Drop:
        found: dict[str, dict[str, Path]] = {}
        try:
            for path in self._folder.iterdir():
                if named := _NAME.fullmatch(path.name):
                    found.setdefault(named[2], {})[named[1]] = path
        except OSError as error:
            raise Unreachable(SYSTEM, f"drop_folder cannot be read: {error.strerror}.") from None
        for stamp in sorted(found, reverse=True):
            missing = _missing(found[stamp])
            if not missing:
                return Drop(stamp, found[stamp])
            self._notes[f"the drop of {stamp} is not complete: {', '.join(missing)} missing"] = None
        raise Unreachable(
            SYSTEM, f"no complete drop is in drop_folder; incomplete ones: {len(found)}."
        )

    def _looked_at(self, table: Table) -> tuple[Control, list[str]]:
        if table.name not in self._checked:
            path = self.drop().files[table.name]
            names = self._columns(table)
            counted = _counted(self._rows(table))
            said = control(_control_path(path).read_text(encoding="utf-8-sig"))
            if said is None:
                raise BadAnswer(SYSTEM, f"{_control_path(path).name} holds no figures.")
            if said.total_price is None or counted.total_price is None:
                said = Control(said.rows, counted.total_price)
            if said != counted:
                raise BadAnswer(
                    SYSTEM,
                    f"{path.name} is refused: its control file says {said}, it has {counted}. "
                    "Have it dropped again.",
                )
            self._checked[table.name] = (counted, names)
        return self._checked[table.name]

    def _columns(self, table: Table) -> list[str]:
        path = self.drop().files[table.name]
        present = {name.lower() for name in next(_lines(path), [])}
        known = wanted(table)
        if missing := [it for it in needed(table) if it in known and it not in present]:
            sentence = f"{path.name} has no column {', '.join(missing)}."
            raise UnknownName(SYSTEM, sentence, missing[0])
        if missing := [name for name in known if name not in present]:
            self._notes[f"{path.name}: no column {', '.join(missing)}, read without"] = None
        if strange := sorted(present - {*known, *LEFT_OUT.get(table.name, ())}):
            self._notes[f"{path.name}: column {', '.join(strange)} is not known, and not read"] = (
                None
            )
        return [name for name in known if name in present]

    def _rows(self, table: Table) -> Iterator[Found]:
        path = self.drop().files[table.name]
        lines = _lines(path)
        names = [name.lower() for name in next(lines, [])]
        for number, line in enumerate(lines, start=2):
            if len(line) != len(names):
                raise BadAnswer(
                    SYSTEM,
                    f"{path.name}: record {number} has {len(line)} fields, not {len(names)}.",
                )
            yield dict(zip(names, line, strict=True))


def _missing(files: Mapping[str, Path]) -> list[str]:
    """The tables without a file, or without its control file."""
    return [
        table.name
        for table in TABLES
        if table.name not in files or not _control_path(files[table.name]).exists()
    ]


def _control_path(path: Path) -> Path:
    return path.with_suffix(".ctl")


def _lines(path: Path) -> Iterator[list[str]]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            yield from csv.reader(file, strict=True)
    except OSError as error:
        raise Unreachable(SYSTEM, f"{path.name} cannot be read: {error.strerror}.") from None
    except (csv.Error, UnicodeDecodeError) as error:
        raise BadAnswer(SYSTEM, f"{path.name} is no CSV in UTF-8: {error}.") from None


def _counted(rows: Iterator[Found]) -> Control:
    """The rows, and the sum of their amounts; one that is no number is set aside later on."""
    count, amounts = 0, []
    for row in rows:
        count += 1
        if _AMOUNT in row:
            with suppress(InvalidOperation):
                amounts.append(Decimal(row[_AMOUNT].strip() or 0))
    return Control(count, sum(amounts, Decimal(0)) if amounts else None)
