"""The rules of users: who may be written how, and which organization they belong to.

No HTTP here: endpoints and jobs both come to these functions, inside a transaction.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from sandbox.records import LIVE, Record, equal
from sandbox.zendesk.account import Account
from sandbox.zendesk.blanks import blank_user
from sandbox.zendesk.call import Call
from sandbox.zendesk.errors import RecordInvalidError, RefusedError, invalid_attribute, reason
from sandbox.zendesk.tables import MEMBERSHIPS, ORGANIZATIONS, USERS, key_of
from sandbox.zendesk.wire import stamp

EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]+")
ROLES = ("end-user", "agent", "admin")
TEXTS = ("phone", "alias", "details", "notes", "time_zone", "signature")
KEYS = (
    *("id", "url", "name", "email", "created_at", "updated_at", "time_zone", "iana_time_zone"),
    *("phone", "shared_phone_number", "photo", "locale_id", "locale", "organization_id", "role"),
    *("verified", "external_id", "tags", "alias", "active", "shared", "shared_agent"),
    *("last_login_at", "two_factor_auth_enabled", "signature", "details", "notes", "role_type"),
    *("custom_role_id", "moderator", "ticket_restriction", "only_private_comments"),
    *("restricted_agent", "suspended", "default_group_id", "report_csv", "user_fields"),
)
NEVER_CHANGED: Mapping[str, Any] = {
    "iana_time_zone": "Etc/UTC",
    "shared_phone_number": None,
    "photo": None,
    "locale_id": 1,
    "locale": "en-US",
    "verified": True,
    "shared": False,
    "shared_agent": False,
    "last_login_at": None,
    "two_factor_auth_enabled": None,
    "custom_role_id": None,
    "only_private_comments": False,
    "default_group_id": None,
    "report_csv": False,
    "user_fields": {},
}
WRITABLE = frozenset(
    {*TEXTS, "name", "email", "external_id", "role", "organization_id", "tags", "suspended"}
)


def find(account: Account, **key: Any) -> Record | None:
    """A live user by the one attribute given: `id`, `external_id` or `email`."""
    ((name, value),) = key.items()
    column = {"id": "id", "external_id": "external_key", "email": "email_key"}[name]
    sought = value if name == "id" else key_of(str(value))
    return account.store.get(USERS, LIVE & equal(column, sought))


def matched(account: Account, sent: Mapping[str, Any]) -> Record | None:
    """The user that a create_or_update means: by external id, then by e-mail address."""
    for name in ("external_id", "email"):
        if sent.get(name):
            found = find(account, **{name: sent[name]})
            if found is not None:
                return found
    return None


def create(account: Account, sent: Mapping[str, Any], now: float) -> Record:
    created = _merged(account, blank_user(stamp(now)), sent) | {"id": account.new_id()}
    account.store.put(USERS, created)
    if created["organization_id"] is not None:
        join(account, created, created["organization_id"], True, now)
    return created


def update(account: Account, existing: Record, sent: Mapping[str, Any], now: float) -> Record:
    updated = _merged(account, existing, sent) | {"updated_at": stamp(now)}
    account.store.put(USERS, updated)
    if updated["organization_id"] != existing["organization_id"]:
        leave(account, existing["id"], existing["organization_id"])
        if updated["organization_id"] is not None:
            join(account, updated, updated["organization_id"], True, now)
    return updated


def delete(account: Account, existing: Record, now: float) -> Record:
    """The user stays to be seen, without address and external id."""
    gone = {"active": False, "email": None, "external_id": None, "organization_id": None}
    deleted = existing | gone | {"updated_at": stamp(now)}
    account.store.put(USERS, deleted)
    account.store.erase(MEMBERSHIPS, equal("user_id", existing["id"]))
    return deleted


def join(
    account: Account, user: Record, organization_id: int, is_default: bool, now: float
) -> Record:
    """A new membership."""
    membership = {
        "id": account.new_id(),
        "user_id": user["id"],
        "organization_id": organization_id,
        "default": is_default,
        "created_at": stamp(now),
        "updated_at": stamp(now),
    }
    account.store.put(MEMBERSHIPS, membership)
    return membership


def leave(account: Account, user_id: int, organization_id: int | None) -> None:
    if organization_id is not None:
        theirs = equal("user_id", user_id) & equal("organization_id", organization_id)
        account.store.erase(MEMBERSHIPS, theirs)


def _merged(account: Account, existing: Record, sent: Mapping[str, Any]) -> Record:
    merged = dict(existing)
    for name in WRITABLE & sent.keys():
        value = sent[name]
        _raise_on_wrong_type(name, value)
        is_text = isinstance(value, str) and name in ("name", "email", "external_id")
        merged[name] = (value.strip() or None) if is_text else value
    if type(merged["external_id"]) is int:
        merged["external_id"] = str(merged["external_id"])
    _raise_unless_valid(account, existing, merged)
    return merged


def _raise_on_wrong_type(name: str, value: Any) -> None:
    fits = {
        "organization_id": value is None or type(value) is int,
        "external_id": value is None or isinstance(value, str) or type(value) is int,
        "suspended": isinstance(value, bool),
        "tags": isinstance(value, list) and all(isinstance(tag, str) for tag in value),
    }.get(name, value is None or isinstance(value, str))
    if not fits:
        raise invalid_attribute(name, f"Invalid parameter: {name} has the wrong type")


def _raise_unless_valid(account: Account, existing: Record, merged: Record) -> None:
    email, organization_id = merged["email"], merged["organization_id"]
    details: dict[str, list[dict[str, str]]] = {}
    if not merged["name"]:
        details["name"] = [reason("Name", "cannot be blank", "BlankValue")]
    if email is not None and not EMAIL.fullmatch(email):
        raise _badly_formatted(email)
    if _is_taken(account, "email", existing, merged):
        words = f"{email} is already being used by another user"
        details["email"] = [reason("Email", words, "DuplicateValue")]
    if _is_taken(account, "external_id", existing, merged):
        words = f"{merged['external_id']} has already been taken"
        details["external_id"] = [reason("External", words, "DuplicateValue")]
    if merged["role"] not in ROLES:
        words = f"{merged['role']} is not a valid role"
        details["role"] = [reason("Role", words, "InvalidValue")]
    if organization_id is not None and organization_id != existing["organization_id"]:
        where = LIVE & equal("id", organization_id)
        if account.store.get(ORGANIZATIONS, where) is None:
            words = f"{organization_id} does not exist"
            details["organization"] = [reason("Organization", words, "InvalidValue")]
    if details:
        raise RecordInvalidError(details)


def _badly_formatted(email: str) -> RefusedError:
    """Without the key `error`, as the vendor sends this one."""
    words = f"Email: {email} is not properly formatted"
    return RefusedError(422, {"details": {"email": [{"description": words}]}})


def _is_taken(account: Account, name: str, existing: Record, merged: Record) -> bool:
    key = key_of(merged[name])
    if key is None or key == key_of(existing[name]):
        return False
    return find(account, **{name: key}) is not None


def present_users(call: Call, records: Sequence[Record]) -> list[Any]:
    return [present_user(call, record) for record in records]


def present_user(call: Call, record: Record) -> Record:
    """The user as the API shows it, keys in its order."""
    is_staff = record["role"] != "end-user"
    shown = {
        **NEVER_CHANGED,
        **record,
        "url": call.address("users", record["id"]),
        "role_type": 4 if record["role"] == "admin" else None,
        "moderator": is_staff,
        "ticket_restriction": None if is_staff else "requested",
        "restricted_agent": not is_staff,
    }
    return {key: shown[key] for key in KEYS}
