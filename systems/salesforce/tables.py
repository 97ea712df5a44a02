"""What is read from Salesforce: the tables as they land, under the API's names in lower case.

Custom columns bear the names that they have in the sandbox; an org's own are mapped in `names`.
"""

from collections.abc import Mapping
from datetime import timedelta

from systems.base import Column, Kind, Table, Total

# a transaction may take ten minutes, and its records are stamped when it begins to write
OVERLAP = timedelta(minutes=15)
MODSTAMP = "systemmodstamp"
CURRENCY = "currencyisocode"
IS_DELETED = "isdeleted"
# objects and fields that an org names itself: table -> the setting that says how
CUSTOM_OBJECTS = {
    "subscription": ("subscription_object", "Subscription__c"),
    "subscription_change_order": (
        "subscription_change_order_object",
        "Subscription_Change_Order__c",
    ),
}


def _columns(kind: Kind, names: str, scale: int = 2) -> tuple[Column, ...]:
    """Columns of one kind. Field-level security can hide any of them, or the org lacks it."""
    return tuple(Column(name, kind, scale=scale, hidden_from_some=True) for name in names.split())


def _texts(names: str) -> tuple[Column, ...]:
    return _columns("text", names)


def _money(names: str) -> tuple[Column, ...]:
    return _columns("decimal", names)


def _exact(names: str) -> tuple[Column, ...]:
    """Prices and quantities: an org may give them more places than money has."""
    return _columns("decimal", names, scale=6)


def _whole(names: str) -> tuple[Column, ...]:
    """Custom numbers without places arrive as `12.0`."""
    return _columns("decimal", names, scale=0)


def _table(
    name: str,
    grain: str,
    *columns: tuple[Column, ...],
    sums: tuple[str, ...] = (),
    is_optional: bool = False,
    is_deletable: bool = True,
) -> Table:
    deleted = (Column(IS_DELETED, "boolean", required=True),) if is_deletable else ()
    audit = (
        Column("createddate", "timestamp", hidden_from_some=True),
        Column(MODSTAMP, "timestamp", required=True),
    )
    return Table(
        name=name,
        grain=grain,
        columns=(
            Column("id", required=True),
            *(it for some in columns for it in some),
            *deleted,
            *audit,
        ),
        key=("id",),
        read="incremental",
        overlap=OVERLAP,
        deletions="feed" if is_deletable else "marked",
        totals=tuple(Total(amount, CURRENCY) for amount in sums),
        is_optional=is_optional,
        deleted_mark=IS_DELETED if is_deletable else "",
    )


