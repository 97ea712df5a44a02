"""The two ways into Salesforce: a client's own credentials, or an assertion signed for a user."""

from collections.abc import Generator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from ipaddress import ip_address
from threading import Lock
from urllib.parse import urlencode, urlsplit

import httpx
import jwt
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from systems.base import Settings
from tieout.answers import json_or_none
from tieout.clock import Clock
from tieout.errors import BadAnswer, LoginRefused, SettingsError, SystemFault
from tieout.http import Session
from tieout.log import keep_out

SYSTEM = "salesforce"
TOKEN_PATH = "/services/oauth2/token"  # noqa: S105 - a path
JWT_GRANT = "urn:ietf:params:oauth:grant-type:jwt-bearer"
ASSERTION_LIFE = timedelta(minutes=2)  # three at most
PRODUCTION, SANDBOX = "https://login.salesforce.com", "https://test.salesforce.com"
EXPIRED = "INVALID_SESSION_ID"


@dataclass(frozen=True, slots=True)
class Granted:
    """A token, and the address where it is good."""

    token: str = field(repr=False)
    instance_url: str


class Login:
    """Asks for tokens. Safe to use from several threads; SettingsError where the key is none."""

    def __init__(self, settings: Settings, clock: Clock, patience_seconds: float) -> None:
        self._settings = settings
        self._clock = clock
        self._key = None if _is_client(settings) else _private_key(settings["private_key"])
        self._session = Session(
            SYSTEM,
            settings["base_url"],
            classify=self._fault,
            patience_seconds=patience_seconds,
            clock=clock,
        )
        self._lock = Lock()
        self._granted: Granted | None = None

    def granted(self, other_than: Granted | None = None) -> Granted:
        """The token in use; a new one where there is none, or only the one that was refused."""
        with self._lock:
            if self._granted is None or self._granted is other_than:
                self._granted = None
                self._granted = self._asked()
            return self._granted

    def close(self) -> None:
        self._session.close()

    def _asked(self) -> Granted:
        answer = self._session.call(
            "POST",
            TOKEN_PATH,
            headers={"Content-Type": "application/x-www-form-urlencoded"},
            body=urlencode(self._form()).encode(),
            is_repeatable=True,  # it asks for a token, and changes nothing
        ).mapping()
        token, instance = answer.get("access_token"), answer.get("instance_url")
        if not isinstance(token, str) or not token.isascii() or not token.isprintable():
            raise BadAnswer(SYSTEM, "the log-in answered without an access token.")
        if not isinstance(instance, str) or not instance:
            raise BadAnswer(SYSTEM, "the log-in answered without an instance_url.")
        keep_out([token])
        return Granted(token, _safe(instance.rstrip("/")))

    def _form(self) -> Mapping[str, str]:
        if self._key is None:
            return {
                "grant_type": "client_credentials",
                "client_id": self._settings["client_id"],
                "client_secret": self._settings["client_secret"],
            }
        claims = {
            "iss": self._settings["client_id"],
            "sub": self._settings["username"],
            "aud": audience_of(self._settings),
            "exp": int((self._clock.now() + ASSERTION_LIFE).timestamp()),
        }
        assertion = jwt.encode(claims, self._key, algorithm="RS256")
        return {"grant_type": JWT_GRANT, "assertion": assertion}

    def _fault(self, response: httpx.Response) -> SystemFault | None:
        if response.status_code not in (400, 401, 403):
            return None
        body = json_or_none(response)
        said = body if isinstance(body, dict) else {}
        words = [str(said[name]) for name in ("error", "error_description") if said.get(name)]
        return refused(self._settings, ": ".join(words))


class Bearer(httpx.Auth):
    """Puts the token on every request; one that comes back as expired goes again with a new one.

    BadAnswer where the new token is good at another address.
    """

    requires_response_body = True

    def __init__(self, login: Login, granted: Granted) -> None:
        self._login = login
        self._granted = granted

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        granted = self._granted
        request.headers["Authorization"] = f"Bearer {granted.token}"
        response = yield request
        if not is_expired(response):
            return
        renewed = self._login.granted(other_than=granted)
        if renewed.instance_url != granted.instance_url:
            raise BadAnswer(SYSTEM, "the org moved to another address. Run it again.")
        self._granted = renewed
        request.headers["Authorization"] = f"Bearer {renewed.token}"
        yield request


def is_expired(response: httpx.Response) -> bool:
    """Whether a new token would help; other answers of 401 are about the log-in itself."""
    if response.status_code != httpx.codes.UNAUTHORIZED:
        return False
    body = json_or_none(response)
    first = body[0] if isinstance(body, list) and body else {}
    return isinstance(first, dict) and first.get("errorCode") == EXPIRED


def refused(settings: Settings, words: str = "") -> LoginRefused:
    """The refusal, with what there is to check for the way in that was taken."""
    if _is_client(settings):
        check = (
            "Check client_id and client_secret, that base_url is the org's My Domain "
            "(https://<name>.my.salesforce.com), that the connected app has the client credentials "
            "flow switched on with a user to run as, and that the user may use the API."
        )
    else:
        check = (
            "Check client_id, username and private_key, that the connected app holds the key's "
            "certificate, that the user is approved for it in advance, and that base_url is that "
            "of the org (a sandbox logs in at https://test.salesforce.com)."
        )
    said = f" ({words})" if words else ""
    return LoginRefused(SYSTEM, f"the log-in was refused{said}. {check}", "Then: tieout doctor")


def _is_client(settings: Settings) -> bool:
    return bool(settings.get("client_secret"))


def audience_of(settings: Settings) -> str:
    if given := settings.get("audience"):
        return given
    host = urlsplit(settings["base_url"]).hostname or ""
    is_sandbox = host == "test.salesforce.com" or ".sandbox." in host
    return SANDBOX if is_sandbox else PRODUCTION


def _safe(instance_url: str) -> str:
    """The address, if a token may travel there."""
    parts = urlsplit(instance_url)
    host = parts.hostname or ""
    if host and (parts.scheme == "https" or (parts.scheme == "http" and _is_loopback(host))):
        return instance_url
    raise BadAnswer(
        SYSTEM, f"the log-in sends us to {parts.scheme}://{host}, which is not https: not followed."
    )


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def _private_key(pem: str) -> RSAPrivateKey:
    try:
        key = load_pem_private_key(pem.replace("\\n", "\n").encode(), password=None)
    except (ValueError, TypeError):  # no key, or one that is locked with a password
        key = None
    if isinstance(key, RSAPrivateKey):
        return key
    raise SettingsError(
        [
            "salesforce: private_key must be an RSA key in PEM without a password, its lines kept "
            "or written with \\n"
        ]
    )
