"""OAuth 2.0 client credentials: a signed assertion for a bearer token."""

import time
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from secrets import token_hex
from threading import Lock
from typing import Any
from urllib.parse import parse_qsl

import jwt

from sandbox.netsuite.calls import Call
from sandbox.netsuite.certificates import Certificate

TOKEN_PATH = "/services/rest/auth/oauth2/v1/token"
ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
SCOPES = frozenset({"rest_webservices", "restlets", "suite_analytics"})
LIFETIME_SECONDS = 3600
LEEWAY_SECONDS = 5


class NotGranted(Exception):
    """No token is given; the text is the `error` of the answer."""


@dataclass(frozen=True, slots=True)
class Grant:
    """A token in force until `expires_at` (seconds of the clock)."""

    scopes: frozenset[str]
    expires_at: float


class Tokens:
    """Gives out bearer tokens and knows which are good."""

    def __init__(self, certificates: Collection[Certificate], company: str) -> None:
        self._certificates = {it.certificate_id: it for it in certificates}
        self._company = company
        self._secret = token_hex(32)
        self._lock = Lock()
        self._grants: dict[str, Grant] = {}

    def issue(self, call: Call, canonical_base: str) -> dict[str, Any]:
        """The answer to a token request, or NotGranted."""
        form = _form(call)
        claims = self._claims(form, {call.url, canonical_base + TOKEN_PATH, _secure(call.url)})
        scopes = _scopes(claims.get("scope"))
        now = int(time.time())
        token = jwt.encode(
            {
                "sub": "1001;12",
                "aud": [claims["iss"]],
                "scope": sorted(scopes),
                "iss": "https://system.netsuite.com",
                "oit": now,
                "iat": now,
                "exp": now + LIFETIME_SECONDS,
                "jti": f"{self._company}.{token_hex(16)}",
            },
            self._secret,
            algorithm="HS256",
        )
        with self._lock:
            self._grants[token] = Grant(scopes, now + LIFETIME_SECONDS)
        return {"access_token": token, "expires_in": LIFETIME_SECONDS, "token_type": "Bearer"}

    def grant(self, token: str) -> Grant | None:
        """The grant of a token that is still good."""
        with self._lock:
            grant = self._grants.get(token)
        return grant if grant is not None and grant.expires_at > time.time() else None

    def expire(self, token: str) -> None:
        """End a token before its time."""
        with self._lock:
            self._grants.pop(token, None)

    def _claims(self, form: Mapping[str, str], audiences: Collection[str]) -> dict[str, Any]:
        assertion = form["client_assertion"]
        certificate, algorithm = self._signer(assertion)
        try:
            claims = jwt.decode(
                assertion,
                certificate.key.public_key(),
                algorithms=[algorithm],
                audience=list(audiences),
                issuer=certificate.client_id,
                leeway=LEEWAY_SECONDS,
                options={"require": ["iss", "aud", "iat", "exp", "scope"]},
            )
        except (jwt.InvalidSignatureError, jwt.InvalidIssuerError, jwt.InvalidKeyError) as error:
            raise NotGranted("invalid_client") from error
        except jwt.InvalidTokenError as error:
            raise NotGranted("invalid_grant") from error
        if int(claims["exp"]) - int(claims["iat"]) > LIFETIME_SECONDS:
            raise NotGranted("invalid_grant")
        return dict(claims)

    def _signer(self, assertion: str) -> tuple[Certificate, str]:
        try:
            header = jwt.get_unverified_header(assertion)
        except jwt.InvalidTokenError as error:
            raise NotGranted("invalid_request") from error
        certificate = self._certificates.get(str(header.get("kid")))
        algorithm = str(header.get("alg"))
        if certificate is None or algorithm not in certificate.algorithms:
            raise NotGranted("invalid_client")
        if header.get("typ", "JWT") != "JWT":
            raise NotGranted("invalid_request")
        return certificate, algorithm


def _form(call: Call) -> dict[str, str]:
    if call.header("content-type").split(";")[0].strip() != "application/x-www-form-urlencoded":
        raise NotGranted("invalid_request")
    pairs = parse_qsl(call.body.decode("utf-8", "replace"), keep_blank_values=True)
    form = dict(pairs)
    if len(form) != len(pairs):  # a parameter must not come twice (RFC 6749, 3.2)
        raise NotGranted("invalid_request")
    if "grant_type" not in form:
        raise NotGranted("invalid_request")
    if form["grant_type"] != "client_credentials":
        raise NotGranted("unsupported_grant_type")
    if form.get("client_assertion_type") != ASSERTION_TYPE or not form.get("client_assertion"):
        raise NotGranted("invalid_request")
    return form


def _scopes(claimed: object) -> frozenset[str]:
    parts = claimed.split(",") if isinstance(claimed, str) else claimed
    if not isinstance(parts, list) or not parts:
        raise NotGranted("invalid_scope")
    scopes = frozenset(str(part).strip() for part in parts)
    if not scopes <= SCOPES:
        raise NotGranted("invalid_scope")
    return scopes


def _secure(url: str) -> str:
    return url.replace("http://", "https://", 1)
