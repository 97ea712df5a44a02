"""Parquet files on their way from a reader to landing."""

import shutil
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import polars as pl

from pipelines.landing import storage_error
from systems.base import System
from tieout.settings import Settings


def folder(settings: Settings, system: System) -> Path:
    """Where a system's rows wait; it is there while a run goes, or after one was cut off."""
    return settings.home / "dlt" / "arriving" / system.name


def emptied(path: Path) -> Path:
    """The folder, without what was left in it."""
    shutil.rmtree(path, ignore_errors=True)
    path.mkdir(parents=True)
    return path


class Spool:
    """Writes frames to files of one name: one file, and another wherever the columns change."""

    def __init__(self, path: Path, name: str) -> None:
        self._path = path
        self._name = name
        self._writer: Any = None
        self._columns: list[str] = []
        self.files: list[Path] = []

    def add(self, frame: pl.DataFrame) -> None:
        """Append the rows of a frame; an empty one leaves no trace."""
        if frame.is_empty():
            return
        try:
            self._add(frame)
        except OSError as error:
            raise storage_error(self._path, error) from error

    def _add(self, frame: pl.DataFrame) -> None:
        import pyarrow.parquet as pq  # takes a while to load

        arrow = frame.to_arrow(compat_level=pl.CompatLevel.oldest())
        if self._columns != frame.columns:
            self.close()
            file = self._path / f"{self._name}-{len(self.files)}.parquet"
            # dictionaries cost more time than they save: the files live for seconds
            self._writer = pq.ParquetWriter(
                file, arrow.schema, compression="lz4", use_dictionary=False
            )
            self._columns = frame.columns
            self.files.append(file)
        self._writer.write_table(arrow)

    def close(self) -> None:
        """Finish the file being written."""
        writer, self._writer, self._columns = self._writer, None, []
        if writer is not None:
            try:
                writer.close()
            except OSError as error:
                raise storage_error(self._path, error) from error

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()
