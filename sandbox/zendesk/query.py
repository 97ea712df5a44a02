"""The search language: `type:organization name:acme` as conditions on tables."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from sandbox.records import LIVE, Table, Where, equal
from sandbox.zendesk.errors import RefusedError
from sandbox.zendesk.tables import ORGANIZATIONS, STATUSES, TICKETS, USERS, key_of

TERM = re.compile(r'(?P<minus>-)?(?:(?P<name>\w+)(?P<sign>[:<>]=?))?(?P<value>"[^"]*"|\S+)')
SIGNS = {":": "=", "<": "<", ">": ">", "<=": "<=", ">=": ">="}
TIMES = {"created": "created", "updated": "updated"}
SEARCHED: Mapping[str, Table] = {
    "organization": ORGANIZATIONS,
    "user": USERS,
    "ticket": TICKETS,
}


@dataclass(frozen=True, slots=True)
class Term:
    """One word of a query; `name` is empty for a word that stands alone."""

    name: str
    sign: str
    value: str
    is_negative: bool


def terms(query: str) -> list[Term]:
    return [
        Term(
            (found["name"] or "").lower(),
            SIGNS.get(found["sign"] or ":", "="),
            found["value"].strip('"'),
            found["minus"] is not None,
        )
        for found in TERM.finditer(query)
    ]


def types_asked(query: str) -> list[str]:
    """The types of record that are searched: those named, or all."""
    named = [term.value.lower() for term in terms(query) if term.name == "type"]
    return [name for name in SEARCHED if name in named] if named else list(SEARCHED)


def condition(query: str, kind: str) -> Where:
    """What a record of this type must meet."""
    where = LIVE
    for term in terms(query):
        if term.name == "type":
            continue
        met = _met(term, kind)
        where = where & (Where(f"not ({met.sql})", met.values) if term.is_negative else met)
    return where


def _met(term: Term, kind: str) -> Where:
    match term.name:
        case "":
            return _words(term.value)
        case "name" | "subject":
            return _words(term.value)
        case "external_id":
            return equal("external_key", key_of(term.value))
        case "id":
            return equal("id", _number(term.value))
        case "tags":
            return _tagged(term.value)
        case "email" if kind == "user":
            return equal("email_key", key_of(term.value))
        case "role" if kind == "user":
            return equal("role", term.value)
        case "organization" if kind != "organization":
            return _of_organization(term.value)
        case "requester" if kind == "ticket":
            return equal("requester_id", _number(term.value))
        case "status" if kind == "ticket":
            return _status(term)
        case "created" | "updated":
            return Where(f"{TIMES[term.name]} {term.sign} ?", (_time(term.value),))
        case _:
            return _attribute(term, kind)


def _words(value: str) -> Where:
    """A name that holds the text; a star stands for anything."""
    text = (key_of(value) or "").replace("*", "%")
    return Where("name_key like ?", (f"%{text}%",))


def _tagged(value: str) -> Where:
    holds = "exists (select 1 from json_each(body, '$.tags') as tag where tag.value = ?)"
    return Where(holds, (value.lower(),))


def _of_organization(value: str) -> Where:
    """By id or by name; `none` is for those without one."""
    if value == "none":
        return Where("organization_id is null")
    if value.isdecimal():
        return equal("organization_id", int(value))
    named = " ".join(("select id from", ORGANIZATIONS.name, "where name_key = ? and deleted = 0"))
    return Where(f"organization_id in ({named})", (key_of(value),))


def _status(term: Term) -> Where:
    if term.value.lower() not in STATUSES:
        raise invalid_search(f"{term.value} is not a status")
    return Where(f"status_rank {term.sign} ?", (STATUSES.index(term.value.lower()),))


def _attribute(term: Term, kind: str) -> Where:
    """Any other attribute of the record, or one of its custom fields, by its text."""
    places = [f"json_extract(body, '$.{term.name}')"]
    if kind == "organization":
        places.append(f"json_extract(body, '$.organization_fields.{term.name}')")
    holds = f"cast(coalesce({', '.join((*places, 'null'))}) as text) {term.sign} ?"
    value = {"true": "1", "false": "0"}.get(term.value.lower(), term.value)
    return Where(f"coalesce({holds}, 0)", (value,))


def _number(value: str) -> int:
    if not value.isdecimal():
        raise invalid_search(f"{value} is not a number")
    return int(value)


def _time(value: str) -> int:
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        raise invalid_search(f"{value} is not a date") from None
    return int((moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp())


def invalid_search(why: str) -> RefusedError:
    return RefusedError(422, {"error": "invalid", "description": f"Invalid search: {why}"})
