"""The company's nouns as rows of the org, one function a noun."""

from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from zlib import crc32

from sandbox.company import (
    Address,
    CrmAccount,
    CrmCase,
    CrmChangeOrder,
    CrmContact,
    CrmContract,
    CrmOpportunity,
    CrmOrder,
    CrmPrice,
    CrmPricebook,
    CrmProduct,
    CrmQuote,
    CrmSubscription,
    CrmUser,
)
from sandbox.salesforce.derived import fill_in

Row = dict[str, Any]
PRIORITIES = ("High", "Medium", "Low", None)


def user_row(it: CrmUser, profile_id: str) -> Row:
    row = _times(it) | {
        "Username": it.username,
        "FirstName": it.first_name,
        "LastName": it.last_name,
        "Email": it.email,
        "Alias": it.last_name[:8].lower(),
        "IsActive": it.is_active,
        "TimeZoneSidKey": "America/Los_Angeles",
        "LocaleSidKey": "en_US",
        "EmailEncodingKey": "UTF-8",
        "LanguageLocaleKey": "en_US",
        "ProfileId": profile_id,
        "UserType": "Standard",
        "DefaultCurrencyIsoCode": "USD",
        "CurrencyIsoCode": "USD",
    }
    return _filled("User", row)


def account_row(it: CrmAccount) -> Row:
    chance = crc32(it.id.encode())
    return _times(it) | {
        "IsDeleted": it.is_deleted,
        "MasterRecordId": it.merged_into_id,
        "Name": it.name,
        "Type": it.type,
        "ParentId": it.parent_id,
        **_address("Billing", it.address),
        "Phone": it.phone,
        "AccountNumber": it.account_number,
        "Website": it.website,
        "Industry": it.industry,
        "CurrencyIsoCode": it.currency,
        "OwnerId": it.owner_id,
        "NetSuite_Id__c": it.customer_id_erp,
        "GTV_Account_Id__c": it.account_id_billing,
        "GTV_Account_Number__c": it.account_number_billing,
        "GTV_Primary_Email__c": it.email_billing,
        "GTV_Billing_Cycle__c": it.cycle_billing,
        "GTV_Billing_Category__c": it.category_billing,
        "GTV_Status__c": it.status_billing,
        "GTV_Balance__c": it.balance,
        "GTV_Past_Due_Amount__c": it.overdue_balance,
        "GTV_Last_Invoice_Date__c": it.last_invoice_on,
        "GTV_Last_Synchronized__c": _plain(it.last_synchronized_at),
        "Tax_Number__c": it.tax_number,
        "Renewal_Owner__c": it.renewal_owner,
        "Customer_Priority__c": PRIORITIES[chance % 4],
        "Health_Score__c": Decimal(chance % 10_001) / 100,
        "Onboarded_On__c": it.created_at.date(),
        "Is_Reference_Customer__c": chance % 7 == 0,
    }


def contact_row(it: CrmContact, owner_id: str) -> Row:
    chance = crc32(it.id.encode())
    row = _times(it) | {
        "IsDeleted": False,
        "AccountId": it.account_id,
        "FirstName": it.first_name,
        "LastName": it.last_name,
        "Email": it.email,
        "Phone": it.phone,
        "Title": it.title,
        "Role__c": it.role,
        "CurrencyIsoCode": "USD",
        "OwnerId": owner_id,
        "MailingStreet": f"{chance % 900 + 1} Elm Street",
        "MobilePhone": f"+1 555 {chance % 10_000:04}",
        "Birthdate": date(1950 + chance % 50, chance % 12 + 1, chance % 28 + 1),
        "Personal_Email__c": f"{it.first_name}.{it.last_name}@home.example".lower()[:80],
        "HasOptedOutOfEmail": chance % 11 == 0,
        "DoNotCall": False,
    }
    return _filled("Contact", row)


def product_row(it: CrmProduct) -> Row:
    return _times(it) | {
        "IsDeleted": False,
        "Name": it.name,
        "ProductCode": it.code,
        "Description": it.description,
        "Family": it.family,
        "IsActive": it.is_active,
        "IsArchived": False,
        "CurrencyIsoCode": "USD",
        "GTV_Product_Id__c": it.product_id_billing,
        "Work_Order_Template__c": it.work_order_template,
    }


