"""Words to write an org's fields with: one line a field, its length and label by convention."""

import re
from dataclasses import replace
from typing import Any

from sandbox.salesforce.schema import FIXED_LENGTHS, Field, Kind

COUNTRY_PARTS = ("Street", "City", "State", "PostalCode", "Country")


def made(name: str, kind: Kind, **more: Any) -> Field:
    """A field with the label that its name suggests and the length that its type has."""
    more.setdefault("label", label_of(name))
    more.setdefault("length", FIXED_LENGTHS.get(kind, 0))
    return Field(name, kind, **more)


def text(name: str, length: int = 255, **more: Any) -> Field:
    return made(name, "string", length=length, **more)


def long_text(name: str, length: int = 32_000, **more: Any) -> Field:
    return made(name, "textarea", length=length, **more)


def money(name: str, precision: int = 18, scale: int = 2, **more: Any) -> Field:
    return made(name, "currency", precision=precision, scale=scale, **more)


def number(name: str, precision: int = 18, scale: int = 2, **more: Any) -> Field:
    return made(name, "double", precision=precision, scale=scale, **more)


def percent(name: str, precision: int = 3, scale: int = 0, **more: Any) -> Field:
    return made(name, "percent", precision=precision, scale=scale, **more)


def whole(name: str, digits: int = 9, **more: Any) -> Field:
    return made(name, "int", precision=digits, **more)


def flag(name: str, **more: Any) -> Field:
    return made(name, "boolean", is_defaulted=True, **more)


def choice(name: str, *values: str, **more: Any) -> Field:
    return made(name, "picklist", values=values, **more)


def day(name: str, **more: Any) -> Field:
    return made(name, "date", **more)


def moment(name: str, **more: Any) -> Field:
    return made(name, "datetime", **more)


def lookup(name: str, *targets: str, children: str | None = None, **more: Any) -> Field:
    """A reference. Its relationship is the name without Id, for a custom one with `__r`."""
    relationship = f"{name[:-3]}__r" if name.endswith("__c") else name.removesuffix("Id")
    more.setdefault("label", label_of(name.removesuffix("Id") + " ID"))
    return made(
        *(name, "reference"),
        targets=targets,
        relationship=relationship,
        children=children,
        **more,
    )


def external_id(name: str, length: int = 40, *, is_unique: bool = True, **more: Any) -> Field:
    return text(name, length, is_external_id=True, is_unique=is_unique, **more)


def read_only(field: Field) -> Field:
    """The same field, filled by the system alone."""
    return replace(field, is_createable=False, is_updateable=False)


def create_only(field: Field) -> Field:
    return replace(field, is_updateable=False)


def postal(prefix: str) -> tuple[Field, ...]:
    """An address: its parts, and the compound of them."""
    compound = f"{prefix}Address"
    parts = tuple(f"{prefix}{part}" for part in COUNTRY_PARTS)
    lengths = (255, 40, 80, 20, 80)
    placed = (f"{prefix}Latitude", f"{prefix}Longitude")
    return (
        made(parts[0], "textarea", part_of=compound),
        *(
            text(name, length, part_of=compound)
            for name, length in zip(parts[1:], lengths[1:], strict=True)
        ),
        *(number(name, 18, 15, part_of=compound) for name in placed),
        choice(f"{prefix}GeocodeAccuracy", *("Address", "Street", "City", "Zip"), part_of=compound),
        read_only(made(compound, "address", parts=(*parts, *placed, f"{prefix}GeocodeAccuracy"))),
    )


def standard(*own: Field, is_deletable: bool = True, is_viewed: bool = True) -> tuple[Field, ...]:
    """An object's own fields among those that every object has."""
    record_id = made("Id", "id", label="Record ID", is_defaulted=True)
    deleted = (read_only(flag("IsDeleted", label="Deleted")),) if is_deletable else ()
    viewed = ("LastViewedDate", "LastReferencedDate") if is_viewed else ()
    return (
        read_only(record_id),
        *deleted,
        *own,
        read_only(moment("CreatedDate", is_defaulted=True)),
        read_only(lookup("CreatedById", "User", is_defaulted=True)),
        read_only(moment("LastModifiedDate", is_defaulted=True)),
        read_only(lookup("LastModifiedById", "User", is_defaulted=True)),
        read_only(moment("SystemModstamp", label="System Modstamp", is_defaulted=True)),
        *(read_only(moment(name)) for name in viewed),
    )


def label_of(name: str) -> str:
    """`GTV_Past_Due_Amount__c` -> GTV Past Due Amount, `AnnualRevenue` -> Annual Revenue."""
    plain = name.removesuffix("__c").replace("_", " ")
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", plain)
