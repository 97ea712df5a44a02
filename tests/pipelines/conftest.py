"""A home for landing, a new one each test."""

from pathlib import Path

import pytest

from tests.pipelines.books import Landing


@pytest.fixture
def landing(tmp_path: Path) -> Landing:
    return Landing(tmp_path / "data")
