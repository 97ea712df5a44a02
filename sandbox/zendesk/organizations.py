"""The rules of organizations: what may be written, what must be unique, what a deletion does.

No HTTP here: endpoints and jobs both come to these functions, inside a transaction.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sandbox.records import LIVE, Record, equal
from sandbox.zendesk.account import Account
from sandbox.zendesk.blanks import blank_organization
from sandbox.zendesk.errors import RecordInvalidError, invalid_attribute, reason
from sandbox.zendesk.tables import MEMBERSHIPS, ORGANIZATIONS, TICKETS, USERS, key_of
from sandbox.zendesk.values import InvalidValueError, stored, tags
from sandbox.zendesk.wire import stamp

LONGEST_NAME = 255
KEPT_BY_US = frozenset({"url", "id", "created_at", "updated_at", "deleted_at", "result_type"})

Check = Callable[[Any], bool]


def _is_text(value: Any) -> bool:
    return value is None or isinstance(value, str)


def _is_texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(text, str) for text in value)


CHECKS: Mapping[str, Check] = {
    "name": _is_text,
    "external_id": lambda value: _is_text(value) or type(value) is int,
    "details": _is_text,
    "notes": _is_text,
    "shared_tickets": lambda value: isinstance(value, bool),
    "shared_comments": lambda value: isinstance(value, bool),
    "domain_names": lambda value: _is_text(value) or _is_texts(value),
    "tags": lambda value: value is None or _is_texts(value),
    "group_id": lambda value: value is None or type(value) is int,
    "organization_fields": lambda value: value is None or isinstance(value, dict),
}


def unpermitted(sent: Mapping[str, Any]) -> list[str]:
    """The attributes that will be dropped."""
    return [name for name in sent if name not in CHECKS]


def find(
    account: Account, *, id_: int | None = None, external_id: str | None = None
) -> Record | None:
    """A live organization by its id or else its external id."""
    where = equal("id", id_) if id_ is not None else equal("external_key", key_of(external_id))
    return account.store.get(ORGANIZATIONS, LIVE & where)


def create(account: Account, sent: Mapping[str, Any], now: float) -> Record:
    """A new organization; RecordInvalidError says what is wrong with it."""
    created = _merged(account, blank_organization(stamp(now)), sent)
    created["id"] = account.new_id()
    account.store.put(ORGANIZATIONS, created)
    return created


def update(account: Account, existing: Record, sent: Mapping[str, Any], now: float) -> Record:
    """The organization with what was sent laid over it; what was not sent stays."""
    updated = _merged(account, existing, sent) | {"updated_at": stamp(now)}
    account.store.put(ORGANIZATIONS, updated)
    return updated


def delete(account: Account, existing: Record, now: float) -> None:
    """Away with it for good; its people and tickets stay, without an organization.

    A deletion is a system update of tickets: it moves their generated timestamp alone.
    """
    store, of_it = account.store, equal("organization_id", existing["id"])
    for user in store.find(USERS, of_it):
        store.put(USERS, user | {"organization_id": None, "updated_at": stamp(now)})
    for ticket in store.find(TICKETS, of_it):
        store.put(TICKETS, ticket | {"organization_id": None, "generated_timestamp": int(now)})
    store.erase(MEMBERSHIPS, of_it)
    deleted = existing | {"updated_at": stamp(now), "deleted_at": stamp(now)}
    store.put(ORGANIZATIONS, deleted)


def change_tags(account: Account, existing: Record, chosen: Sequence[str], now: float) -> Record:
    """The organization with exactly these tags."""
    return update(account, existing, {"tags": list(chosen)}, now)


def _merged(account: Account, existing: Record, sent: Mapping[str, Any]) -> Record:
    """The record as it would be; nothing is written yet."""
    merged = dict(existing)
    for name, value in sent.items():
        check = CHECKS.get(name)
        if check is not None and not check(value):
            raise invalid_attribute(name, f"Invalid parameter: {name} has the wrong type")
        if check is not None and name != "organization_fields":
            merged[name] = _cleaned(name, value)
    _raise_unless_unique(account, existing, merged)
    custom_sent = sent.get("organization_fields") or {}
    custom = _custom(account, existing["organization_fields"], custom_sent)
    merged["tags"] = _tags(account, merged["tags"], existing["organization_fields"], custom)
    merged["organization_fields"] = custom
    return merged


def _cleaned(name: str, value: Any) -> Any:
    if name in ("name", "external_id") and value is not None:
        return str(value).strip() or None
    if name == "domain_names":
        texts = value.split() if isinstance(value, str) else value or ()
        return list(dict.fromkeys(text.strip().lower() for text in texts))
    if name == "tags":
        return list(dict.fromkeys("_".join(text.lower().split()) for text in value or ()))
    return value


def _raise_unless_unique(account: Account, existing: Record, merged: Record) -> None:
    name, external_id = merged["name"], merged["external_id"]
    details = {}
    if not name:
        details["name"] = [reason("Name", "cannot be blank", "BlankValue")]
    elif len(name) > LONGEST_NAME:
        words = f"is too long (maximum is {LONGEST_NAME} characters)"
        details["name"] = [reason("Name", words, "TooLong")]
    elif _is_taken(account, "name_key", existing["name"], name):
        words = f"{name} has already been taken"
        details["name"] = [reason("Name", words, "DuplicateValue")]
    if _is_taken(account, "external_key", existing["external_id"], external_id):
        words = f"{external_id} has already been taken"
        details["external_id"] = [reason("External", words, "DuplicateValue")]
    if details:
        raise RecordInvalidError(details)


def _is_taken(account: Account, column: str, before: str | None, after: str | None) -> bool:
    """Whether another organization has what this one would newly be called."""
    key = key_of(after)
    if key is None or key == key_of(before):
        return False
    return account.store.count(ORGANIZATIONS, LIVE & equal(column, key)) > 0


def _custom(
    account: Account, existing: Mapping[str, Any], sent: Mapping[str, Any]
) -> dict[str, Any]:
    """The custom values with those sent laid over them; keys without a field are passed over."""
    fields, values, faults = account.fields, dict(existing), []
    for key, value in sent.items():
        if key not in fields:
            continue
        try:
            values[key] = stored(fields[key], value)
        except InvalidValueError as why:
            faults.append(reason(fields[key]["title"], str(why), "InvalidValue"))
    if faults:
        raise RecordInvalidError({"base": faults})
    return values


def _tags(
    account: Account, chosen: Sequence[str], before: Mapping[str, Any], after: Mapping[str, Any]
) -> list[str]:
    """The record's tags, less those of the old custom values, and with those of the new ones."""
    fields = account.fields

    def of(values: Mapping[str, Any]) -> dict[str, None]:
        return dict.fromkeys(
            tag for key, field in fields.items() for tag in tags(field, values.get(key))
        )

    if not (fields and account.has_tagging_fields):
        return list(chosen)
    gone = of(before).keys() - of(after).keys()
    return list(dict.fromkeys([tag for tag in chosen if tag not in gone]) | of(after))