ACCOUNT = _table(
    "account",
    "one row an account, the deleted and the merged ones included",
    _texts("name type parentid masterrecordid ownerid accountnumber website industry"),
    _texts("billingstreet billingcity billingstate billingpostalcode billingcountry"),
    _texts("currencyisocode tax_number__c renewal_owner__c netsuite_id__c"),
    _texts("gtv_account_id__c gtv_account_number__c gtv_status__c gtv_billing_cycle__c"),
    _texts("gtv_billing_category__c"),
    _money("gtv_balance__c gtv_past_due_amount__c"),
    _columns("date", "gtv_last_invoice_date__c"),
    _columns("timestamp", "gtv_last_synchronized__c"),
    sums=("gtv_balance__c",),
)
CONTACT = _table(
    "contact",
    "one row a person at an account, without name and address",
    _texts("accountid masterrecordid role__c"),
)
USER = _table(
    "user",
    "one row a user of the org, without name and address; nobody is ever deleted",
    _texts("usertype managerid"),
    _columns("boolean", "isactive"),
    is_deletable=False,
)
PRODUCT2 = _table(
    "product2",
    "one row a product",
    _texts("name productcode description family gtv_product_id__c work_order_template__c"),
    _columns("boolean", "isactive"),
)
PRICEBOOK2 = _table(
    "pricebook2",
    "one row a price book",
    _texts("name"),
    _columns("boolean", "isactive isstandard"),
)
PRICEBOOKENTRY = _table(
    "pricebookentry",
    "one row a product's price in a price book and currency",
    _texts("pricebook2id product2id currencyisocode productcode gtv_price_id__c"),
    _exact("unitprice"),
    _columns("boolean", "isactive usestandardprice"),
)
OPPORTUNITY = _table(
    "opportunity",
    "one row an opportunity",
    _texts("accountid ownerid pricebook2id name type stagename currencyisocode"),
    _texts("netsuite_id__c subscription__c"),
    _money("amount"),
    _whole("probability"),
    _columns("date", "closedate"),
    _columns("boolean", "isclosed iswon"),
    sums=("amount",),
)
OPPORTUNITYLINEITEM = _table(
    "opportunitylineitem",
    "one row a line of an opportunity",
    _texts("opportunityid pricebookentryid product2id currencyisocode"),
    _exact("quantity unitprice"),
    _money("totalprice"),
    _columns("date", "servicedate"),
    sums=("totalprice",),
)
QUOTE = _table(
    "quote",
    "one row a quote",
    _texts("opportunityid accountid name quotenumber status currencyisocode"),
    _money("grandtotal"),
    _columns("date", "expirationdate"),
    _columns("boolean", "issyncing"),
    is_optional=True,
)
CONTRACT = _table(
    "contract",
    "one row a contract",
    _texts("accountid contractnumber status statuscode"),
    _whole("contractterm"),
    _columns("date", "startdate enddate"),
    is_optional=True,
)
ORDER = _table(
    "order",
    "one row an order",
    _texts("accountid ownerid pricebook2id name ordernumber type status statuscode"),
    _texts("currencyisocode ponumber queue__c payment_method__c reauthorization__c"),
    _texts("order_comments__c tracking_number__c carrier__c astea_job_number__c"),
    _texts("bigcommerce_order_id__c gtv_order_id__c"),
    _money("totalamount authorized_amount__c"),
    _columns("date", "effectivedate enddate"),
    _columns("timestamp", "activateddate"),
    sums=("totalamount",),
    is_optional=True,
)
ORDERITEM = _table(
    "orderitem",
    "one row a line of an order",
    _texts("orderid pricebookentryid product2id orderitemnumber description currencyisocode"),
    _texts("astea_job_number__c bigcommerce_line_id__c"),
    _exact("quantity unitprice"),
    _money("totalprice"),
    sums=("totalprice",),
    is_optional=True,
)
CASE = _table(
    "case",
    "one row a case, without its words",
    _texts("accountid contactid masterrecordid casenumber status priority"),
    _columns("boolean", "isclosed"),
    _columns("timestamp", "closeddate"),
    is_optional=True,
)
SUBSCRIPTION = _table(
    "subscription",
    "one row a subscription, or an add-on of one",
    _texts("name account__c parent__c product__c status__c term_type__c renewal_type__c"),
    _texts("currencyisocode netsuite_id__c gtv_service_id__c"),
    _whole("term__c"),
    _exact("quantity__c"),
    _money("mrr__c"),
    _columns("date", "start_date__c term_start_date__c end_date__c termination_date__c"),
    sums=("mrr__c",),
    is_optional=True,
)
SUBSCRIPTION_CHANGE_ORDER = _table(
    "subscription_change_order",
    "one row a change order of a subscription",
    _texts("name subscription__c action__c status__c netsuite_id__c"),
    _texts("renewal_subscription__c opportunity__c"),
    _columns("date", "effective_date__c"),
    is_optional=True,
)

TABLES = (
    USER,
    PRODUCT2,
    PRICEBOOK2,
    PRICEBOOKENTRY,
    ACCOUNT,
    CONTACT,
    OPPORTUNITY,
    OPPORTUNITYLINEITEM,
    QUOTE,
    CONTRACT,
    ORDER,
    ORDERITEM,
    CASE,
    SUBSCRIPTION,
    SUBSCRIPTION_CHANGE_ORDER,
)

# known and not asked for: names, addresses and words of people that no model needs. The setting
# `fields` can ask for one; the run then says so.
LEFT_OUT: Mapping[str, frozenset[str]] = {
    "account": frozenset({"phone", "fax", "description", "gtv_primary_email__c"}),
    "contact": frozenset(
        {"name", "firstname", "lastname", "salutation", "title", "department", "birthdate"}
        | {"email", "phone", "mobilephone", "homephone", "otherphone", "fax", "description"}
        | {"mailingstreet", "mailingcity", "mailingstate", "mailingpostalcode", "mailingcountry"}
        | {"assistantname", "assistantphone"}
    ),
    "user": frozenset(
        {"name", "firstname", "lastname", "username", "email", "alias", "phone", "mobilephone"}
        | {"street", "city", "state", "postalcode", "country", "federationidentifier"}
    ),
    "case": frozenset({"subject", "description", "suppliedname", "suppliedemail", "suppliedphone"}),
    "quote": frozenset({"email", "phone", "fax", "billingname", "shippingname", "description"}),
}
