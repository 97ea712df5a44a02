"""Catalogue, opportunities, orders: standard objects, and subscriptions, which are the org's own.

The reference page, §17 and §18, gives the standard fields; the custom ones are this org's own.
"""

from sandbox.salesforce.fields import (
    choice,
    create_only,
    day,
    external_id,
    flag,
    long_text,
    lookup,
    made,
    moment,
    money,
    number,
    percent,
    postal,
    read_only,
    standard,
    text,
    whole,
)
from sandbox.salesforce.people_objects import currency_code, owner
from sandbox.salesforce.schema import SObject

STAGES = (
    *("Prospecting", "Qualification", "Needs Analysis", "Proposal", "Negotiation"),
    *("Closed Won", "Closed Lost"),
)
ORDER_STATUSES = ("Draft", "Order Accepted", "Order Hold", "Activated", "Cancelled")
ORDER_CODES = {"Activated": "Activated", "Cancelled": "Canceled"}  # all the others are Draft
CHANGE_ACTIONS = (
    "Activate",
    "Modify Pricing",
    "Suspend",
    "Reactivate",
    "Renew",
    "Terminate",
)

PRODUCT = SObject(
    "Product2",
    "Product",
    "Products",
    "01t",
    standard(
        text("Name", label="Product Name", is_required=True, is_name=True),
        text("ProductCode"),
        long_text("Description", 4000, label="Product Description"),
        flag("IsActive", label="Active"),
        choice("Family", "Subscription", "Add-On", "Hardware", "Service", "Other"),
        text("StockKeepingUnit", 180, label="Product SKU"),
        choice("QuantityUnitOfMeasure", "Each", "Month"),
        made("DisplayUrl", "url", length=1000),
        text("ExternalId"),
        read_only(flag("IsArchived")),
        currency_code(),
        external_id("GTV_Product_Id__c"),
        text("Work_Order_Template__c", 80),
    ),
)

PRICEBOOK = SObject(
    "Pricebook2",
    "Price Book",
    "Price Books",
    "01s",
    standard(
        text("Name", label="Price Book Name", is_required=True, is_name=True),
        flag("IsActive", label="Active"),
        read_only(flag("IsStandard")),
        read_only(flag("IsArchived")),
        text("Description"),
    ),
)

PRICE = SObject(
    "PricebookEntry",
    "Price Book Entry",
    "Price Book Entries",
    "01u",
    standard(
        read_only(text("Name", label="Product Name", is_name=True)),
        create_only(
            lookup("Pricebook2Id", "Pricebook2", children="PricebookEntries", is_required=True)
        ),
        create_only(
            lookup("Product2Id", "Product2", children="PricebookEntries", is_required=True)
        ),
        currency_code(create=True),
        money("UnitPrice", label="List Price", is_required=True),
        flag("IsActive", label="Active"),
        flag("UseStandardPrice"),
        read_only(text("ProductCode")),
        read_only(flag("IsArchived")),
        external_id("GTV_Price_Id__c"),
        is_viewed=False,
    ),
)

OPPORTUNITY = SObject(
    "Opportunity",
    "Opportunity",
    "Opportunities",
    "006",
    standard(
        lookup("AccountId", "Account", children="Opportunities"),
        flag("IsPrivate", label="Private"),
        text("Name", 120, is_required=True, is_name=True),
        long_text("Description"),
        choice("StageName", *STAGES, label="Stage", is_required=True),
        money("Amount"),
        percent("Probability", label="Probability (%)", is_defaulted=True),
        read_only(money("ExpectedRevenue")),
        number("TotalOpportunityQuantity", label="Quantity"),
        day("CloseDate", is_required=True),
        choice("Type", "New Business", "Existing Business", "Renewal"),
        text("NextStep"),
        choice("LeadSource", "Web", "Phone Inquiry", "Partner Referral", "Other"),
        read_only(flag("IsClosed", label="Closed")),
        read_only(flag("IsWon", label="Won")),
        read_only(choice("ForecastCategory", "Omitted", "Pipeline", "BestCase", "Closed")),
        choice("ForecastCategoryName", "Omitted", "Pipeline", "Best Case", "Closed", length=40),
        read_only(flag("HasOpportunityLineItem")),
        lookup("Pricebook2Id", "Pricebook2", children="Opportunities"),
        owner(),
        currency_code(),
        read_only(whole("FiscalQuarter", 9)),
        read_only(whole("FiscalYear", 9)),
        read_only(text("Fiscal", 6, label="Fiscal Period")),
        lookup("ContractId", "Contract", children="Opportunities"),
        external_id("NetSuite_Id__c"),
        lookup("Subscription__c", "Subscription__c", children="Opportunities__r"),
    ),
)

