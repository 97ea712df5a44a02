"""The fields of the REST records, one line each.

A line is `name kind [marks] [= expression]`. Kinds are text, number, integer, boolean, date,
datetime, `>table` for a reference and `~labels` for a code out of a list. The column is the name in
lower case, or the expression, in DuckDB's words, for what is only read. Marks: `mandatory` when a
record is made, `fixed` when it can be said only then, `readonly` when never, `negated` where the
books hold a sales line's number below zero, `custom` for a field that the account added itself.
"""

CUSTOMER = """
id text readonly
entityId text
companyName text mandatory
altName text readonly = companyname
externalId text
isInactive boolean
isPerson boolean
email text
phone text
parent >customer
currency >currency
subsidiary >subsidiary mandatory
terms >term
creditHoldOverride ~hold
creditLimit number
balance number readonly = balancesearch
overdueBalance number readonly = overduebalancesearch
unbilledOrders number readonly = unbilledorderssearch
depositBalance number readonly = depositbalancesearch
daysOverdue integer readonly = daysoverduesearch
consolBalance number readonly = consolbalancesearch
consolOverdueBalance number readonly = consoloverduebalancesearch
consolUnbilledOrders number readonly = consolunbilledorderssearch
consolDepositBalance number readonly = consoldepositbalance
consolDaysOverdue integer readonly = consoldaysoverduesearch
dateCreated datetime readonly
lastModifiedDate datetime readonly
custentity_crm_id text custom
"""

CURRENCY_LIST = """
currency >currency readonly
balance number readonly = balancesearch
overdueBalance number readonly = overduebalancesearch
unbilledOrders number readonly = unbilledorderssearch
depositBalance number readonly = depositbalancesearch
consolBalance number readonly = consolbalancesearch
consolOverdueBalance number readonly = consoloverduebalancesearch
consolUnbilledOrders number readonly = consolunbilledorderssearch
consolDepositBalance number readonly = consoldepositbalance
"""

_DOCUMENT = """
id text readonly
tranId text
tranDate date
entity >customer mandatory fixed
currency >currency fixed
exchangeRate number
subsidiary >subsidiary readonly
externalId text
memo text
otherRefNum text
terms >term
startDate date
endDate date
total number readonly = foreigntotal
createdDate datetime readonly
lastModifiedDate datetime readonly
custbody_crm_id text custom
"""

SALES_ORDER = (
    _DOCUMENT
    + """
orderStatus ~orderstatus = CASE WHEN status = 'A' THEN 'A' ELSE 'B' END
status ~salesorderstatus readonly
subtotal number readonly = foreigntotal
"""
)

INVOICE = (
    _DOCUMENT
    + """
dueDate date
status ~invoicestatus readonly
subtotal number readonly = foreigntotal
taxTotal number readonly = CAST(0 AS DECIMAL(18, 4))
amountPaid number readonly = foreigntotal - foreignamountunpaid
amountRemaining number readonly = foreignamountunpaid
amountRemainingTotalBox number readonly = foreignamountunpaid
createdFrom >transaction fixed
billingAccount >billingaccount
postingPeriod >accountingperiod readonly = ns_period(trandate)
"""
)

CREDIT_MEMO = (
    _DOCUMENT
    + """
status ~creditstatus readonly
unapplied number readonly = foreignpaymentamountunused
applied number readonly = foreigntotal - foreignpaymentamountunused
"""
)

PAYMENT = (
    _DOCUMENT.replace("entity", "customer", 1)
    .replace("mandatory fixed", "readonly = entity", 1)
    .replace("total number readonly", "payment number readonly", 1)
    + """
status ~paymentstatus readonly
unapplied number readonly = foreignpaymentamountunused
applied number readonly = foreigntotal - foreignpaymentamountunused
"""
)

DEPOSIT = PAYMENT.replace("paymentstatus", "depositstatus")

_LINE = """
line integer readonly = id
item >item mandatory
quantity number negated
rate number
amount number negated = foreignamount
description text = memo
"""

ORDER_LINE = (
    _LINE
    + """
isClosed boolean
quantityBilled number readonly
"""
)

INVOICE_LINE = _LINE
CREDIT_LINE = _LINE.replace("negated", "")

