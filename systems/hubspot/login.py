"""The ways into HubSpot: a private app's token, or an OAuth app's that is renewed."""

from collections.abc import Generator
from urllib.parse import urlencode

import httpx

from systems.base import Settings
from tieout.answers import json_or_none
from tieout.clock import Clock
from tieout.errors import LoginRefused, SystemFault
from tieout.login import BearerLogin

API = "https://api.hubapi.com"
TOKEN_PATH = "/oauth/v1/token"  # noqa: S105 - a path; the dated ones take the same form


def base_url(settings: Settings) -> str:
    """The address given, or the one that all accounts share."""
    return (settings.get("base_url") or API).rstrip("/")


def auth(settings: Settings, clock: Clock) -> httpx.Auth:
    """The private app's token where there is one, else a token for the refresh token."""
    if token := settings.get("access_token"):
        return _PrivateApp(token)
    return _oauth(settings, clock)


def refused(settings: Settings, code: str = "") -> LoginRefused:
    """The refusal, with what there is to check for the way in that was taken."""
    if settings.get("access_token"):
        check = "Check access_token: the private app may have been deleted, or its token rotated."
    else:
        check = (
            "Check client_id, client_secret and refresh_token, and that the app is still installed "
            "in the account."
        )
    said = f" ({code})" if code else ""
    return LoginRefused("hubspot", f"the log-in was refused{said}. {check}", "Then: tieout doctor")


class _PrivateApp(httpx.Auth):
    def __init__(self, token: str) -> None:
        self._token = token

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        request.headers["Authorization"] = f"Bearer {self._token}"
        yield request


def _oauth(settings: Settings, clock: Clock) -> BearerLogin:
    form = urlencode(
        {
            "grant_type": "refresh_token",
            "client_id": settings["client_id"],
            "client_secret": settings["client_secret"],
            "refresh_token": settings["refresh_token"],
        }
    )

    def token_request() -> httpx.Request:
        return httpx.Request(
            "POST",
            base_url(settings) + TOKEN_PATH,
            headers={"Content-Type": "application/x-www-form-urlencoded"},
            content=form.encode(),
        )

    def fault(response: httpx.Response) -> SystemFault | None:
        if response.status_code not in (400, 401, 403):
            return None
        body = json_or_none(response)
        said = body if isinstance(body, dict) else {}
        return refused(settings, str(said.get("category") or said.get("status") or ""))

    return BearerLogin("hubspot", token_request, fault, clock)
