"""What is read from NetSuite: the tables as they land, under the vendor's own names."""

from systems.base import Column, Table, Total
from systems.netsuite.subscriptions import OVERLAP, SUBSCRIPTION_TABLES


def _money(name: str, *, hidden: bool = False) -> Column:
    return Column(name, "decimal", hidden_from_some=hidden)


def _exact(name: str) -> Column:
    return Column(name, "decimal", scale=8)


CURRENCY = Table(
    name="currency",
    grain="one row a currency that the account knows",
    columns=(
        Column("id", required=True),
        Column("name"),
        Column("symbol", required=True),
        _exact("exchangerate"),
        Column("currencyprecision", "integer"),
        Column("isbasecurrency", "boolean"),
        Column("isinactive", "boolean"),
        Column("lastmodifieddate", "timestamp"),
    ),
    key=("id",),
)

SUBSIDIARY = Table(
    name="subsidiary",
    grain="one row a subsidiary",
    columns=(
        Column("id", required=True),
        Column("name"),
        Column("fullname"),
        Column("parent"),
        Column("currency"),
        Column("country"),
        Column("iselimination", "boolean"),
        Column("isinactive", "boolean"),
    ),
    key=("id",),
)

# read in full each time: the header figures move with the days, and not lastmodifieddate with them
CUSTOMER = Table(
    name="customer",
    grain="one row a customer, prospect or lead",
    columns=(
        Column("id", required=True),
        Column("entityid", required=True),
        Column("companyname"),
        Column("externalid"),
        Column("currency"),
        Column("parent"),
        Column("emaildomain"),
        Column("url", hidden_from_some=True),
        Column("vatregnumber", hidden_from_some=True),
        Column("custentity_crm_id", hidden_from_some=True),
        Column("searchstage", required=True),
        Column("isinactive", "boolean"),
        _money("creditlimit"),
        Column("creditholdoverride"),
        Column("oncredithold", "boolean", hidden_from_some=True),
        _money("balancesearch", hidden=True),
        _money("overduebalancesearch", hidden=True),
        _money("unbilledorderssearch", hidden=True),
        _money("depositbalancesearch", hidden=True),
        Column("daysoverduesearch", "integer", hidden_from_some=True),
        _money("consolbalancesearch", hidden=True),
        _money("consoloverduebalancesearch", hidden=True),
        _money("consolunbilledorderssearch", hidden=True),
        Column("consoldaysoverduesearch", "integer", hidden_from_some=True),
        Column("terms"),
        Column("datecreated", "timestamp"),
        Column("lastmodifieddate", "timestamp"),
    ),
    key=("id",),
    totals=(Total("balancesearch", "currency"),),
)

TRANSACTION = Table(
    name="transaction",
    grain="one row an invoice, credit memo, payment, deposit or sales order",
    columns=(
        Column("id", required=True),
        Column("type", required=True),
        Column("status", required=True),
        Column("tranid"),
        Column("entity", required=True),
        Column("currency", required=True),
        _exact("exchangerate"),
        _money("foreigntotal"),
        _money("foreignamountunpaid"),
        _money("foreignpaymentamountunused"),
        Column("externalid"),
        Column("memo", hidden_from_some=True),
        Column("custbody_crm_id", hidden_from_some=True),
        Column("trandate", "date", required=True),
        Column("duedate", "date"),
        Column("closedate", "date"),
        Column("createddate", "timestamp"),
        Column("lastmodifieddate", "timestamp", required=True),
    ),
    key=("id",),
    read="incremental",
    overlap=OVERLAP,
    deletions="feed",
    totals=(Total("foreigntotal", "currency"),),
)

TRANSACTIONLINE = Table(
    name="transactionline",
    grain="one row an item line of a sales order; quantity and amount negative, as credits are",
    columns=(
        Column("uniquekey", required=True),
        Column("transaction", required=True),
        Column("id", required=True),
        Column("item"),
        Column("itemtype"),
        Column("createdfrom"),
        _exact("quantity"),
        _exact("quantitybilled"),
        _exact("rate"),
        _money("foreignamount"),
        Column("isclosed", "boolean"),
        Column("mainline", "boolean"),
        Column("taxline", "boolean"),
        Column("linelastmodifieddate", "timestamp", required=True),
    ),
    key=("transaction", "id"),
    read="incremental",
    overlap=OVERLAP,
    deletions="feed",
)

