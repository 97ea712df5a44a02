"""The org's schema as it is before anybody changes it."""

from dataclasses import replace

from sandbox.salesforce.people_objects import PEOPLE, SETUP
from sandbox.salesforce.sales_objects import CATALOGUE, SALES
from sandbox.salesforce.schema import Schema

CURRENCY_FIELDS = frozenset({"CurrencyIsoCode", "DefaultCurrencyIsoCode"})
CURRENCY_OBJECTS = frozenset({"CurrencyType", "DatedConversionRate"})


def first_schema(*, is_multi_currency: bool) -> Schema:
    """All objects; an org of one currency has neither currency codes nor tables of rates."""
    objects = (*PEOPLE, *CATALOGUE, *SALES, *SETUP)
    if is_multi_currency:
        return Schema.of(objects)
    return Schema.of(
        replace(it, fields=tuple(one for one in it.fields if one.name not in CURRENCY_FIELDS))
        for it in objects
        if it.name not in CURRENCY_OBJECTS
    )
