"""The two ways into NetSuite: a signed assertion for a token, or a signature on every request."""

import logging
import uuid
from collections.abc import Generator
from datetime import timedelta

import httpx
import jwt
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from oauthlib import oauth1

from systems.base import Settings
from tieout.answers import json_or_none
from tieout.clock import Clock
from tieout.errors import LoginRefused, SettingsError, SystemFault
from tieout.login import BearerLogin

logging.getLogger("oauthlib").setLevel(logging.WARNING)  # it writes what it signs

TOKEN_PATH = "/services/rest/auth/oauth2/v1/token"  # noqa: S105 - a path
ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
ASSERTION_LIFE = timedelta(minutes=5)  # an hour at most; it is used at once
WHERE_TO_LOOK = (
    "Setup > Users/Roles > User Management > View Login Audit Trail says why; then: tieout doctor"
)
_CURVE_ALGORITHMS = {256: "ES256", 384: "ES384", 521: "ES512"}
_PrivateKey = RSAPrivateKey | EllipticCurvePrivateKey


def base_url(settings: Settings) -> str:
    """The address given, or the one that follows from the account id."""
    if given := settings.get("base_url"):
        return given.rstrip("/")
    slug = settings["account"].lower().replace("_", "-")
    return f"https://{slug}.suitetalk.api.netsuite.com"


def auth(settings: Settings, clock: Clock) -> httpx.Auth:
    """OAuth 2.0 where its settings are complete, else the older token-based way.

    SettingsError where the private key is none.
    """
    if _has_oauth2(settings):
        return _oauth2(settings, clock)
    return _Signed(settings)


def refused(settings: Settings, code: str = "") -> LoginRefused:
    """The refusal, with what there is to check for the way in that was taken."""
    if _has_oauth2(settings):
        check = (
            "Check account, client_id, certificate_id and private_key, that the certificate is "
            "mapped to a user and role and has not run out, and that the role has Log in using "
            "OAuth 2.0 Access Tokens and REST Web Services."
        )
    else:
        check = (
            "Check account, the consumer's and the token's key and secret, that this machine's "
            "clock is right to five minutes, and that the role has Log in using Access Tokens and "
            "REST Web Services."
        )
    said = f" ({code})" if code else ""
    return LoginRefused("netsuite", f"the log-in was refused{said}. {check}", WHERE_TO_LOOK)


def _has_oauth2(settings: Settings) -> bool:
    return all(settings.get(name) for name in ("client_id", "certificate_id", "private_key"))


def _oauth2(settings: Settings, clock: Clock) -> BearerLogin:
    private_key = _private_key(settings["private_key"])
    address = base_url(settings) + TOKEN_PATH

    def token_request() -> httpx.Request:
        return httpx.Request(
            "POST",
            address,
            data={
                "grant_type": "client_credentials",
                "client_assertion_type": ASSERTION_TYPE,
                "client_assertion": _assertion(settings, private_key, address, clock),
            },
        )

    def fault(response: httpx.Response) -> SystemFault | None:
        if response.status_code not in (400, 401):
            return None
        body = json_or_none(response)
        return refused(settings, str(body.get("error", "")) if isinstance(body, dict) else "")

    return BearerLogin("netsuite", token_request, fault, clock)


def _assertion(settings: Settings, key: _PrivateKey, audience: str, clock: Clock) -> str:
    now = clock.now()
    return jwt.encode(
        {
            "iss": settings["client_id"],
            "scope": ["rest_webservices"],
            "aud": audience,
            "iat": int(now.timestamp()),
            "exp": int((now + ASSERTION_LIFE).timestamp()),
            "jti": uuid.uuid4().hex,
        },
        key,
        algorithm=_algorithm(key),
        headers={"kid": settings["certificate_id"]},
    )


def _algorithm(key: _PrivateKey) -> str:
    """What NetSuite accepts for such a key; RS256 is not among it."""
    if isinstance(key, EllipticCurvePrivateKey):
        return _CURVE_ALGORITHMS.get(key.key_size, "ES256")
    return "PS256"


def _private_key(pem: str) -> _PrivateKey:
    try:
        key = load_pem_private_key(pem.replace("\\n", "\n").encode(), password=None)
    except (ValueError, TypeError):  # no key, or one that is locked with a password
        key = None
    if isinstance(key, RSAPrivateKey | EllipticCurvePrivateKey):
        return key
    raise SettingsError(
        [
            "netsuite: private_key must be an RSA or elliptic-curve key in PEM without a password, "
            "its lines kept or written with \\n"
        ]
    )


class _Signed(httpx.Auth):
    """Token-based authentication: OAuth 1.0a with HMAC-SHA256, a fresh signature each time."""

    def __init__(self, settings: Settings) -> None:
        self._client = oauth1.Client(
            settings["consumer_key"],
            client_secret=settings["consumer_secret"],
            resource_owner_key=settings["token_id"],
            resource_owner_secret=settings["token_secret"],
            signature_method=oauth1.SIGNATURE_HMAC_SHA256,
            realm=settings["account"].upper().replace("-", "_"),
        )

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        _, headers, _ = self._client.sign(str(request.url), http_method=request.method)
        request.headers["Authorization"] = headers["Authorization"]
        yield request
