"""What Salesforce's tables hold as they land; what is deleted there may hold anything."""

from checks.arrivals.words import in_order, known_currency, not_negative, suite
from checks.expected import no_row, one_of

_KEPT = "not isdeleted"
_ID = ("id",)

SUITES = (
    suite(
        "salesforce.account",
        _ID,
        known_currency("account", "id", "currencyisocode", where=_KEPT),
        no_row(
            "select netsuite_id__c, count(*) as accounts from {batch}"
            " where not isdeleted and netsuite_id__c is not null"
            " group by netsuite_id__c having count(*) > 1",
            "no two accounts have one ERP id",
            "warn",
        ),
        not_negative("id", "gtv_past_due_amount__c", where=_KEPT),
    ),
    suite(
        "salesforce.opportunity",
        _ID,
        known_currency("opportunity", "id", "currencyisocode", where=_KEPT),
        no_row(
            "select id, stagename, isclosed, iswon from {batch} where iswon and not isclosed",
            "what is won is closed",
            "warn",
        ),
    ),
    suite(
        "salesforce.order",
        _ID,
        one_of("statuscode", ("Draft", "Activated", "Canceled", "Superseded", "Expired"), "warn"),
        known_currency("order", "id", "currencyisocode", where=_KEPT),
        not_negative("id", "authorized_amount__c", where=_KEPT),
        in_order("order", "id", "effectivedate", "enddate", where=_KEPT),
    ),
    suite(
        "salesforce.subscription",
        _ID,
        one_of(
            "status__c",
            (
                *("Draft", "New", "In Service", "Suspended", "Expired"),
                *("Canceled", "Canceled for Non-Pay"),
            ),
            "warn",
        ),
        known_currency("subscription", "id", "currencyisocode", where=_KEPT),
        not_negative("id", "mrr__c", "quantity__c", "term__c", where=_KEPT),
        in_order("subscription", "id", "start_date__c", "end_date__c", where=_KEPT),
    ),
)
