"""Who asks: OAuth tokens, API tokens and passwords, and what each may do."""

import base64
import binascii
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from sandbox.zendesk.errors import RefusedError, invalid_token, missing_scope, not_logged_in

CLIENT_ID = "tieout-sandbox"
CLIENT_SECRET = "pretended-client-secret"
API_TOKEN = "pretended-api-token"
PASSWORD = "pretended-password"
ADMIN_EMAIL = "admin@company.example"

RESOURCES = (
    *("tickets", "users", "organizations", "auditlogs", "hc", "apps", "triggers", "automations"),
    *("targets", "webhooks", "macros", "requests", "satisfaction_ratings", "dynamic_content"),
)
KNOWN_SCOPES = frozenset(
    {"read", "write", "impersonate"}
    | {f"{resource}:{verb}" for resource in RESOURCES for verb in ("read", "write")}
)
CEILING = KNOWN_SCOPES - {"impersonate"}  # what the sandbox's own client may ask for
ACCESS_SECONDS = 30 * 60
REFRESH_SECONDS = 30 * 24 * 3600

Verb = Literal["read", "write"]


@dataclass(frozen=True, slots=True)
class Principal:
    """The one who asks. `scopes` is None where the log-in has no scopes: all is allowed."""

    email: str
    role: str
    scopes: frozenset[str] | None = None

    def raise_unless_allowed(self, resource: str, verb: Verb) -> None:
        """403 where the token lacks the scope; one that holds an unknown scope may do nothing."""
        if self.scopes is None:
            return
        wanted = {verb, f"{resource}:{verb}"}
        if resource == "any":
            wanted = {scope for scope in KNOWN_SCOPES if scope.endswith(verb)}
        if self.scopes - KNOWN_SCOPES or not self.scopes & wanted:
            raise missing_scope(verb)


@dataclass(frozen=True, slots=True)
class _Token:
    principal: Principal
    expires_at: float
    refresh_token: str
    refresh_expires_at: float


class Logins:
    """The account's credentials and the tokens that were given out."""

    def __init__(self, allow_passwords: bool) -> None:
        self._allow_passwords = allow_passwords
        self._tokens: dict[str, _Token] = {}

    def grant(self, request: Mapping[str, Any], now: float) -> dict[str, Any]:
        """The answer to a token request; raises the OAuth refusal."""
        match request.get("grant_type"):
            case "client_credentials":
                _raise_unless_our_client(request)
                scopes = str(request.get("scope") or "read write").split()
            case "refresh_token":
                _raise_unless_our_client(request)
                scopes = self._spend(str(request.get("refresh_token")), now)
            case None:
                raise _oauth_refusal(400, "invalid_request", "The grant_type is missing.")
            case _:
                words = "The authorization grant type is not supported by the server."
                raise _oauth_refusal(400, "unsupported_grant_type", words)
        if set(scopes) & KNOWN_SCOPES - CEILING:
            words = "The requested scope is invalid, unknown, or malformed."
            raise _oauth_refusal(400, "invalid_scope", words)
        return self._new_token(scopes, request, now)

    def principal(
        self, authorization: str | None, role_of: Callable[[str], str | None], now: float
    ) -> Principal:
        """Whose request this is. `role_of` knows the e-mail addresses of admins and agents."""
        kind, _, credentials = (authorization or "").partition(" ")
        if kind.lower() == "bearer":
            token = self._tokens.get(credentials.strip())
            if token is None or token.expires_at <= now:
                raise invalid_token()
            return token.principal
        if kind.lower() == "basic":
            return self._basic(credentials.strip(), role_of)
        raise not_logged_in()

    def expire_all(self) -> None:
        """No token given out so far is good any longer."""
        self._tokens.clear()

    def _basic(self, credentials: str, role_of: Callable[[str], str | None]) -> Principal:
        try:
            name, _, secret = base64.b64decode(credentials, validate=True).decode().partition(":")
        except (binascii.Error, UnicodeDecodeError):
            raise not_logged_in() from None
        if name.endswith("/token"):
            email, is_right = name.removesuffix("/token"), secret == API_TOKEN
        else:
            email, is_right = name, self._allow_passwords and secret == PASSWORD
        role = role_of(email.lower()) if is_right else None
        if role is None:
            raise not_logged_in()
        return Principal(email.lower(), role)

    def _new_token(
        self, scopes: list[str], request: Mapping[str, Any], now: float
    ) -> dict[str, Any]:
        lasts = _lifetime(request, "expires_in", ACCESS_SECONDS, 300, 172_800)
        refresh_lasts = _lifetime(
            request, "refresh_token_expires_in", REFRESH_SECONDS, 604_800, 7_776_000
        )
        access_token, refresh_token = secrets.token_hex(32), secrets.token_hex(32)
        principal = Principal(ADMIN_EMAIL, "admin", frozenset(scopes))
        self._tokens[access_token] = _Token(
            principal, now + lasts, refresh_token, now + refresh_lasts
        )
        return {
            "access_token": access_token,
            "token_type": "bearer",
            "scope": " ".join(scopes),
            "refresh_token": refresh_token,
            "expires_in": lasts,
            "refresh_token_expires_in": refresh_lasts,
        }

    def _spend(self, refresh_token: str, now: float) -> list[str]:
        """The scopes of a refresh token, which dies with its access token."""
        for access_token, token in self._tokens.items():
            if token.refresh_token == refresh_token and now < token.refresh_expires_at:
                del self._tokens[access_token]
                return sorted(token.principal.scopes or ())
        words = "The provided authorization grant is invalid, expired or revoked."
        raise _oauth_refusal(400, "invalid_grant", words)


def _raise_unless_our_client(request: Mapping[str, Any]) -> None:
    if (request.get("client_id"), request.get("client_secret")) != (CLIENT_ID, CLIENT_SECRET):
        words = (
            "Client authentication failed due to unknown client, no client authentication "
            "included, or unsupported authentication method."
        )
        raise _oauth_refusal(401, "invalid_client", words)


def _lifetime(request: Mapping[str, Any], name: str, default: int, above: int, below: int) -> int:
    wish = request.get(name)
    if wish is None:
        return default
    if not str(wish).isdecimal() or not above < int(wish) < below:
        words = f"{name} must be more than {above} and less than {below} seconds."
        raise _oauth_refusal(400, "invalid_request", words)
    return int(wish)


def _oauth_refusal(status: int, code: str, words: str) -> RefusedError:
    return RefusedError(status, {"error": code, "error_description": words})
