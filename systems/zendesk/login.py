"""The ways into Zendesk: a client's token, an agent's API token, a password where one works."""

import httpx

from systems.base import Settings
from tieout.answers import json_or_none
from tieout.clock import Clock
from tieout.errors import LoginRefused, SettingsError, SystemFault
from tieout.login import BearerLogin

TOKEN_PATH = "/oauth/tokens"  # noqa: S105 - a path, and not below /api/v2
SCOPE = "read write"  # which narrower scope covers organization_fields is not documented
TOKEN_SECONDS = 7200  # more than 300, less than 172,800


def base_url(settings: Settings) -> str:
    """The address given, or the subdomain's; SettingsError when neither is set."""
    if given := settings.get("base_url"):
        return given.rstrip("/")
    if subdomain := settings.get("subdomain"):
        return f"https://{subdomain}.zendesk.com"
    raise SettingsError(
        [
            "zendesk: subdomain is not set. Looked for SOURCES__ZENDESK__SUBDOMAIN in the "
            "environment, and [sources.zendesk] subdomain in .dlt/config.toml"
        ]
    )


def auth(settings: Settings, clock: Clock) -> httpx.Auth:
    """The client's token where its settings are complete, else the agent's, else a password."""
    if _has(settings, "client_id", "client_secret"):
        return _oauth(settings, clock)
    if _has(settings, "email", "api_token"):
        return httpx.BasicAuth(f"{settings['email']}/token", settings["api_token"])
    return httpx.BasicAuth(settings["email"], settings["password"])


def refused(settings: Settings, code: str = "") -> LoginRefused:
    """The refusal, with what there is to check for the way in that was taken."""
    if _has(settings, "client_id", "client_secret"):
        check = (
            "Check client_id and client_secret, that the OAuth client is a confidential one, and "
            f"that it may have the scope {SCOPE}."
        )
    elif _has(settings, "email", "api_token"):
        check = (
            "Check email and api_token, and that token access is switched on; a token that was not "
            "used for 30 days may have been switched off."
        )
    else:
        check = "Zendesk no longer takes passwords: set client_id and client_secret instead."
    said = f" ({code})" if code else ""
    return LoginRefused("zendesk", f"the log-in was refused{said}. {check}", "Then: tieout doctor")


def _has(settings: Settings, *names: str) -> bool:
    return all(settings.get(name) for name in names)


def _oauth(settings: Settings, clock: Clock) -> BearerLogin:
    address = base_url(settings) + TOKEN_PATH

    def token_request() -> httpx.Request:
        return httpx.Request(
            "POST",
            address,
            json={
                "grant_type": "client_credentials",
                "client_id": settings["client_id"],
                "client_secret": settings["client_secret"],
                "scope": SCOPE,
                "expires_in": TOKEN_SECONDS,
            },
        )

    def fault(response: httpx.Response) -> SystemFault | None:
        if response.status_code not in (400, 401, 403):
            return None
        body = json_or_none(response)
        return refused(settings, str(body.get("error", "")) if isinstance(body, dict) else "")

    return BearerLogin("zendesk", token_request, fault, clock)
