"""What the headers of a session's answers said of a system's limits."""

from systems.base import Allowance
from tieout.http import ACCOUNT, Session
from tieout.pacing import DAY


def told_by(session: Session, at_once: int) -> Allowance:
    """The allowance as it was last told; `at_once` calls of ours are under way together."""
    day, rate = session.quota(DAY), session.quota(ACCOUNT)
    return Allowance(
        a_day=day.allowed if day else None,
        left=day.remaining if day else None,
        a_window=rate.allowed if rate and rate.allowed else None,
        window_seconds=rate.window_seconds if rate else 0.0,
        at_once=at_once,
        seconds_a_call=session.seconds_a_call,
    )


def batches(count: int, size: int) -> int:
    """How many batches of a size so many make."""
    return -(-count // size)
