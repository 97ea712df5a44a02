"""What happens in the systems between two builds, by chance; what changes bears its run."""

import random
from pathlib import Path
from typing import Any

import duckdb

from pipelines.landing import quoted
from systems import SYSTEMS
from tieout import warehouse

CHANGES_A_RUN = 6
GOES, COMES_AGAIN = 0.3, 0.5  # how often a row that is met goes, and one that went is back
TABLES = {
    f"raw_{system.name}.{quoted(table.name)}": [
        it.name for it in table.columns if it.name not in table.key
    ]
    for system in SYSTEMS
    for table in system.tables
}
_STAMP_ALL = "update {it} set _run_id = 'run-0', _landed_at = now()"
_STAMP = "update {it} set _run_id = 'run-{run}', _landed_at = now() where rowid = {row}"
_IS_FILLED = "select count(*) > 1 from {it}"
_ROWS = "select list(rowid order by rowid) from {it}"
_KEEP = "create table {kept} as from {it} where rowid = {row}"
_GO = "delete from {it} where rowid = {row}"
_COME_AGAIN = "insert into {it} from {kept}"
_LAST = "select max(rowid) from {it}"
_TAKE = (
    "update {it} set {column} = (select {column} from {it} where rowid = {other})"
    " where rowid = {row}"
)


class Changes:
    """The changes of one seed in a landing file, whose rows all land in a first run."""

    def __init__(self, landing: Path, seed: int) -> None:
        self.landing = landing
        self.chance = random.Random(seed)
        self.number = 0
        self.gone: list[tuple[str, str]] = []
        with warehouse.connect(landing) as connection:
            for table in TABLES:
                _run(connection, _STAMP_ALL, it=table)

    def happen(self) -> None:
        """Rows take a value of another row, a link often enough; some go, and some are back."""
        self.number += 1
        with warehouse.connect(self.landing) as connection:
            for _ in range(CHANGES_A_RUN):
                filled = [it for it in TABLES if _run(connection, _IS_FILLED, it=it)]
                self._change(connection, self.chance.choice(filled))
            if self.gone and self.chance.random() < COMES_AGAIN:
                table, kept = self.gone.pop()
                _run(connection, _COME_AGAIN, it=table, kept=kept)
                last = _run(connection, _LAST, it=table)
                _run(connection, _STAMP, it=table, run=self.number, row=last)

    def _change(self, connection: duckdb.DuckDBPyConnection, table: str) -> None:
        one, other = self.chance.sample(_run(connection, _ROWS, it=table), 2)
        if self.chance.random() < GOES:
            kept = f"gone_{self.number}_{len(self.gone)}_{one}"
            _run(connection, _KEEP, it=table, kept=kept, row=one)
            _run(connection, _GO, it=table, row=one)
            self.gone.append((table, kept))
            return
        column = quoted(self.chance.choice(TABLES[table]))
        _run(connection, _TAKE, it=table, column=column, other=other, row=one)
        _run(connection, _STAMP, it=table, run=self.number, row=one)


def _run(connection: duckdb.DuckDBPyConnection, statement: str, **names: object) -> Any:
    """The one value that a statement gives."""
    ((value,),) = connection.execute(statement.format(**names)).fetchall()
    return value
