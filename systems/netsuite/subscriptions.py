"""What is read of SuiteBilling: subscriptions, their prices, their changes, and what they charge.

An account without the feature has none of these tables: they are then left out with a note.
"""

from datetime import timedelta

from systems.base import Column, Table, Total

# change times have whole seconds and the account's own zone: a day covers both
OVERLAP = timedelta(hours=24)


def _amount(name: str) -> Column:
    return Column(name, "decimal")


def _quantity(name: str) -> Column:
    return Column(name, "decimal", scale=8)


BILLINGACCOUNT = Table(
    name="billingaccount",
    grain="one row an account that subscriptions are billed to; a customer may have several",
    columns=(
        Column("id", required=True),
        Column("idnumber"),
        Column("name"),
        Column("customer", required=True),
        Column("currency", required=True),
        Column("frequency"),
        Column("startdate", "date"),
        Column("customerdefault", "boolean"),
        Column("inactive", "boolean"),
        Column("externalid"),
        Column("lastmodifieddate", "timestamp", required=True),
    ),
    key=("id",),
    read="incremental",
    overlap=OVERLAP,
    deletions="feed",
    is_optional=True,
)

SUBSCRIPTIONPLAN = Table(
    name="subscriptionplan",
    grain="one row a plan that subscriptions are sold by",
    columns=(
        Column("id", required=True),
        Column("itemid"),
        Column("isinactive", "boolean"),
        Column("initialterm"),
        Column("lastmodifieddate", "timestamp"),
    ),
    key=("id",),
    is_optional=True,
)

SUBSCRIPTIONTERM = Table(
    name="subscriptionterm",
    grain="one row a length of term",
    columns=(
        Column("id", required=True),
        Column("name"),
        Column("subscriptiontermduration", "integer"),
        Column("subscriptiontermunit"),
        Column("isinactive", "boolean"),
    ),
    key=("id",),
    is_optional=True,
)

SUBSCRIPTION = Table(
    name="subscription",
    grain="one row a subscription, drafts of renewals included",
    columns=(
        Column("id", required=True),
        Column("idnumber"),
        Column("name"),
        Column("customer", required=True),
        Column("billingaccount"),
        Column("subscriptionplan"),
        Column("initialterm"),
        Column("startdate", "date"),
        Column("enddate", "date"),
        Column("billingsubscriptionstatus", required=True),
        Column("autorenewal", "boolean"),
        Column("defaultrenewalmethod"),
        Column("renewalnumber", "integer"),
        Column("salesorder"),
        Column("frequency"),
        Column("currency", required=True),
        Column("externalid"),
        Column("datecreated", "timestamp"),
        Column("lastmodifieddate", "timestamp", required=True),
    ),
    key=("id",),
    read="incremental",
    overlap=OVERLAP,
    deletions="feed",
    is_optional=True,
)

SUBSCRIPTIONLINE = Table(
    name="subscriptionline",
    grain="one row a line of a subscription: the base service, an add-on, a one-time charge",
    columns=(
        Column("subscription", required=True),
        Column("id", required=True),
        Column("linenumber", "integer"),
        Column("item"),
        Column("subscriptionlinestatus"),
        Column("subscriptionlinetype"),
        Column("isincluded", "boolean"),
        Column("includeinrenewal", "boolean"),
        Column("startdate", "date"),
        Column("enddate", "date"),
        Column("terminationdate", "date"),
        _quantity("quantity"),
        _amount("recurringamount"),
        Column("lastmodifieddate", "timestamp", required=True),
    ),
    key=("subscription", "id"),
    read="incremental",
    overlap=OVERLAP,
    deletions="feed",
    is_optional=True,
)

SUBSCRIPTIONPRICEINTERVAL = Table(
    name="subscriptionpriceinterval",
    grain="one row a price of a subscription line from a day to a day",
    columns=(
        Column("subscription", required=True),
        Column("id", required=True),
        Column("item"),
        Column("linenumber", "integer"),
        Column("status"),
        Column("chargetype"),
        Column("frequency"),
        Column("repeatevery", "integer"),
        Column("startdate", "date"),
        Column("enddate", "date"),
        _quantity("quantity"),
        _amount("recurringamount"),
        Column("subscriptionmodified", "timestamp", required=True),
    ),
    key=("subscription", "id"),
    read="incremental",
    overlap=OVERLAP,
    deletions="feed",
    is_optional=True,
)

SUBSCRIPTIONCHANGEORDER = Table(
    name="subscriptionchangeorder",
    grain="one row a change of a subscription: activation, price, suspension, renewal, end",
    columns=(
        Column("id", required=True),
        Column("idnumber"),
        Column("action", required=True),
        Column("subscription", required=True),
        Column("customer"),
        Column("billingaccount"),
        Column("effectivedate", "date"),
        Column("approvalstatus"),
        Column("subscriptionchangeorderstatus"),
        Column("modificationtype"),
        Column("memo"),
        Column("renewalmethod"),
        Column("renewalterm"),
        Column("renewaltrantype"),
        Column("renewalstartdate", "date"),
        Column("renewalenddate", "date"),
        Column("datecreated", "timestamp"),
        Column("lastmodifieddate", "timestamp", required=True),
    ),
    key=("id",),
    read="incremental",
    overlap=OVERLAP,
    deletions="feed",
    is_optional=True,
)

CHANGEORDERLINE = Table(
    name="changeorderline",
    grain="one row what a change order does to one line of its subscription",
    columns=(
        Column("subscriptionchangeorder", required=True),
        Column("sequence", "integer", required=True),
        Column("subscriptionline"),
        Column("item"),
        Column("status"),
        Column("newstatus"),
        _quantity("quantity"),
        _quantity("newquantity"),
        Column("changeordermodified", "timestamp", required=True),
    ),
    key=("subscriptionchangeorder", "sequence"),
    read="incremental",
    overlap=OVERLAP,
    deletions="feed",
    is_optional=True,
)

RENEWALSTEPS = Table(
    name="subscriptionchangeorderrenewalsteps",
    grain="one row a step of a renewal: what it made, or why it failed",
    columns=(
        Column("subscriptionchangeorder", required=True),
        Column("step", required=True),
        Column("status", required=True),
        Column("subscription"),
        Column("transaction"),
        Column("error"),
        Column("changeordermodified", "timestamp", required=True),
    ),
    key=("subscriptionchangeorder", "step"),
    read="incremental",
    overlap=OVERLAP,
    deletions="feed",
    is_optional=True,
)

CHARGE = Table(
    name="charge",
    grain="one row what a subscription line is to be billed for a period",
    columns=(
        Column("id", required=True),
        Column("billingaccount"),
        Column("customer"),
        Column("subscription"),
        Column("subscriptionline"),
        Column("item"),
        Column("stage"),
        Column("chargedate", "date"),
        Column("servicestartdate", "date"),
        Column("serviceenddate", "date"),
        _quantity("quantity"),
        _amount("amount"),
        Column("currency", required=True),
        Column("invoice"),
        Column("lastmodifieddate", "timestamp", required=True),
    ),
    key=("id",),
    read="incremental",
    overlap=OVERLAP,
    is_optional=True,
    totals=(Total("amount", "currency"),),
)

SUBSCRIPTION_TABLES = (
    BILLINGACCOUNT,
    SUBSCRIPTIONPLAN,
    SUBSCRIPTIONTERM,
    SUBSCRIPTION,
    SUBSCRIPTIONLINE,
    SUBSCRIPTIONPRICEINTERVAL,
    SUBSCRIPTIONCHANGEORDER,
    CHANGEORDERLINE,
    RENEWALSTEPS,
    CHARGE,
)
