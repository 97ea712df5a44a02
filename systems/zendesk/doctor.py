"""What `tieout doctor` finds out about Zendesk. Reads a record or two, writes nothing."""

from collections.abc import Callable, Iterator

from systems.base import Finding, Settings
from systems.zendesk.client import EXPORTS, SYSTEM, Client
from systems.zendesk.reader import TOO_RECENT_SECONDS
from tieout.clock import Clock
from tieout.errors import RateLimited, SystemFault, TieoutError

PATIENCE_SECONDS = 15.0  # somebody is waiting for the answer


def check(settings: Settings, *, clock: Clock | None = None) -> Iterator[Finding]:
    """Log-in, the permission to export, the role that writing needs. Fields: see the target."""
    try:
        client = Client(settings, patience_seconds=PATIENCE_SECONDS, clock=clock)
    except TieoutError as fault:
        yield Finding(SYSTEM, "settings", False, str(fault))
        return
    try:
        login = _finding("log-in", "logged in", lambda: _list_one(client))
        yield login
        if login.ok:
            yield _finding("exports", "the exports can be read", lambda: _export_one(client))
            yield _role(client)
    finally:
        client.close()


def _finding(subject: str, sentence: str, probe: Callable[[], None]) -> Finding:
    try:
        probe()
    except RateLimited:
        return Finding(SYSTEM, subject, True, "not asked: the limit of calls is used up just now")
    except SystemFault as fault:
        return Finding(SYSTEM, subject, False, str(fault))
    return Finding(SYSTEM, subject, True, sentence)


def _list_one(client: Client) -> None:
    # users/me would answer 200 to a stranger
    client.get("/organizations.json", {"page[size]": "1"}).rows("organizations")


def _export_one(client: Client) -> None:
    start = int(client.clock.now().timestamp()) - TOO_RECENT_SECONDS
    params = {"start_time": str(start), "per_page": "1"}
    client.get("/incremental/organizations.json", params, buckets=(EXPORTS,)).rows("organizations")


def _role(client: Client) -> Finding:
    try:
        user = client.get("/users/me.json").mapping().get("user")
    except SystemFault as fault:
        return Finding(SYSTEM, "role", False, str(fault))
    role = user.get("role") if isinstance(user, dict) else None
    if role == "admin":
        return Finding(
            SYSTEM, "role", True, "an administrator: may create and change organizations"
        )
    sentence = f"the log-in has the role {role or 'of nobody'}: it may read, and not write"
    return Finding(SYSTEM, "role", False, sentence, "Give it the role of an administrator")