OPPORTUNITY_LINE = SObject(
    "OpportunityLineItem",
    "Opportunity Product",
    "Opportunity Products",
    "00k",
    standard(
        create_only(
            lookup(
                "OpportunityId", "Opportunity", children="OpportunityLineItems", is_required=True
            )
        ),
        whole("SortOrder", 9),
        create_only(lookup("PricebookEntryId", "PricebookEntry", children="OpportunityLineItems")),
        create_only(lookup("Product2Id", "Product2", children="OpportunityLineItems")),
        read_only(text("ProductCode")),
        read_only(text("Name", 376, label="Opportunity Product Name", is_name=True)),
        currency_code(follows_parent=True),
        number("Quantity", 12, 2, is_required=True),
        percent("Discount", 5, 2),
        read_only(money("Subtotal")),
        money("TotalPrice"),
        money("UnitPrice", label="Sales Price"),
        read_only(money("ListPrice")),
        day("ServiceDate", label="Date"),
        text("Description", label="Line Description"),
    ),
)

QUOTE = SObject(
    "Quote",
    "Quote",
    "Quotes",
    "0Q0",
    standard(
        text("Name", label="Quote Name", is_required=True, is_name=True),
        create_only(lookup("OpportunityId", "Opportunity", children="Quotes", is_required=True)),
        lookup("Pricebook2Id", "Pricebook2", children="Quotes"),
        lookup("ContactId", "Contact", children="Quotes"),
        lookup("ContractId", "Contract", children="Quotes"),
        choice("Status", "Draft", "Needs Review", "In Review", "Approved", "Presented", "Accepted"),
        day("ExpirationDate"),
        read_only(text("QuoteNumber", 30, is_auto_number=True)),
        read_only(flag("IsSyncing", label="Syncing")),
        read_only(percent("Discount", 5, 2)),
        read_only(money("Subtotal")),
        read_only(money("TotalPrice")),
        read_only(money("GrandTotal")),
        money("Tax"),
        money("ShippingHandling", label="Shipping and Handling"),
        read_only(whole("LineItemCount", 9)),
        read_only(lookup("AccountId", "Account", children="Quotes")),
        long_text("Description"),
        made("Email", "email"),
        made("Phone", "phone"),
        made("Fax", "phone"),
        *postal("Billing"),
        currency_code(),
        owner(),
    ),
)

QUOTE_LINE = SObject(
    "QuoteLineItem",
    "Quote Line Item",
    "Quote Line Items",
    "0QL",
    standard(
        create_only(lookup("QuoteId", "Quote", children="QuoteLineItems", is_required=True)),
        create_only(
            lookup(
                "PricebookEntryId", "PricebookEntry", children="QuoteLineItems", is_required=True
            )
        ),
        read_only(lookup("Product2Id", "Product2", children="QuoteLineItems")),
        read_only(text("LineNumber", is_auto_number=True, is_name=True)),
        currency_code(follows_parent=True),
        number("Quantity", 12, 2, is_required=True),
        money("UnitPrice", label="Sales Price", is_required=True),
        percent("Discount", 5, 2),
        read_only(money("ListPrice")),
        read_only(money("Subtotal")),
        read_only(money("TotalPrice")),
        day("ServiceDate", label="Date"),
        text("Description", label="Line Item Description"),
    ),
)

ORDER = SObject(
    "Order",
    "Order",
    "Orders",
    "801",
    standard(
        owner(),
        lookup("ContractId", "Contract", children="Orders"),
        lookup("AccountId", "Account", children="Orders", is_required=True),
        lookup("Pricebook2Id", "Pricebook2", children="Orders"),
        lookup("OpportunityId", "Opportunity", children="Orders"),
        lookup("OriginalOrderId", "Order"),
        day("EffectiveDate", label="Order Start Date", is_required=True),
        day("EndDate", label="Order End Date"),
        flag("IsReductionOrder", label="Reduction Order"),
        choice("Status", *ORDER_STATUSES, is_required=True, is_restricted=True),
        long_text("Description"),
        lookup("CustomerAuthorizedById", "Contact"),
        lookup("CompanyAuthorizedById", "User"),
        choice("Type", "New", "Quote", "Renewal", label="Order Type"),
        *postal("Billing"),
        *postal("Shipping"),
        text("Name", 80, label="Order Name"),
        text("PoNumber", 80, label="PO Number"),
        read_only(moment("ActivatedDate")),
        read_only(lookup("ActivatedById", "User")),
        read_only(choice("StatusCode", "Draft", "Activated", "Canceled")),
        currency_code(),
        read_only(text("OrderNumber", 30, is_auto_number=True, is_name=True)),
        read_only(money("TotalAmount", label="Order Amount")),
        text("Queue__c", 80),
        choice("Payment_Method__c", "PO", "Credit Card", "PayPal", is_restricted=True),
        money("Authorized_Amount__c"),
        choice("Reauthorization__c", "requested", "authorized"),
        long_text("Order_Comments__c"),
        text("Tracking_Number__c", 80),
        text("Carrier__c", 80),
        text("ASTEA_Job_Number__c", 40),
        external_id("BigCommerce_Order_Id__c"),
        text("GTV_Order_Id__c", 40),
    ),
)

