"""How the suite ends."""

import os
import sys

import pytest

_status: list[int] = []


def pytest_sessionfinish(exitstatus: int) -> None:
    _status.append(int(exitstatus))


@pytest.hookimpl(trylast=True)
def pytest_unconfigure() -> None:
    """Leave at once: DuckDB's binding would list, over the results, what libraries still hold."""
    sys.stdout.flush()
    sys.stderr.flush()
    if _status:
        os._exit(_status[0])
