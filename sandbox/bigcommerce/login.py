"""Who asks: API accounts with their tokens, and what each token may do."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Literal

from sandbox.bigcommerce.errors import RefusedError, missing_scope, unauthorized

Verb = Literal["read", "write"]
Scope = Literal[
    "orders", "transactions", "customers", "products", "information", "payments", "default"
]

STORE_HASH = "sandbox1"
CLIENT_ID = "tieout-sandbox-client"
CLIENT_SECRET = "pretended-client-secret"
ACCESS_TOKEN = "pretended-access-token"
OTHER_CLIENT_ID = "another-app-client"
OTHER_TOKEN = "pretended-token-of-another-app"
READ_ONLY_TOKEN = "pretended-read-only-token"
ORDERS_TOKEN = "pretended-orders-token"
AUTHORIZATION_CODE = "pretended-authorization-code"
TOKEN_PATH = "/oauth2/token"

_RESOURCES = ("orders", "transactions", "customers", "products", "information")
_ALL = frozenset({"store_v2_default", *(f"store_v2_{name}" for name in _RESOURCES)})
_READ_ONLY = frozenset(f"store_v2_{name}_read_only" for name in _RESOURCES)


@dataclass(frozen=True, slots=True)
class Principal:
    """An API account: what it makes for itself is seen by its `client_id` alone."""

    client_id: str
    scopes: frozenset[str]

    def raise_unless_allowed(self, scope: Scope, verb: Verb) -> None:
        """403 where the token lacks the scope; every token holds the default one.

        Payments may be acted on with the scope of orders as well as with that of transactions.
        """
        if scope == "default":
            return
        names = ("orders", "transactions") if scope == "payments" else (scope,)
        endings = ("", "_read_only") if verb == "read" else ("",)
        wanted = {f"store_v2_{name}{ending}" for name in names for ending in endings}
        if not self.scopes & wanted:
            raise missing_scope()


TOKENS: Mapping[str, Principal] = MappingProxyType(
    {
        ACCESS_TOKEN: Principal(CLIENT_ID, _ALL),
        OTHER_TOKEN: Principal(OTHER_CLIENT_ID, _ALL),
        READ_ONLY_TOKEN: Principal("a-reporting-app-client", _READ_ONLY),
        ORDERS_TOKEN: Principal("an-orders-app-client", frozenset({"store_v2_orders"})),
    }
)


def principal(token: str | None, store_hash: str) -> Principal:
    """Whose token it is; 401 where it is nobody's, or another store's."""
    found = TOKENS.get(token or "")
    if found is None or store_hash != STORE_HASH:
        raise unauthorized()
    return found


def granted(sent: Mapping[str, str]) -> dict[str, Any]:
    """The answer of the log-in host to an app that was installed: its token for this store."""
    expected = {
        "client_id": CLIENT_ID,
        "client_secret": CLIENT_SECRET,
        "code": AUTHORIZATION_CODE,
        "grant_type": "authorization_code",
    }
    if any(sent.get(name) != value for name, value in expected.items()):
        raise RefusedError(401, {"error": "invalid_client"})
    if sent.get("context") != f"stores/{STORE_HASH}":
        raise RefusedError(400, {"error": "invalid_request"})
    return {
        "access_token": ACCESS_TOKEN,
        "scope": " ".join(sorted(_ALL)),
        "user": {"id": 1, "username": "owner@company.example", "email": "owner@company.example"},
        "context": f"stores/{STORE_HASH}",
        "account_uuid": "00000000-0000-4000-8000-000000000001",
    }