ORDER_LINE = SObject(
    "OrderItem",
    "Order Product",
    "Order Products",
    "802",
    standard(
        read_only(lookup("Product2Id", "Product2", children="OrderItems")),
        create_only(lookup("OrderId", "Order", children="OrderItems", is_required=True)),
        create_only(
            lookup("PricebookEntryId", "PricebookEntry", children="OrderItems", is_required=True)
        ),
        create_only(lookup("OriginalOrderItemId", "OrderItem")),
        lookup("QuoteLineItemId", "QuoteLineItem"),
        read_only(number("AvailableQuantity")),
        number("Quantity", is_required=True),
        currency_code(follows_parent=True),
        money("UnitPrice", is_required=True),
        read_only(money("ListPrice")),
        read_only(money("TotalPrice")),
        day("ServiceDate", label="Start Date"),
        day("EndDate"),
        text("Description", label="Line Description"),
        read_only(text("OrderItemNumber", 30, is_auto_number=True, is_name=True)),
        text("ASTEA_Job_Number__c", 40, label="Order Number"),
        external_id("BigCommerce_Line_Id__c", is_unique=False),
    ),
)

SUBSCRIPTION = SObject(
    "Subscription__c",
    "Subscription",
    "Subscriptions",
    "a0S",
    standard(
        owner(),
        text("Name", 80, label="Subscription Name", is_required=True, is_name=True),
        currency_code(),
        lookup("Account__c", "Account", children="Subscriptions__r"),
        lookup("Parent__c", "Subscription__c", children="Add_Ons__r"),
        lookup("Product__c", "Product2", children="Subscriptions__r"),
        choice(
            "Status__c",
            *("Draft", "New", "In Service", "Suspended", "Expired", "Canceled"),
            "Canceled for Non-Pay",
        ),
        day("Start_Date__c"),
        day("Term_Start_Date__c"),
        day("End_Date__c"),
        number("Term__c", 4, 0, label="Term (Months)"),
        choice(
            "Term_Type__c",
            *("Initial", "Auto-Renewed", "Customer-Renewed", "Month-To-Month", "Expired"),
        ),
        choice("Renewal_Type__c", "Auto-Renew", "High Touch", "Month-To-Month", "Expires"),
        number("Quantity__c", 18, 4),
        money("MRR__c", label="MRR"),
        day("Termination_Date__c"),
        external_id("NetSuite_Id__c"),
        external_id("GTV_Service_Id__c"),
    ),
)

CHANGE_ORDER = SObject(
    "Subscription_Change_Order__c",
    "Subscription Change Order",
    "Subscription Change Orders",
    "a0T",
    standard(
        owner(),
        text("Name", 80, label="Change Order Name", is_required=True, is_name=True),
        currency_code(),
        lookup("Subscription__c", "Subscription__c", children="Change_Orders__r"),
        choice("Action__c", *CHANGE_ACTIONS),
        choice("Status__c", "Active", "Voided", "Pending Approval"),
        day("Effective_Date__c"),
        external_id("NetSuite_Id__c"),
        lookup("Renewal_Subscription__c", "Subscription__c", children="Renewed_By__r"),
        lookup("Opportunity__c", "Opportunity", children="Change_Orders__r"),
    ),
)

CATALOGUE = (PRODUCT, PRICEBOOK, PRICE)
SALES = (
    *(OPPORTUNITY, OPPORTUNITY_LINE, QUOTE, QUOTE_LINE, ORDER, ORDER_LINE),
    *(SUBSCRIPTION, CHANGE_ORDER),
)