BILLING_ACCOUNT = """
id text readonly
idNumber text
name text
customer >customer mandatory fixed
currency >currency
billingSchedule integer
frequency ~frequency
startDate date mandatory
customerDefault boolean
inactive boolean
subsidiary >subsidiary readonly
lastBillDate date readonly
nextBillCycleDate date readonly
requestOffCycleInvoice boolean
externalId text
createdDate datetime readonly = datecreated
lastModifiedDate datetime readonly
"""

SUBSCRIPTION_PLAN = """
id text readonly
itemId text mandatory
displayName text readonly = itemid
isInactive boolean
initialTerm >subscriptionterm
externalId text
lastModifiedDate datetime readonly
"""

SUBSCRIPTION = """
id text readonly
idNumber text
name text
externalId text
customer >customer mandatory fixed
billingAccount >billingaccount
subscriptionPlan >subscriptionplan mandatory
priceBook integer
initialTerm >subscriptionterm
startDate date mandatory
endDate date
billingSubscriptionStatus ~subscription
autoRenewal boolean
advanceRenewalPeriodNumber integer
advanceRenewalPeriodUnit ~days
defaultRenewalMethod ~renewal
defaultRenewalTerm >subscriptionterm
defaultRenewalPlan >subscriptionplan
defaultRenewalPriceBook integer
defaultRenewalTranType ~renewaltransaction
renewalNumber integer readonly
nextRenewalStartDate date readonly
subscriptionRevision integer readonly
salesOrder >transaction readonly
frequency ~frequency
currency >currency readonly
subsidiary >subsidiary readonly
lastBillDate date readonly
lastBillCycleDate date readonly
nextBillCycleDate date readonly
createdDate datetime readonly = datecreated
"""

SUBSCRIPTION_LINE = """
lineNumber integer readonly
subscriptionLine >subscriptionline readonly = id
item >item mandatory
subscriptionLineStatus ~subscription readonly
subscriptionLineType ~linetype
isIncluded boolean
includeInRenewal boolean
billingMode text
startDate date
endDate date
terminationDate date readonly
quantity number
recurringAmount number
total number readonly = recurringamount
totalLineAmount number readonly = recurringamount
catalogType text
"""

CHANGE_ORDER = """
id text readonly
idNumber text
action ~action mandatory fixed
subscription >subscription mandatory fixed
customer >customer
billingAccount >billingaccount
subscriptionPlan >subscriptionplan
subsidiary >subsidiary readonly
effectiveDate date
approvalStatus ~approval
approvalDate date readonly
subscriptionChangeOrderStatus ~changeorder
modificationType ~modification
requestOffCycleInvoice boolean
requestor integer
memo text
terminateAtStartOfDay boolean
renewalMethod ~renewal
renewalTerm >subscriptionterm
renewalPlan >subscriptionplan
renewalPriceBook integer
renewalTranType ~renewaltransaction
renewalStartDate date
renewalEndDate date
reactivationOption text
externalId text
createdDate datetime readonly = datecreated
lastModifiedDate datetime readonly
"""

RENEWAL_STEP = """
step ~step readonly
status ~stepstatus readonly
error text readonly
subscription >subscription readonly
transaction >transaction readonly
"""

CHANGE_ORDER_LINE = """
sequence integer
apply boolean = 'T'
subscriptionLine >subscriptionline
item >item readonly
status ~subscription readonly
statusNew ~subscription readonly = newstatus
quantity number readonly
quantityNew number = newquantity
recurringAmount number readonly
recurringAmountNew number = newrecurringamount
pricePlan integer readonly
pricePlanNew integer = newpriceplan
"""

CURRENCY = """
id text readonly
name text readonly
symbol text readonly
displaySymbol text readonly = symbol
exchangeRate number readonly
currencyPrecision integer readonly
isBaseCurrency boolean readonly
"""

SUBSIDIARY = """
id text readonly
name text readonly
parent >subsidiary readonly
currency >currency readonly
country text readonly
"""

TERM = """
id text readonly
name text readonly
daysUntilNetDue integer readonly
"""

ITEM = """
id text readonly
itemId text readonly
displayName text readonly = itemid
itemType text readonly
lastModifiedDate datetime readonly
"""

PERIOD = """
id text readonly
periodName text readonly
startDate date readonly
endDate date readonly
"""

SUBSCRIPTION_TERM = """
id text readonly
name text readonly
subscriptionTermDuration integer readonly
"""

CONTACT = """
id text readonly
entityId text readonly
company >customer readonly
email text readonly
isInactive boolean readonly
externalId text readonly
lastModifiedDate datetime readonly
"""
