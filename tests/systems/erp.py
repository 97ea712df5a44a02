"""A small company's ERP, served on loopback, for the tests of its client."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sandbox.faults import Faults
from sandbox.netsuite import NetSuite
from sandbox.serve import serve
from sandbox.world import build
from tests.stopped_clock import StoppedClock

OAUTH2 = ("account", "client_id", "certificate_id", "private_key")
TBA = ("account", "consumer_key", "consumer_secret", "token_id", "token_secret")


@dataclass(frozen=True)
class Erp:
    """The stand-in, how to log in to it, and the client's clock."""

    standin: NetSuite
    settings: Mapping[str, str]
    clock: StoppedClock

    @property
    def faults(self) -> Faults:
        return self.standin.faults

    def as_new(self) -> "Erp":
        """The same server, its books as at the beginning, no faults, nobody has waited."""
        self.faults.clear()
        self.standin.reset()
        self.clock.waits.clear()
        return self

    def settings_of_key(self, kind: str) -> dict[str, str]:
        """The log-in with another kind of key: `P-384`, `P-521` or `RSA-3072`."""
        certificate = self.standin.login.certificates[kind]
        return {
            **self.settings,
            "client_id": certificate.client_id,
            "certificate_id": certificate.certificate_id,
            "private_key": certificate.private_pem(),
        }

    def stopped_at(self, moment: datetime) -> StoppedClock:
        return StoppedClock(moment)


@contextmanager
def erp(**options: Any) -> Iterator[Erp]:
    standin = NetSuite(build(60), **options)
    try:
        with serve([standin], answer_key=dict) as served:
            yield Erp(standin, served.credentials()["netsuite"], StoppedClock())
    finally:
        standin.close()
