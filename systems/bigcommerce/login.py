"""The way into a BigCommerce store: its hash in every path, a token on every request."""

import re
from collections.abc import Generator

import httpx

from systems.base import Settings
from tieout.errors import LoginRefused, SettingsError

API = "https://api.bigcommerce.com"
_HASH = re.compile(r"[A-Za-z0-9_-]+")


def base_url(settings: Settings) -> str:
    """The store's own part of the API; SettingsError where the hash cannot be one."""
    store_hash = settings["store_hash"].strip("/").removeprefix("stores/")
    if not _HASH.fullmatch(store_hash):
        raise SettingsError(
            [f"bigcommerce: store_hash is a word like abc123de, got {store_hash!r}"]
        )
    return f"{(settings.get('base_url') or API).rstrip('/')}/stores/{store_hash}"


def auth(settings: Settings) -> httpx.Auth:
    """Puts the API account's token on every request; it does not run out."""
    return _ApiAccount(settings["access_token"])


def refused(said: str) -> LoginRefused:
    """The refusal, with what there is to check."""
    check = "Check store_hash and access_token: the API account belongs to one store."
    return LoginRefused(
        "bigcommerce", f"the log-in was refused ({said}). {check}", "Then: tieout doctor"
    )


class _ApiAccount(httpx.Auth):
    def __init__(self, token: str) -> None:
        self._token = token

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        request.headers["X-Auth-Token"] = self._token
        yield request
