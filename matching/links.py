"""Pairs of records that are, or may be, one firm."""

from dataclasses import dataclass
from typing import Literal

Status = Literal["confirmed", "proposed"]


@dataclass(frozen=True, slots=True)
class Link:
    """Two records of one firm. `score` is between 0 and 1, `evidence` what both have alike.

    A row is counted from 1, the first under the header. A `proposed` link waits for a person: it is
    likely, or one of several that are equally good.
    """

    left_file: str
    left_row: int
    left_id: str
    left_name: str
    right_file: str
    right_row: int
    right_id: str
    right_name: str
    status: Status
    rule: str
    score: float
    evidence: str
