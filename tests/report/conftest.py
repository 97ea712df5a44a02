"""A published file to report on, made by SQL."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tieout import warehouse

Changed = Callable[[str], Path]


@pytest.fixture(scope="session")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of `published.sql`. Only to be read: all tests share it."""
    path = tmp_path_factory.mktemp("data") / "tieout.duckdb"
    with warehouse.connect(path) as connection:
        connection.execute(Path(__file__).with_name("published.sql").read_text(encoding="utf-8"))
    return path


@pytest.fixture
def changed(published: Path, tmp_path: Path) -> Changed:
    """The same file after some SQL, a copy of one's own."""

    def change(sql: str) -> Path:
        path = tmp_path / "changed.duckdb"
        shutil.copyfile(published, path)
        with warehouse.connect(path) as connection:
            connection.execute(sql)
        return path

    return change