def pricebook_row(it: CrmPricebook) -> Row:
    return _times(it) | {
        "IsDeleted": False,
        "Name": it.name,
        "IsStandard": it.is_standard,
        "IsActive": it.is_active,
        "IsArchived": False,
    }


def price_row(it: CrmPrice, product: CrmProduct) -> Row:
    return _times(it) | {
        "IsDeleted": False,
        "Name": product.name,
        "ProductCode": product.code,
        "Pricebook2Id": it.pricebook_id,
        "Product2Id": it.product_id,
        "UnitPrice": it.unit_price,
        "CurrencyIsoCode": it.currency,
        "IsActive": it.is_active,
        "UseStandardPrice": False,
        "IsArchived": False,
        "GTV_Price_Id__c": it.price_id_billing,
    }


def opportunity_row(it: CrmOpportunity) -> Row:
    row = _times(it) | {
        "IsDeleted": it.is_deleted,
        "AccountId": it.account_id,
        "IsPrivate": False,
        "Name": it.name,
        "StageName": it.stage,
        "Amount": it.amount,
        "Probability": Decimal(it.probability),
        "CloseDate": it.closes_on,
        "Type": it.type,
        "HasOpportunityLineItem": bool(it.lines),
        "Pricebook2Id": it.pricebook_id,
        "OwnerId": it.owner_id,
        "CurrencyIsoCode": it.currency,
        "NetSuite_Id__c": it.sales_order_id_erp,
        "Subscription__c": it.subscription_id,
    }
    filled = _filled("Opportunity", row)
    return filled | {"IsClosed": it.is_closed, "IsWon": it.is_won}


def opportunity_line_rows(
    it: CrmOpportunity, products: dict[str, CrmProduct], prices: dict[str, Decimal]
) -> Iterator[Row]:
    for place, line in enumerate(it.lines, start=1):
        product = products.get(line.product_id)
        row = _times(it) | {
            "Id": line.id,
            "IsDeleted": it.is_deleted,
            "OpportunityId": it.id,
            "SortOrder": place,
            "PricebookEntryId": line.price_id,
            "Product2Id": line.product_id,
            "ProductCode": product.code if product else None,
            "Name": f"{it.name} {product.name if product else ''}".strip()[:376],
            "CurrencyIsoCode": it.currency,
            "Quantity": line.quantity,
            "Discount": None,
            "UnitPrice": line.unit_price,
            "ListPrice": prices.get(line.price_id),
            "ServiceDate": line.service_on,
        }
        yield _filled("OpportunityLineItem", row)


def quote_row(it: CrmQuote, owner_id: str) -> Row:
    return _times(it) | {
        "IsDeleted": False,
        "Name": it.name,
        "OpportunityId": it.opportunity_id,
        "AccountId": it.account_id,
        "Status": it.status,
        "ExpirationDate": it.expires_on,
        "QuoteNumber": it.number,
        "IsSyncing": False,
        "Subtotal": it.total,
        "TotalPrice": it.total,
        "GrandTotal": it.total,
        "LineItemCount": 0,
        "CurrencyIsoCode": it.currency,
        "OwnerId": owner_id,
    }


def order_row(it: CrmOrder) -> Row:
    total = sum((line.quantity * line.unit_price for line in it.lines), Decimal(0))
    row = _times(it) | {
        "IsDeleted": it.is_deleted,
        "OwnerId": it.owner_id,
        "AccountId": it.account_id,
        "Pricebook2Id": it.pricebook_id,
        "EffectiveDate": it.starts_on,
        "IsReductionOrder": False,
        "Status": it.status,
        "Type": it.type,
        "Name": it.name,
        "PoNumber": it.po_number,
        "ActivatedDate": _plain(it.activated_at),
        "ActivatedById": it.owner_id if it.activated_at else None,
        "CurrencyIsoCode": it.currency,
        "OrderNumber": it.number,
        "TotalAmount": total,
        "Queue__c": it.queue,
        "Payment_Method__c": it.payment_method,
        "Authorized_Amount__c": it.authorized_amount,
        "Reauthorization__c": it.reauthorization,
        "Order_Comments__c": it.comments,
        "Tracking_Number__c": it.tracking_number,
        "Carrier__c": it.carrier,
        "ASTEA_Job_Number__c": it.job_number,
        "BigCommerce_Order_Id__c": it.order_id_store,
        "GTV_Order_Id__c": it.order_id_billing,
    }
    return _filled("Order", row)


