"""What SuiteQL can see, table by table: one line a column.

A line is `name kind [marks] [= formula]`. Kinds are those of `schema`; `>table` is the id of a
record there. `~labels` names the list of labels that a code is shown by. `hidden` columns are kept
for the record service and not shown to SuiteQL. A column with a formula is worked out when it is
read; one that is `= NULL` exists in the vendor's schema and is empty in this company. `from …` as
the first line says that nothing of its own is stored under the name.
"""

from collections.abc import Mapping

from sandbox.netsuite.billing_tables import BILLING_TABLES

_CUSTOMER = """
id id
entityid text
entitynumber integer = NULL
entitytitle text = concat_ws(' ', entityid, companyname)
altname text = companyname
companyname text
firstname text = NULL
lastname text = NULL
email text
phone text
fax text = NULL
isperson flag
isinactive flag
searchstage text
entitystatus text = NULL
parent >customer
toplevelparent >customer = coalesce(parent, id)
category integer = NULL
salesrep integer = NULL
receivablesaccount integer = NULL
billingschedule integer = NULL
externalid text
accountnumber text = NULL
currency >currency
terms >term
creditlimit money
creditholdoverride text ~hold
oncredithold flag
balancesearch money
overduebalancesearch money
unbilledorderssearch money
depositbalancesearch money
daysoverduesearch integer
consolbalancesearch money
consoloverduebalancesearch money
consolunbilledorderssearch money
consoldaysoverduesearch integer
consoldepositbalance money hidden
subsidiary >subsidiary hidden
datecreated moment
lastmodifieddate moment
startdate day = NULL
enddate day = NULL
url text
vatregnumber text
firstorderdate day = NULL
lastorderdate day = NULL
firstsaledate day = NULL
lastsaledate day = NULL
firstvisit day = NULL
defaultbillingaddress >customeraddressbook
defaultshippingaddress integer = NULL
emailpreference text = 'DEFAULT'
language text = 'en_US'
weblead flag = 'F'
custentity_crm_id text
"""

_TRANSACTION = """
id id
tranid text
transactionnumber text = tranid
typebaseddocumentnumber text = tranid
trandisplayname text = concat(ns_type_label(type), ' #', tranid)
type text ~type
recordtype text = ns_record_type(type)
abbrevtype text = ns_abbreviation(type)
entity >customer
trandate day
duedate day
closedate day
startdate day
enddate day
createddate moment
lastmodifieddate moment
createdby integer = NULL
lastmodifiedby integer = NULL
currency >currency
exchangerate rate
foreigntotal money
foreignamountpaid money = CASE WHEN type = 'CustInvc' THEN foreigntotal - foreignamountunpaid END
foreignamountunpaid money
foreignpaymentamountused money = CASE WHEN type IN ('CustPymt', 'CustCred', 'CustDep') \
    THEN foreigntotal - foreignpaymentamountunused END
foreignpaymentamountunused money
status text ~status
billingstatus flag = NULL
posting flag = CASE WHEN type = 'SalesOrd' THEN 'F' ELSE 'T' END
postingperiod >accountingperiod = CASE WHEN type <> 'SalesOrd' THEN ns_period(trandate) END
void flag = 'F'
voided flag = 'F'
memo text
otherrefnum text
terms >term
employee integer = NULL
daysopen integer = CASE WHEN type = 'CustInvc' AND foreignamountunpaid > 0 \
    THEN greatest(0, ns_today() - trandate) END
daysoverduesearch integer = CASE WHEN type = 'CustInvc' AND foreignamountunpaid > 0 \
    THEN greatest(0, ns_today() - duedate) END
nextbilldate day = NULL
externalid text
source text = NULL
isreversal flag = 'F'
reversal integer = NULL
reversaldate day = NULL
subsidiary >subsidiary hidden
billingaccount >billingaccount hidden
createdfrom >transaction hidden
custbody_crm_id text
"""

_TRANSACTIONLINE = """
id id
transaction >transaction
uniquekey id
linesequencenumber integer = id
mainline flag
taxline flag = 'F'
transactionlinetype text = NULL
item >item
itemtype text
quantity rate
quantitybilled rate
quantityshiprecv rate = CASE WHEN mainline = 'F' THEN quantitybilled END
quantitycommitted rate = NULL
quantitybackordered rate = NULL
rate rate
rateamount rate = rate
ratepercent rate = NULL
price integer = NULL
netamount money
foreignamount money
foreignamountpaid money = NULL
foreignamountunpaid money = NULL
foreignpaymentamountused money = NULL
foreignpaymentamountunused money = NULL
creditforeignamount money = CASE WHEN foreignamount < 0 THEN -foreignamount END
debitforeignamount money = CASE WHEN foreignamount > 0 THEN foreignamount END
isclosed flag
isbillable flag = 'F'
billeddate day = NULL
billingschedule integer = NULL
createdfrom >transaction
subsidiary >subsidiary
department integer = NULL
class integer = NULL
location integer = NULL
entity >customer
account >account hidden
memo text
expenseaccount integer = NULL
revenueelement integer = NULL
isrevrectransaction flag = 'F'
units text = NULL
linelastmodifieddate moment
"""

