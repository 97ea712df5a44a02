"""Who is logged in: every kind of log-in that the token endpoint knows, and its sessions."""

import base64
import binascii
import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from threading import Lock
from typing import Any
from urllib.parse import urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from sandbox.salesforce.errors import Bare
from sandbox.salesforce.loading import API_USER_ID, API_USERNAME, ORG_ID

CLIENT_ID = "3MVG9pretended.consumer.key"
CLIENT_SECRET = "pretended-consumer-secret"
PASSWORD = "pretended-password"
SECURITY_TOKEN = "pretendedSecurityToken"
REFRESH_TOKEN = "5Aep861pretended.refresh.token"
JWT_GRANT = "urn:ietf:params:oauth:grant-type:jwt-bearer"
JWT_SECONDS = 180  # an assertion may not live longer
LEEWAY_SECONDS = 30
SESSION_SECONDS = 7200  # an org's setting; every call begins it anew


@dataclass(slots=True)
class Sessions:
    """The org's log-ins."""

    _good_until: dict[str, float] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    @staticmethod
    def private_key() -> str:
        """The PEM that a client signs with; the org has the certificate."""
        pem = _pair().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        return pem.decode()

    def token(
        self, form: Mapping[str, str], authorization: str, site: str, now: float
    ) -> dict[str, Any]:
        """The answer to a token request; the refusal is a Bare one with the OAuth body."""
        match form.get("grant_type"):
            case "client_credentials":
                self._raise_unless_our_client(_with_basic(form, authorization))
            case "password":
                self._raise_unless_our_client(_with_basic(form, authorization))
                raise_unless_user(form.get("username", ""), form.get("password", ""))
            case "refresh_token":
                self._raise_unless_our_client(_with_basic(form, authorization), secret_too=False)
                if form.get("refresh_token") != REFRESH_TOKEN:
                    raise oauth_refusal("invalid_grant", "expired access/refresh token")
            case grant if grant == JWT_GRANT:
                self._raise_unless_signed(form.get("assertion", ""), site)
            case _:
                raise oauth_refusal("unsupported_grant_type", "grant type not supported")
        return {
            "access_token": self.open(now),
            "signature": base64.b64encode(secrets.token_bytes(32)).decode(),
            "scope": "api id",
            "instance_url": site,
            "id": f"{site}/id/{ORG_ID}/{API_USER_ID}",
            "token_type": "Bearer",
            "issued_at": str(int(now * 1000)),
        }

    def open(self, now: float) -> str:
        """A new session's id."""
        token = f"{ORG_ID[:15]}!AQ{secrets.token_urlsafe(60).replace('-', '.')}"
        with self._lock:
            self._good_until[token] = now + SESSION_SECONDS
        return token

    def is_good(self, token: str, now: float) -> bool:
        """Whether a session still lives; being used lets it live on."""
        with self._lock:
            if self._good_until.get(token, 0) <= now:
                return False
            self._good_until[token] = now + SESSION_SECONDS
            return True

    def end(self, token: str) -> None:
        with self._lock:
            self._good_until.pop(token, None)

    def clear(self) -> None:
        with self._lock:
            self._good_until.clear()

    def _raise_unless_our_client(self, form: Mapping[str, str], *, secret_too: bool = True) -> None:
        if form.get("client_id") != CLIENT_ID:
            raise oauth_refusal("invalid_client_id", "client identifier invalid")
        secret = form.get("client_secret")
        if secret != CLIENT_SECRET and (secret_too or secret is not None):
            raise oauth_refusal("invalid_client", "invalid client credentials")

    def _raise_unless_signed(self, assertion: str, site: str) -> None:
        try:
            claims = jwt.decode(
                assertion,
                _pair().public_key(),
                algorithms=["RS256"],
                leeway=LEEWAY_SECONDS,
                options={"require": ["iss", "sub", "aud", "exp"], "verify_aud": False},
            )
        except jwt.ExpiredSignatureError as error:
            raise oauth_refusal("invalid_grant", "expired authorization code") from error
        except jwt.InvalidTokenError as error:
            raise oauth_refusal("invalid_grant", "invalid assertion") from error
        if int(claims["exp"]) > time.time() + JWT_SECONDS + LEEWAY_SECONDS:
            raise oauth_refusal("invalid_grant", "invalid assertion")
        if not _is_login_host(claims["aud"], site):
            raise oauth_refusal("invalid_grant", "audience is invalid")
        if claims["iss"] != CLIENT_ID:
            raise oauth_refusal("invalid_client_id", "client identifier invalid")
        if claims["sub"] != API_USERNAME:
            raise oauth_refusal("invalid_grant", "user hasn't approved this consumer")


@cache
def _pair() -> rsa.RSAPrivateKey:
    """The key behind the org's certificate, made when it is first asked for, once a process."""
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def raise_unless_user(username: str, password: str) -> None:
    """The password may have the security token behind it: this address is trusted either way."""
    if username != API_USERNAME or password not in (PASSWORD, PASSWORD + SECURITY_TOKEN):
        raise oauth_refusal("invalid_grant", "authentication failure")


def oauth_refusal(error: str, description: str) -> Bare:
    return Bare(400, {"error": error, "error_description": description})


def _with_basic(form: Mapping[str, str], authorization: str) -> Mapping[str, str]:
    kind, _, credentials = authorization.partition(" ")
    if kind.lower() != "basic":
        return form
    try:
        name, _, secret = base64.b64decode(credentials, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return form
    return {**form, "client_id": name, "client_secret": secret}


def _is_login_host(audience: object, site: str) -> bool:
    """A vendor's log-in host, or this one under either scheme."""
    host = urlsplit(str(audience)).netloc
    return host.endswith(".salesforce.com") or host == urlsplit(site).netloc
