"""What HubSpot's refusals say, from the shapes that its errors have."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

import httpx
import msgspec

from tieout.answers import json_or_none
from tieout.log import redacted

MEANINGS = {
    400: "Only partner accounts have partner clients; custom objects are named by type id.",
    403: "Give the app the scope crm.objects.<object>.read or .write, then: tieout doctor",
}
WAITS = {"SECONDLY": 1.0, "TEN_SECONDLY_ROLLING": 10.0, "DAILY": 86_400.0}
_SECONDLY = "You have reached your secondly limit."
_INVALID = "Property values were not valid:"
_UNKNOWN_OBJECT = re.compile(r"Unable to infer object type from: (\S+)")
_LONGEST = 300


@dataclass(frozen=True, slots=True)
class Words:
    """`wait_seconds` is what a used-up limit means; `unknown_object` is set where there is none."""

    code: str
    sentence: str
    wait_seconds: float | None = None
    unknown_object: str = ""


def words(response: httpx.Response) -> Words:
    """What an answer that is no success says."""
    body = json_or_none(response)
    if not isinstance(body, dict):
        return Words("", f"status {response.status_code} without a reason")
    code, sentence = reason(body)
    found = _UNKNOWN_OBJECT.search(sentence)
    policy = body.get("policyName") or ("SECONDLY" if body.get("message") == _SECONDLY else "")
    return Words(code, sentence, WAITS.get(str(policy)), found[1] if found else "")


def reason(error: Mapping[str, object]) -> tuple[str, str]:
    """Code and sentence of an error. What is wrong with properties stands as JSON in a sentence."""
    message = str(error.get("message") or "")
    faults = _property_faults(message)
    if faults:
        code = str(faults[0].get("error") or error.get("category") or "")
        message = "; ".join(str(fault.get("message") or fault.get("name")) for fault in faults)
    else:
        code = str(error.get("category") or "")
        message = message or code or "no reason given"
    return code, redacted(" ".join(message.split()))[:_LONGEST]


def _property_faults(message: str) -> list[dict[str, object]]:
    _, found, listed = message.partition(_INVALID)
    if not found:
        return []
    try:
        return msgspec.json.decode(listed.strip(), type=list[dict[str, object]])
    except msgspec.DecodeError:  # it may be followed by more words
        return []