TRANSACTIONLINK = Table(
    name="transactionlink",
    grain="one row a line that leads to another document: order to invoice, invoice to payment",
    columns=(
        Column("previousdoc", required=True),
        Column("previousline", required=True),
        Column("nextdoc", required=True),
        Column("nextline", required=True),
        Column("linktype", required=True),
        _money("foreignamount"),
        Column("lastmodifieddate", "timestamp"),
    ),
    key=("previousdoc", "previousline", "nextdoc", "nextline", "linktype"),
    read="incremental",
    overlap=OVERLAP,
    deletions="feed",
)

ACCOUNT = Table(
    name="account",
    grain="one row an account of the general ledger",
    columns=(
        Column("id", required=True),
        Column("acctnumber"),
        Column("accountsearchdisplayname", hidden_from_some=True),
        Column("accttype", required=True),
        Column("isinactive", "boolean"),
    ),
    key=("id",),
    is_optional=True,
)

POSTING = Table(
    name="transactionaccountingline",
    grain="one row a posting to the receivables, in the base currency; debits are positive",
    columns=(
        Column("uniquekey", required=True),
        Column("transaction", required=True),
        Column("transactionline", required=True),
        Column("accountingbook", required=True),
        Column("account", required=True),
        _money("amount"),
        Column("type", required=True),
        Column("tranid"),
        Column("trandate", "date", required=True),
        Column("entity"),
        Column("subsidiary", hidden_from_some=True),
        Column("memo", hidden_from_some=True),
        Column("lastmodifieddate", "timestamp", required=True),
    ),
    key=("transaction", "transactionline", "accountingbook"),
    read="incremental",
    overlap=OVERLAP,
    deletions="feed",
    is_optional=True,
)

DELETEDRECORD = Table(
    name="deletedrecord",
    grain="one row a customer or document that was deleted",
    columns=(
        Column("recordid", required=True),
        Column("type", required=True),
        Column("recordtypeid"),
        Column("name"),
        Column("deleteddate", "timestamp", required=True),
    ),
    key=("recordid", "type"),
    read="incremental",
    overlap=OVERLAP,
)

CURRENCYRATE = Table(
    name="currencyrate",
    grain="one row a rate of a currency against another from a day on",
    columns=(
        Column("basecurrency", required=True),
        Column("transactioncurrency", required=True),
        Column("effectivedate", "date", required=True),
        _exact("exchangerate"),
    ),
    key=("basecurrency", "transactioncurrency", "effectivedate"),
)

ADDRESS = Table(
    name="customeraddressbook",
    grain="one row an address of a customer, without the name of anybody",
    columns=(
        Column("internalid", required=True),
        Column("entity", required=True),
        Column("defaultbilling", "boolean"),
        Column("defaultshipping", "boolean"),
        Column("addr1"),
        Column("city"),
        Column("state"),
        Column("zip"),
        Column("country"),
    ),
    key=("internalid",),
)

ACCOUNTINGPERIOD = Table(
    name="accountingperiod",
    grain="one row a period of the books: a month, a quarter, a year",
    columns=(
        Column("id", required=True),
        Column("periodname"),
        Column("parent"),
        Column("startdate", "date", required=True),
        Column("enddate", "date", required=True),
        Column("closed", "boolean"),
        Column("arlocked", "boolean"),
        Column("isadjust", "boolean"),
        Column("isquarter", "boolean"),
        Column("isyear", "boolean"),
        Column("isinactive", "boolean"),
        Column("lastmodifieddate", "timestamp"),
    ),
    key=("id",),
)

ITEM = Table(
    name="item",
    grain="one row something that is sold",
    columns=(
        Column("id", required=True),
        Column("itemid", required=True),
        Column("displayname"),
        Column("itemtype"),
        Column("isinactive", "boolean"),
        Column("externalid"),
        Column("lastmodifieddate", "timestamp"),
    ),
    key=("id",),
)

TABLES = (
    CURRENCY,
    CURRENCYRATE,
    SUBSIDIARY,
    ACCOUNTINGPERIOD,
    ITEM,
    CUSTOMER,
    ADDRESS,
    TRANSACTION,
    TRANSACTIONLINE,
    TRANSACTIONLINK,
    ACCOUNT,
    POSTING,
    *SUBSCRIPTION_TABLES,
    DELETEDRECORD,
)
