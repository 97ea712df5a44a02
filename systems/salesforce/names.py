"""What an org calls our objects and columns: the settings of custom objects and fields, checked."""

from collections.abc import Mapping
from dataclasses import dataclass

import msgspec

from systems.base import Settings
from systems.salesforce.tables import CUSTOM_OBJECTS, TABLES
from tieout.errors import SettingsError

FORM = 'like {"account": {"netsuite_id__c": "NS_Id__c"}}, or [sources.salesforce.fields.account]'
_STANDARD = {
    "opportunitylineitem": "OpportunityLineItem",
    "orderitem": "OrderItem",
    "product2": "Product2",
    "pricebook2": "Pricebook2",
    "pricebookentry": "PricebookEntry",
}


@dataclass(frozen=True, slots=True)
class Names:
    """The API's names. `fields` holds by table only what differs from ours; '' for none."""

    objects: Mapping[str, str]
    fields: Mapping[str, Mapping[str, str]]

    def object(self, table: str) -> str:
        """The object behind a table, '' where the org has none such."""
        return self.objects[table]

    def field(self, table: str, name: str) -> str:
        """The field behind a column, or behind a field named as in the sandbox; dots are kept."""
        relation, dot, last = name.rpartition(".")
        own = {} if dot else self.fields.get(table, {})
        return f"{relation}{dot}{own.get(last.lower(), last)}"


def names(settings: Settings) -> Names:
    """From the settings `fields`, `subscription_object`, …; SettingsError lists what is wrong."""
    objects = {it.name: _STANDARD.get(it.name, it.name.capitalize()) for it in TABLES}
    for table, (setting, usual) in CUSTOM_OBJECTS.items():
        objects[table] = settings.get(setting, usual)
    given = _given(settings.get("fields") or "{}")
    faults = [
        f"salesforce: fields names the table {table}; there is {', '.join(sorted(objects))}"
        for table in sorted(given.keys() - objects.keys())
    ]
    if faults:
        raise SettingsError(faults)
    return Names(objects, given)


def _given(text: str) -> Mapping[str, Mapping[str, str]]:
    try:
        given = msgspec.json.decode(text, type=dict[str, dict[str, str]])
    except msgspec.DecodeError:  # not JSON, or of another shape
        raise SettingsError([f"salesforce: fields must be {FORM}"]) from None
    return {
        table.lower(): {ours.lower(): theirs for ours, theirs in fields.items()}
        for table, fields in given.items()
    }
