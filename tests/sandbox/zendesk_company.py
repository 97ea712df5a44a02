"""A small company, and its helpdesk served on loopback, for the tests of the Zendesk stand-in.

organization   external id   members        tickets
501 Acme       C-1           901 Ann Lee    1 open, 2 solved
502 Borealis   C-2           902 Bo Ray     3 closed
503 Cirrus     none          none           none
504 Dormant    C-4           deleted on 3 May 2026
and the agent 909 Max Field, in no organization
"""

import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import httpx

from sandbox.company import Bundle, Organization, Ticket, User
from sandbox.serve import serve
from sandbox.zendesk import Zendesk

MAY = [datetime(2026, 5, day, 8, 30, tzinfo=UTC) for day in range(1, 32)]
NO_TLS = ssl.create_default_context()  # made once: a client's own would cost more than a test
START = 1_780_000_000.0  # unix seconds: 28 May 2026, 20:26:40


def organization(id_: int, name: str, external_id: str | None, **more: Any) -> Organization:
    times = {"created_at": MAY[0], "updated_at": MAY[1]}
    rest = {"domain_names": (), "details": None, "notes": None, "tags": ()}
    return Organization(id_, name, external_id, **(rest | times | more))


ACME = Bundle(
    "acme",
    organizations=(organization(501, "Acme", "C-1", domain_names=("acme.example",)),),
    users=(User(901, "Ann Lee", "ann@acme.example", "end-user", 501, MAY[0], MAY[1]),),
    tickets=(
        Ticket(1, "Cannot log in", "open", "high", 901, 501, MAY[2], MAY[3]),
        Ticket(2, "Thank you", "solved", None, 901, 501, MAY[2], MAY[4]),
    ),
)
BOREALIS = Bundle(
    "borealis",
    organizations=(organization(502, "Borealis", "C-2", tags=("vip",), updated_at=MAY[2]),),
    users=(
        User(902, "Bo Ray", "bo@borealis.example", "end-user", 502, MAY[0], MAY[2]),
        User(909, "Max Field", "max@company.example", "agent", None, MAY[0], MAY[2]),
    ),
    tickets=(Ticket(3, "An old matter", "closed", "low", 902, 502, MAY[0], MAY[1]),),
)
CIRRUS = Bundle("cirrus", organizations=(organization(503, "Cirrus", None, updated_at=MAY[3]),))
DORMANT = Bundle("dormant", organizations=(organization(504, "Dormant", "C-4", deleted_at=MAY[2]),))


@dataclass
class Company:
    """What the stand-in asks of a world."""

    all_bundles: tuple[Bundle, ...] = (ACME, BOREALIS, CIRRUS, DORMANT)

    def bundles(self) -> Iterator[Bundle]:
        return iter(self.all_bundles)


def many(count: int) -> Company:
    """Organizations 1001, 1002, … named `Firm 0001`, …, keyed F-1, …, a minute apart."""
    return Company(
        tuple(
            Bundle(
                str(number),
                organizations=(
                    organization(
                        1000 + number,
                        f"Firm {number:04}",
                        f"F-{number}",
                        updated_at=datetime(2026, 5, 1, number // 60 % 24, number % 60, tzinfo=UTC),
                    ),
                ),
            )
            for number in range(1, count + 1)
        )
    )


@dataclass
class Clock:
    """A clock that goes only when it is told to."""

    now: float = START

    def __call__(self) -> float:
        return self.now

    def wait(self, seconds: float) -> None:
        self.now += seconds


@dataclass
class Helpdesk:
    """A served stand-in, a client that is logged in to it by API token, and one that is not."""

    standin: Zendesk
    url: str
    client: httpx.Client
    stranger: httpx.Client
    clock: Clock
    settings: dict[str, str] = field(default_factory=dict)

    def renewed(self) -> "Helpdesk":
        """The same helpdesk, as it was when it was opened."""
        self.clock.now = START
        self.standin.faults.clear()
        self.standin.reset()
        return self

    def get(self, path: str, status: int = 200, **params: Any) -> Any:
        return self._asked("GET", path, status, params=params or None)

    def post(self, path: str, body: object, status: int = 201) -> Any:
        return self._asked("POST", path, status, json=body)

    def put(self, path: str, body: object, status: int = 200) -> Any:
        return self._asked("PUT", path, status, json=body)

    def delete(self, path: str, status: int = 204) -> Any:
        return self._asked("DELETE", path, status)

    def job(self, started: Any) -> Any:
        """The job's last status, asked for until there is no other to come."""
        status = started["job_status"]
        while status["status"] in ("queued", "working"):
            status = self.client.get(status["url"]).json()["job_status"]
        return status

    def field(self, key: str, kind: str, **more: Any) -> Any:
        body = {"type": kind, "key": key, "title": key.replace("_", " ").title(), **more}
        return self.post("organization_fields", {"organization_field": body})["organization_field"]

    def _asked(self, method: str, path: str, status: int, **sent: Any) -> Any:
        response = self.client.request(method, f"/api/v2/{path}", **sent)
        assert response.status_code == status, response.text
        return response.json() if response.content else None


@contextmanager
def helpdesk(company: Company | None = None, **options: Any) -> Iterator[Helpdesk]:
    """The stand-in of a company on a port of its own, until the block is left."""
    clock = Clock()
    standin = Zendesk(company or Company(), clock=clock, **options)
    try:
        with serve([standin], answer_key=dict) as served:
            settings = served.credentials()["zendesk"]
            url, log_in = (
                settings["base_url"],
                (f"{settings['email']}/token", settings["api_token"]),
            )
            with (
                httpx.Client(base_url=url, auth=log_in, verify=NO_TLS) as client,
                httpx.Client(base_url=url, verify=NO_TLS) as stranger,
            ):
                yield Helpdesk(standin, url, client, stranger, clock, settings)
    finally:
        standin.close()


def create(desk: Helpdesk, status: int = 201, **attributes: Any) -> Any:
    """An organization that is made, or what is said of one that is not."""
    answer = desk.post("organizations", {"organization": attributes}, status)
    return answer.get("organization", answer)


def update(desk: Helpdesk, id_: int, status: int = 200, **attributes: Any) -> Any:
    """An organization as it is after an update, or what is said of one that is refused."""
    answer = desk.put(f"organizations/{id_}", {"organization": attributes}, status)
    return answer.get("organization", answer)


def duplicate(name: str, label: str, value: str) -> dict[str, Any]:
    """What is said of a value that another record has."""
    words = f"{label}: {value} has already been taken"
    return {
        "error": "RecordInvalid",
        "description": "Record validation errors",
        "details": {name: [{"description": words, "error": "DuplicateValue"}]},
    }
