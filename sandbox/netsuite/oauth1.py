"""Token-based authentication: signatures of OAuth 1.0a (RFC 5849), HMAC-SHA256 only."""

import base64
import hashlib
import hmac
import re
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from secrets import token_hex
from threading import Lock
from urllib.parse import quote, unquote, urlsplit

from sandbox.netsuite.calls import Call

WINDOW_SECONDS = 300
SHORTEST_NONCE = 6
_PARAMETER = re.compile(r'\s*([A-Za-z0-9_.~%-]+)="([^"]*)"\s*')
_UNSIGNED = frozenset({"realm", "oauth_signature"})


class Untrusted(Exception):
    """Why a log-in fails, as the login audit trail words it."""


@dataclass(frozen=True, slots=True)
class Token:
    """A consumer, a token and the two secrets."""

    consumer_key: str
    consumer_secret: str
    token_id: str
    token_secret: str

    @classmethod
    def new(cls) -> "Token":
        return cls(*(token_hex(32) for _ in range(4)))


class SignedCalls:
    """Verifies the signatures of one token; remembers nonces as long as their time is good."""

    def __init__(self, token: Token, realm: str) -> None:
        self._token = token
        self._realm = realm
        self._lock = Lock()
        self._seen: dict[tuple[str, str], float] = {}

    def verify(self, call: Call, canonical_base: str) -> None:
        """Untrusted unless the call is signed, for the address as called or the vendor's own."""
        given = header_parameters(call.header("authorization"))
        self._raise_if_incomplete(given)
        signed = [(key, value) for key, value in given.items() if key not in _UNSIGNED]
        bases = {call.base, call.base.replace("http://", "https://", 1), canonical_base}
        expected = (
            signature(
                call.method,
                base + call.path,
                [*signed, *call.parameters],
                self._token.consumer_secret,
                self._token.token_secret,
            )
            for base in bases
        )
        if not any(hmac.compare_digest(it, given["oauth_signature"]) for it in expected):
            raise Untrusted("InvalidSignature")
        self._raise_if_used(given["oauth_nonce"], given["oauth_timestamp"])

    def _raise_if_incomplete(self, given: Mapping[str, str]) -> None:
        if given.get("oauth_signature_method") != "HMAC-SHA256":
            raise Untrusted("UnknownAlgorithm")
        if given.get("oauth_version", "1.0") != "1.0":
            raise Untrusted("InvalidVersion")
        if given.get("realm") != self._realm:
            raise Untrusted("InvalidRealm")
        if given.get("oauth_consumer_key") != self._token.consumer_key:
            raise Untrusted("consumer_key_unknown")
        if given.get("oauth_token") != self._token.token_id:
            raise Untrusted("token_rejected")
        if len(given.get("oauth_nonce", "")) < SHORTEST_NONCE:
            raise Untrusted("InvalidNonce")
        stamp = given.get("oauth_timestamp", "")
        if not stamp.isascii() or not stamp.isdigit():
            raise Untrusted("InvalidTimestamp")
        if abs(time.time() - int(stamp)) > WINDOW_SECONDS:
            raise Untrusted("InvalidTimestamp")
        if not given.get("oauth_signature", "").isascii() or "oauth_signature" not in given:
            raise Untrusted("InvalidSignature")

    def _raise_if_used(self, nonce: str, stamp: str) -> None:
        now = time.time()
        with self._lock:
            if len(self._seen) > 10_000:
                self._seen = {key: at for key, at in self._seen.items() if at > now}
            if (nonce, stamp) in self._seen:
                raise Untrusted("NonceUsed")
            self._seen[nonce, stamp] = now + 2 * WINDOW_SECONDS


def header_parameters(header: str) -> dict[str, str]:
    """The parameters of an `Authorization: OAuth …` header, or Untrusted."""
    scheme, _, rest = header.partition(" ")
    if scheme.lower() != "oauth":
        raise Untrusted("InvalidHeader")
    found: dict[str, str] = {}
    for part in rest.split(","):
        match = _PARAMETER.fullmatch(part)
        if match is None or match[1] in found:
            raise Untrusted("InvalidHeader")
        found[unquote(match[1])] = unquote(match[2])
    return found


def signature(
    method: str,
    url: str,
    parameters: Iterable[tuple[str, str]],
    consumer_secret: str,
    token_secret: str,
) -> str:
    """The signature in base64; `url` has no query, `parameters` are of header and query."""
    pairs = sorted((_escaped(key), _escaped(value)) for key, value in parameters)
    normal = "&".join(f"{key}={value}" for key, value in pairs)
    text = "&".join((method.upper(), _escaped(_normal(url)), _escaped(normal)))
    key = f"{_escaped(consumer_secret)}&{_escaped(token_secret)}"
    return base64.b64encode(hmac.digest(key.encode(), text.encode(), hashlib.sha256)).decode()


def _normal(url: str) -> str:
    parts = urlsplit(url)
    default = {"http": ":80", "https": ":443"}.get(parts.scheme.lower(), "")
    host = parts.netloc.lower()
    host = host.removesuffix(default) if default else host
    return f"{parts.scheme.lower()}://{host}{parts.path or '/'}"


def _escaped(text: str) -> str:
    return quote(text, safe="-._~")