def order_line_rows(it: CrmOrder, prices: dict[str, Decimal]) -> Iterator[Row]:
    for line in it.lines:
        row = _times(it) | {
            "Id": line.id,
            "IsDeleted": it.is_deleted,
            "Product2Id": line.product_id,
            "OrderId": it.id,
            "PricebookEntryId": line.price_id,
            "Quantity": line.quantity,
            "CurrencyIsoCode": it.currency,
            "UnitPrice": line.unit_price,
            "ListPrice": prices.get(line.price_id),
            "Description": line.description,
            "OrderItemNumber": line.number,
            "ASTEA_Job_Number__c": line.job_number,
            "BigCommerce_Line_Id__c": line.line_id_store,
        }
        yield _filled("OrderItem", row)


def contract_row(it: CrmContract, owner_id: str) -> Row:
    row = _times(it) | {
        "IsDeleted": False,
        "AccountId": it.account_id,
        "StartDate": it.starts_on,
        "ContractTerm": it.term_months,
        "OwnerId": owner_id,
        "Status": it.status,
        "ContractNumber": it.number,
        "CurrencyIsoCode": "USD",
    }
    return _filled("Contract", row)


def case_row(it: CrmCase, owner_id: str) -> Row:
    row = _times(it) | {
        "IsDeleted": False,
        "ContactId": it.contact_id,
        "AccountId": it.account_id,
        "CaseNumber": it.number,
        "Status": it.status,
        "Subject": it.subject,
        "Priority": it.priority,
        "ClosedDate": _plain(it.closed_at),
        "IsEscalated": it.status == "Escalated",
        "CurrencyIsoCode": "USD",
        "OwnerId": owner_id,
    }
    return _filled("Case", row)


def subscription_row(it: CrmSubscription, owner_id: str) -> Row:
    return _times(it) | {
        "IsDeleted": it.is_deleted,
        "OwnerId": owner_id,
        "Name": it.name,
        "CurrencyIsoCode": it.currency,
        "Account__c": it.account_id,
        "Parent__c": it.parent_id,
        "Product__c": it.product_id,
        "Status__c": it.status,
        "Start_Date__c": it.starts_on,
        "Term_Start_Date__c": it.term_starts_on,
        "End_Date__c": it.ends_on,
        "Term__c": None if it.term_months is None else Decimal(it.term_months),
        "Term_Type__c": it.term_type,
        "Renewal_Type__c": it.renewal_type,
        "Quantity__c": it.quantity,
        "MRR__c": it.mrr,
        "Termination_Date__c": it.terminated_on,
        "NetSuite_Id__c": it.subscription_id_erp,
        "GTV_Service_Id__c": it.service_id_billing,
    }


def change_order_row(it: CrmChangeOrder, owner_id: str) -> Row:
    return _times(it) | {
        "IsDeleted": False,
        "OwnerId": owner_id,
        "Name": it.name,
        "CurrencyIsoCode": "USD",
        "Subscription__c": it.subscription_id,
        "Action__c": it.action,
        "Status__c": it.status,
        "Effective_Date__c": it.effective_on,
        "NetSuite_Id__c": it.change_order_id_erp,
        "Renewal_Subscription__c": it.renewal_subscription_id,
        "Opportunity__c": it.opportunity_id,
    }


def _times(it: Any) -> Row:
    """The id, and when the record was made and changed."""
    made, changed = _plain(it.created_at), _plain(it.modified_at)
    return {
        "Id": it.id,
        "CreatedDate": made,
        "LastModifiedDate": changed,
        "SystemModstamp": changed,
    }


def _plain(moment: datetime | None) -> datetime | None:
    """A moment in UTC without its zone, as the store keeps it."""
    return None if moment is None else moment.replace(tzinfo=None)


def _address(prefix: str, it: Address | None) -> Row:
    if it is None:
        return {}
    return {
        f"{prefix}Street": it.line1,
        f"{prefix}City": it.city,
        f"{prefix}State": it.region,
        f"{prefix}PostalCode": it.postal_code,
        f"{prefix}Country": it.country,
    }


def _filled(object_name: str, row: Row) -> Row:
    fill_in(object_name, row)
    return row
