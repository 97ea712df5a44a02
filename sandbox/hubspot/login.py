"""Who asks: the private app's token and OAuth tokens, and the scopes that each has."""

import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sandbox.hubspot.errors import (
    RefusedError,
    expired_token,
    missing_scopes,
    not_found,
    not_logged_in,
)
from sandbox.hubspot.object_types import PORTAL_ID

ACCESS_TOKEN = "pat-na1-7e0f5a52-93d1-4c0e-8f6a-2b8f1d7c4e90"
CLIENT_ID = "3f6d1c0a-5b7e-4a43-9c1e-0d2f8a6b7c11"
CLIENT_SECRET = "pretended-client-secret"
REFRESH_TOKEN = "na1-1f2e-3d4c-5b6a-pretended-refresh-token"
AUTHORIZATION_CODE = "na1-pretended-authorization-code"
APP_ID, USER_ID = 1_234_567, 12_282_590
USER, DOMAIN = "admin@company.example", "company.example"
ACCESS_SECONDS = 30 * 60

_WELL_FORMED = re.compile(r"pat-[a-z]{2}\d-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|C[\w-]{40,}")
_OBJECTS = (
    *("companies", "contacts", "deals", "products", "line_items", "quotes", "custom"),
    *("partner-clients", "partner-services"),
)
_SCHEMAS = ("companies", "contacts", "deals", "products", "line_items", "quotes", "custom")
ALL_SCOPES = frozenset(
    {f"crm.objects.{name}.{verb}" for name in _OBJECTS for verb in ("read", "write")}
    | {f"crm.schemas.{name}.{verb}" for name in _SCHEMAS for verb in ("read", "write")}
    | {"oauth", "tickets", "crm.objects.owners.read", "crm.lists.read", "crm.lists.write"}
)


@dataclass(frozen=True, slots=True)
class Principal:
    """The app that asks. `is_private` tells a private app from one that came by OAuth."""

    token: str
    scopes: frozenset[str]
    is_private: bool

    def raise_unless_allowed(self, any_of: tuple[str, ...]) -> None:
        """403 where the app has none of these scopes; no scope at all is needed for ()."""
        if any_of and not self.scopes & set(any_of):
            raise missing_scopes(any_of)


@dataclass(frozen=True, slots=True)
class _Token:
    scopes: frozenset[str]
    expires_at: float