_ACCOUNTINGLINE = """
from books.transactionline AS l INNER JOIN books.transaction AS t ON t.id = l.transaction
transaction >transaction = l.transaction
transactionline id = l.id
accountingbook id = 1
account >account = coalesce(l.account, ns_account(t.type, l.mainline))
amount money = l.netamount
netamount money = l.netamount
debit money = CASE WHEN l.netamount > 0 THEN l.netamount END
credit money = CASE WHEN l.netamount < 0 THEN -l.netamount END
amountpaid money = CASE WHEN l.mainline = 'T' AND t.type = 'CustInvc' \
    THEN round((t.foreigntotal - t.foreignamountunpaid) * t.exchangerate, 2) END
amountunpaid money = CASE WHEN l.mainline = 'T' AND t.type = 'CustInvc' \
    THEN round(t.foreignamountunpaid * t.exchangerate, 2) END
amountlinked money = NULL
paymentamountused money = CASE WHEN l.mainline = 'T' AND t.type IN ('CustPymt', 'CustCred') \
    THEN round((t.foreigntotal - t.foreignpaymentamountunused) * t.exchangerate, 2) END
paymentamountunused money = CASE WHEN l.mainline = 'T' AND t.type IN ('CustPymt', 'CustCred') \
    THEN round(t.foreignpaymentamountunused * t.exchangerate, 2) END
exchangerate rate = t.exchangerate
posting flag = CASE WHEN t.type = 'SalesOrd' THEN 'F' ELSE 'T' END
processedbyrevcommit flag = 'F'
lastmodifieddate moment = l.linelastmodifieddate
"""

_LINK = """
previousdoc >transaction
previousline id
previoustype text ~type
nextdoc >transaction
nextline id
nexttype text ~type
linktype text
foreignamount money
lastmodifieddate moment
"""

TABLES: Mapping[str, str] = {
    "dual": """
        from (SELECT 1) AS one
        dummy text = 'X'
    """,
    "currency": """
        id id
        name text
        symbol text
        displaysymbol text = symbol
        exchangerate rate
        currencyprecision integer
        isbasecurrency flag
        isinactive flag = 'F'
        externalid text = NULL
        lastmodifieddate moment
    """,
    "currencyrate": """
        from books.currency
        id id = id
        basecurrency >currency = (SELECT max(b.id) FROM books.currency AS b \
            WHERE b.isbasecurrency = 'T')
        transactioncurrency >currency = id
        exchangerate rate = exchangerate
        effectivedate day = ns_today()
        lastmodifieddate moment = lastmodifieddate
    """,
    "subsidiary": """
        id id
        name text
        fullname text = name
        parent >subsidiary
        currency >currency
        country text
        iselimination flag = 'F'
        isinactive flag = 'F'
        externalid text = NULL
    """,
    "customer": _CUSTOMER,
    "customersubsidiaryrelationship": """
        from books.customer
        id id = id
        entity >customer = id
        subsidiary >subsidiary = subsidiary
        isprimarysub flag = 'T'
    """,
    "entity": """
        from books.customer
        id id = id
        type text = 'CustJob'
        entityid text = entityid
        altname text = companyname
        entitytitle text = concat_ws(' ', entityid, companyname)
        customer >customer = id
        email text = email
        phone text = phone
        parent >customer = parent
        isinactive flag = isinactive
        isperson flag = isperson
        externalid text = externalid
        datecreated moment = datecreated
        lastmodifieddate moment = lastmodifieddate
    """,
    "contact": """
        id id
        entityid text
        company >customer
        email text
        isinactive flag
        externalid text
        lastmodifieddate moment
    """,
    "customeraddressbook": """
        internalid id
        entity >customer
        addressbookaddress >customeraddressbookentityaddress
        label text
        defaultbilling flag
        defaultshipping flag
    """,
    "customeraddressbookentityaddress": """
        nkey id
        addressee text
        addr1 text
        addr2 text = NULL
        city text
        state text
        zip text
        country text
        lastmodifieddate moment
    """,
    "term": """
        id id
        name text
        daysuntilnetdue integer
        isinactive flag = 'F'
        externalid text = NULL
    """,
    "item": """
        id id
        itemid text
        displayname text
        fullname text = itemid
        itemtype text
        subtype text = 'Sale'
        parent >item = NULL
        isinactive flag
        incomeaccount integer = NULL
        externalid text = NULL
        lastmodifieddate moment
    """,
    "account": """
        id id
        acctnumber text
        accountsearchdisplayname text
        fullname text
        accttype text
        parent >account = NULL
        issummary flag = 'F'
        isinactive flag = 'F'
        externalid text = NULL
        lastmodifieddate moment
    """,
    "accountingperiod": """
        id id
        periodname text
        parent >accountingperiod = NULL
        startdate day
        enddate day
        closed flag = 'F'
        closedondate day = NULL
        alllocked flag = 'F'
        arlocked flag = 'F'
        aplocked flag = 'F'
        allownonglchanges flag = 'T'
        isposting flag = 'T'
        isadjust flag = 'F'
        isquarter flag = 'F'
        isyear flag = 'F'
        isinactive flag = 'F'
        lastmodifieddate moment
    """,
    "transaction": _TRANSACTION,
    "transactionline": _TRANSACTIONLINE,
    "transactionaccountingline": _ACCOUNTINGLINE,
    "nexttransactionlinelink": _LINK,
    "previoustransactionlinelink": "\n".join(
        [
            "from books.nexttransactionlinelink",
            *(f"{line} = {line.split()[0]}" for line in _LINK.split("\n") if line),
        ]
    ),
    "deletedrecord": """
        name text
        recordid id
        recordtypeid integer
        type text
        scriptid text = lower(type)
        deleteddate moment
        deletedby integer = NULL
        context text = 'REST_WEBSERVICES'
        iscustomlist flag = 'F'
        iscustomrecord flag = 'F'
        iscustomtransaction flag = 'F'
    """,
    **BILLING_TABLES,
}
