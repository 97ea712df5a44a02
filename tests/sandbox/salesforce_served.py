"""The Salesforce stand-in on loopback, with a client that is logged in and one that is not."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx

from sandbox.salesforce import Salesforce
from sandbox.serve import serve
from tests.sandbox.salesforce_company import Company
from tests.sandbox.zendesk_company import NO_TLS, START, Clock

DATA = "/services/data/v60.0"


@dataclass
class Crm:
    """A served stand-in, a client that is logged in to it, and one that is not."""

    standin: Salesforce
    url: str
    client: httpx.Client
    stranger: httpx.Client
    clock: Clock
    settings: dict[str, str] = field(default_factory=dict)

    def renewed(self) -> "Crm":
        """The same org, as it was when it was opened."""
        self.clock.now = START
        self.standin.faults.clear()
        self.standin.reset()
        return self

    def query(self, soql: str, status: int = 200, path: str = "query") -> Any:
        return self.get(path, status, q=soql)

    def names(self, soql: str) -> list[str]:
        """The names that a query finds, in its order."""
        return [it["Name"] for it in self.query(soql)["records"]]

    def refused(self, soql: str) -> tuple[str, str]:
        """The code of a refused query, and the last line of its message."""
        (error,) = self.query(soql, 400)
        return error["errorCode"], error["message"].splitlines()[-1]

    def get(self, path: str, status: int = 200, **params: Any) -> Any:
        return self.asked("GET", path, status, params=params or None)

    def post(self, path: str, body: object, status: int = 200) -> Any:
        return self.asked("POST", path, status, json=body)

    def patch(self, path: str, body: object, status: int = 200) -> Any:
        return self.asked("PATCH", path, status, json=body)

    def delete(self, path: str, status: int = 204, **params: Any) -> Any:
        return self.asked("DELETE", path, status, params=params or None)

    def asked(self, method: str, path: str, status: int, **sent: Any) -> Any:
        place = path if path.startswith("/") else f"{DATA}/{path}"
        response = self.client.request(method, place, **sent)
        assert response.status_code == status, response.text
        is_json = "json" in response.headers.get("content-type", "")
        return response.json() if is_json else response.text

    def token(self, status: int = 200, **form: str) -> Any:
        """The answer to a token request."""
        response = self.stranger.post("/services/oauth2/token", data=form)
        assert response.status_code == status, response.text
        return response.json()


@contextmanager
def crm(company: Company | None = None, **options: Any) -> Iterator[Crm]:
    """The stand-in of a company on a port of its own, until the block is left."""
    clock = Clock()
    standin = Salesforce(company or Company(), clock=clock, **options)
    try:
        with serve([standin], answer_key=dict) as served:
            settings = served.credentials()["salesforce"]
            url = settings["base_url"]
            with (
                httpx.Client(base_url=url, verify=NO_TLS) as client,
                httpx.Client(base_url=url, verify=NO_TLS) as stranger,
            ):
                org = Crm(standin, url, client, stranger, clock, settings)
                names = ("client_id", "client_secret")
                form = {"grant_type": "client_credentials"}
                granted = org.token(**form, **{name: settings[name] for name in names})
                client.headers["Authorization"] = f"Bearer {granted['access_token']}"
                yield org
    finally:
        standin.close()
