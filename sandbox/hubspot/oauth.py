"""The endpoints at which tokens are given out, described and taken back."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlencode, urlsplit

from sandbox.hubspot.call import NOTHING, Answer
from sandbox.hubspot.errors import RefusedError, invalid
from sandbox.hubspot.login import CLIENT_ID, CLIENT_SECRET

if TYPE_CHECKING:
    from sandbox.hubspot.call import Call

FOUND = 302


def authorize(call: Call) -> Answer:
    """A user's consent, given at once: back to the app with a code."""
    target, client_id = call.one("redirect_uri"), call.one("client_id")
    if client_id != CLIENT_ID or urlsplit(target).scheme not in ("http", "https"):
        raise invalid("Couldn't complete the connection: client_id or redirect_uri is wrong")
    state = {"state": call.one("state")} if call.one("state") else {}
    back = urlencode({"code": call.portal.logins.new_code(), **state})
    sign = "&" if "?" in target else "?"
    return Answer(None, FOUND, {"Location": f"{target}{sign}{back}"})


def give_token(call: Call) -> Answer:
    sent = _form(call)
    if call.fault("wrong-credentials"):
        sent["client_secret"] = ""
    return Answer(call.portal.logins.grant(sent, call.now))


def describe_access_token(call: Call) -> Answer:
    return Answer(call.portal.logins.described(call.names["token"], call.now))


def describe_refresh_token(call: Call) -> Answer:
    return Answer(call.portal.logins.refresh_described(call.names["token"]))


def delete_refresh_token(call: Call) -> Answer:
    call.portal.logins.forget(call.names["token"])
    return Answer(None, NOTHING)


def introspect(call: Call) -> Answer:
    sent = _app_form(call)
    return Answer(call.portal.logins.introspected(sent.get("token", ""), call.now))


def revoke(call: Call) -> Answer:
    call.portal.logins.forget(_app_form(call).get("token", ""))
    return Answer(None, NOTHING)


def _form(call: Call) -> dict[str, str]:
    """What was sent, in the body or in the address."""
    return dict(call.query) | dict(parse_qsl(call.raw_body.decode(errors="replace")))


def _app_form(call: Call) -> dict[str, str]:
    """What the app itself sent; 400 for anybody else."""
    sent = _form(call)
    if (sent.get("client_id"), sent.get("client_secret")) != (CLIENT_ID, CLIENT_SECRET):
        words = "missing or invalid client id or client secret"
        raise RefusedError(400, "VALIDATION_ERROR", words, word="BAD_CLIENT_SECRET")
    return sent
