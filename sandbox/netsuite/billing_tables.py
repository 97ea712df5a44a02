"""The tables of SuiteBilling, written like those of `tables`."""

from collections.abc import Mapping

_SUBSCRIPTION = """
id id
idnumber text
name text
customer >customer
billingaccount >billingaccount
subscriptionplan >subscriptionplan
pricebook integer
initialterm >subscriptionterm
startdate day
enddate day
billingsubscriptionstatus text ~subscription
autorenewal flag
advancerenewalperiodnumber integer
advancerenewalperiodunit text
defaultrenewalmethod text ~renewal
defaultrenewalterm >subscriptionterm
defaultrenewalplan >subscriptionplan
defaultrenewalpricebook integer
defaultrenewaltrantype text ~type
renewalnumber integer
nextrenewalstartdate day
subscriptionrevision integer
salesorder >transaction
frequency text ~frequency
currency >currency
subsidiary >subsidiary
lastbilldate day
lastbillcycledate day
nextbillcycledate day
externalid text
datecreated moment
lastmodifieddate moment
"""

_SUBSCRIPTIONLINE = """
id id
subscription >subscription
linenumber integer
item >item
subscriptionlinestatus text ~subscription
subscriptionlinetype text ~linetype
isincluded flag
includeinrenewal flag
billingmode text
startdate day
enddate day
terminationdate day
quantity rate
recurringamount money
total money = recurringamount
totallineamount money = recurringamount
catalogtype text
lastmodifieddate moment
"""

_CHANGEORDER = """
id id
idnumber text
action text ~action
subscription >subscription
customer >customer
billingaccount >billingaccount
subscriptionplan >subscriptionplan
subsidiary >subsidiary
effectivedate day
approvalstatus text ~approval
approvaldate day
subscriptionchangeorderstatus text ~changeorder
modificationtype text ~modification
requestoffcycleinvoice flag
requestor integer
memo text
renewalmethod text ~renewal
renewalterm >subscriptionterm
renewalplan >subscriptionplan
renewalpricebook integer
renewaltrantype text ~type
renewalstartdate day
renewalenddate day
reactivationoption text
terminateatstartofday flag hidden
is_applied flag hidden
createdby integer = NULL
datecreated moment
lastmodifieddate moment
externalid text
"""

BILLING_TABLES: Mapping[str, str] = {
    "billingaccount": """
        id id
        idnumber text
        name text
        customer >customer
        currency >currency
        billingschedule integer
        frequency text ~frequency
        startdate day
        customerdefault flag
        inactive flag
        subsidiary >subsidiary
        lastbilldate day
        nextbillcycledate day
        requestoffcycleinvoice flag
        externalid text
        datecreated moment
        lastmodifieddate moment
    """,
    "subscriptionplan": """
        id id
        itemid text
        displayname text = itemid
        isinactive flag
        initialterm >subscriptionterm
        externalid text
        lastmodifieddate moment
    """,
    "subscriptionterm": """
        id id
        name text
        subscriptiontermduration integer
        subscriptiontermunit text = 'MONTHS'
        isinactive flag = 'F'
    """,
    "subscription": _SUBSCRIPTION,
    "subscriptionline": _SUBSCRIPTIONLINE,
    "subscriptionpriceinterval": """
        id id
        subscription >subscription
        item >item
        linenumber integer
        status text ~subscription
        catalogtype text = NULL
        chargetype text
        frequency text ~frequency
        repeatevery integer = 1
        startdate day
        enddate day
        quantity rate
        includedquantity rate = NULL
        priceplan integer = NULL
        recurringamount money
        discount rate = NULL
        prorateby text = 'DAY'
    """,
    "charge": """
        id id
        billingaccount >billingaccount
        customer >customer
        subscription >subscription
        subscriptionline >subscriptionline
        item >item
        chargetype text = 'SUBSCRIPTION'
        stage text = CASE WHEN invoice IS NULL THEN 'READY_FOR_BILLING' ELSE 'PROCESSED' END
        chargedate day
        servicestartdate day
        serviceenddate day
        quantity rate
        amount money
        currency >currency
        invoice >transaction
        createddate moment
        lastmodifieddate moment
    """,
    "subscriptionchangeorder": _CHANGEORDER,
    "subscriptionchangeorderstatus": """
        from (VALUES ('ACTIVE', 'Active'), ('VOIDED', 'Voided')) AS s (code, label)
        key text = code
        name text = label
    """,
    "subscriptionchangeorderrenewalsteps": """
        subscriptionchangeorder >subscriptionchangeorder
        step text
        status text
        subscription >subscription
        transaction >transaction
        error text
    """,
    "changeorderline": """
        subscriptionchangeorder >subscriptionchangeorder
        subscriptionline >subscriptionline
        item >item
        sequence integer
        status text
        newstatus text
        quantity rate
        newquantity rate
        recurringamount money hidden
        newrecurringamount money hidden
        discount rate = NULL
        newdiscount rate = NULL
        priceplan integer
        newpriceplan integer
    """,
}