class Logins:
    """The account's credentials and the tokens that were given out."""

    def __init__(self, scopes: frozenset[str], answers_530: bool) -> None:
        self._scopes, self._answers_530 = scopes, answers_530
        self._tokens: dict[str, _Token] = {}
        self._expired: set[str] = set()
        self._refresh = {REFRESH_TOKEN: scopes}
        self._codes = {AUTHORIZATION_CODE}

    def principal(self, authorization: str | None, now: float) -> Principal:
        """Whose request this is; 401 for a stranger, 530 for a token that is none by its form."""
        kind, _, token = (authorization or "").partition(" ")
        token = token.strip()
        if kind.lower() != "bearer" or not token:
            raise not_logged_in()
        if token in self._expired:
            raise expired_token()
        if token == ACCESS_TOKEN:
            return Principal(token, self._scopes, is_private=True)
        if self._answers_530 and not _WELL_FORMED.fullmatch(token):
            raise RefusedError(530, None, "error code: 1016")
        known = self._tokens.get(token)
        if known is None:
            raise not_logged_in()
        if known.expires_at <= now:
            raise expired_token()
        return Principal(token, known.scopes, is_private=False)

    def expire(self, authorization: str | None) -> None:
        """The token of this request is not good any longer; every OAuth token is not, either."""
        self._expired.update(self._tokens)
        if not (authorization or "").endswith(ACCESS_TOKEN):  # a private app's token never expires
            self._expired.add((authorization or "").partition(" ")[2].strip())

    def grant(self, request: Mapping[str, str], now: float) -> dict[str, Any]:
        """The answer to a token request; raises the refusal."""
        if request.get("client_id") != CLIENT_ID:
            raise _refusal("BAD_CLIENT_ID", "missing or unknown client id")
        if request.get("client_secret") != CLIENT_SECRET:
            raise _refusal("BAD_CLIENT_SECRET", "missing or invalid client secret")
        match request.get("grant_type"):
            case "refresh_token":
                refresh_token = request.get("refresh_token", "")
                if refresh_token not in self._refresh:
                    raise _refusal("BAD_REFRESH_TOKEN", "missing or invalid refresh token")
                return self._granted(self._refresh[refresh_token], refresh_token, now)
            case "authorization_code":
                self._spend(request)
                return self._granted(self._scopes, self._new_refresh_token(), now)
            case "client_credentials":
                wanted = frozenset(request.get("scope", "").split()) or self._scopes
                if wanted - self._scopes:
                    raise _refusal("BAD_SCOPE", "the app has not all of the scopes asked for")
                return self._granted(wanted, None, now)
            case _:
                raise _refusal("BAD_GRANT_TYPE", "missing or unknown grant type")

    def new_code(self) -> str:
        """An authorization code, as a user's consent makes it."""
        code = f"na1-{secrets.token_hex(16)}"
        self._codes.add(code)
        return code

    def described(self, token: str, now: float) -> dict[str, Any]:
        """What v1 says of an access token; 404 for one that is not good."""
        try:
            principal = self.principal(f"Bearer {token}", now)
        except RefusedError:
            raise not_found("access token does not exist") from None
        known = self._tokens.get(token)
        return _described(token, principal.scopes) | {
            "expires_in": int(known.expires_at - now) if known else ACCESS_SECONDS,
            "user": USER,
            "token_type": "access",
            "is_private_distribution": principal.is_private,
        }

    def refresh_described(self, token: str) -> dict[str, Any]:
        """What v1 says of a refresh token; 404 for one that is not good."""
        if token not in self._refresh:
            raise not_found("refresh token does not exist")
        described = _described(token, self._refresh[token]) | {"user": USER}
        return described | {"token_type": "refresh", "client_id": CLIENT_ID}

    def forget(self, token: str) -> None:
        """A refresh token or an access token is good no longer."""
        self._refresh.pop(token, None)
        self._tokens.pop(token, None)

    def introspected(self, token: str, now: float) -> dict[str, Any]:
        """What v3 says of either kind of token."""
        if token in self._refresh:
            return self.refresh_described(token) | {"active": True, "token_use": "refresh_token"}
        uses = {"active": True, "token_use": "access_token", "client_id": CLIENT_ID}
        return self.described(token, now) | uses

    def _spend(self, request: Mapping[str, str]) -> None:
        if not request.get("redirect_uri"):
            raise _refusal("BAD_REDIRECT_URI", "missing or invalid redirect uri")
        if request.get("code") not in self._codes:
            raise _refusal("BAD_AUTH_CODE", "missing or unknown auth code")
        self._codes.discard(request["code"])

    def _new_refresh_token(self) -> str:
        token = f"na1-{secrets.token_hex(16)}"
        self._refresh[token] = self._scopes
        return token

    def _granted(
        self, scopes: frozenset[str], refresh_token: str | None, now: float
    ) -> dict[str, Any]:
        token = f"C{secrets.token_urlsafe(48)}"
        self._tokens[token] = _Token(scopes, now + ACCESS_SECONDS)
        use = "access_token" if refresh_token else "client_credentials"
        answer = {
            "access_token": token,
            "expires_in": ACCESS_SECONDS,
            "token_type": "bearer",
            "hub_id": PORTAL_ID,
            "user_id": USER_ID,
            "scopes": sorted(scopes),
            "token_use": use,
        }
        return answer | ({"refresh_token": refresh_token} if refresh_token else {})


def _described(token: str, scopes: frozenset[str]) -> dict[str, Any]:
    return {
        "token": token,
        "hub_domain": DOMAIN,
        "scopes": sorted(scopes),
        "hub_id": PORTAL_ID,
        "app_id": APP_ID,
        "user_id": USER_ID,
    }


def _refusal(status: str, words: str) -> RefusedError:
    """400 in the older envelope, whose `status` names the reason."""
    return RefusedError(400, "VALIDATION_ERROR", words, word=status)
