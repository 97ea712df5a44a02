"""The words the vendor shows for its codes."""

from collections.abc import Mapping
from types import MappingProxyType

TYPE: Mapping[str, str] = MappingProxyType(
    {
        "SalesOrd": "Sales Order",
        "CustInvc": "Invoice",
        "CustCred": "Credit Memo",
        "CustPymt": "Payment",
        "CustDep": "Customer Deposit",
        "Journal": "Journal",
        "Estimate": "Estimate",
        "Opprtnty": "Opportunity",
    }
)
RECORD_TYPE: Mapping[str, str] = MappingProxyType(
    {
        "SalesOrd": "salesorder",
        "CustInvc": "invoice",
        "CustCred": "creditmemo",
        "CustPymt": "customerpayment",
        "CustDep": "customerdeposit",
        "Journal": "journalentry",
    }
)
ABBREVIATION: Mapping[str, str] = MappingProxyType(
    {
        "SalesOrd": "SORD",
        "CustInvc": "INV",
        "CustCred": "CREDMEM",
        "CustPymt": "PMT",
        "CustDep": "CUSTDEP",
        "Journal": "GENJRNL",
    }
)
STATUS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "SalesOrd": {
            "A": "Pending Approval",
            "B": "Pending Fulfillment",
            "C": "Cancelled",
            "D": "Partially Fulfilled",
            "E": "Pending Billing/Partially Fulfilled",
            "F": "Pending Billing",
            "G": "Billed",
            "H": "Closed",
        },
        "CustInvc": {
            "A": "Open",
            "B": "Paid In Full",
            "D": "Pending Approval",
            "E": "Rejected",
            "V": "Voided",
        },
        "CustCred": {"A": "Open", "B": "Fully Applied"},
        "CustPymt": {"A": "Unapproved Payment", "B": "Not Deposited", "C": "Deposited"},
        "CustDep": {"A": "Not Deposited", "B": "Deposited", "C": "Fully Applied"},
        "Journal": {"A": "Pending Approval", "B": "Approved for Posting"},
    }
)

# the codes that a field may hold, with what is shown for each; looked up by the name after `~`
LISTS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "type": TYPE,
        "hold": {"AUTO": "Auto", "ON": "On", "OFF": "Off"},
        "orderstatus": {"A": "Pending Approval", "B": "Pending Fulfillment"},
        "salesorderstatus": STATUS["SalesOrd"],
        "invoicestatus": STATUS["CustInvc"],
        "creditstatus": STATUS["CustCred"],
        "paymentstatus": STATUS["CustPymt"],
        "depositstatus": STATUS["CustDep"],
        "subscription": {
            "DRAFT": "Draft",
            "NOT_INCLUDED": "Not Included",
            "PENDING_ACTIVATION": "Pending Activation",
            "ACTIVE": "Active",
            "SUSPENDED": "Suspended",
            "CLOSED": "Closed",
            "TERMINATED": "Terminated",
        },
        "linetype": {"RECURRING": "Recurring", "ONE_TIME": "One Time", "USAGE": "Usage"},
        "frequency": {
            "NEVER": "Never",
            "DAILY": "Daily",
            "WEEKLY": "Weekly",
            "MONTHLY": "Monthly",
            "QUARTERLY": "Quarterly",
            "ANNUALLY": "Annually",
        },
        "renewal": {
            "EXTEND_EXISTING_SUBSCRIPTION": "Extend Existing Subscription",
            "CREATE_NEW_SUBSCRIPTION": "Create New Subscription",
        },
        "renewaltransaction": {
            "Opprtnty": "Opportunity",
            "Estimate": "Estimate",
            "SalesOrd": "Sales Order",
        },
        "days": {"DAYS": "Days"},
        "action": {
            "ACTIVATE": "Activate",
            "MODIFY_PRICING": "Modify Pricing",
            "SUSPEND": "Suspend",
            "REACTIVATE": "Reactivate",
            "RENEW": "Renew",
            "TERMINATE": "Terminate",
        },
        "approval": {
            "PENDING_APPROVAL": "Pending Approval",
            "APPROVED": "Approved",
            "REJECTED": "Rejected",
        },
        "changeorder": {"ACTIVE": "Active", "VOIDED": "Voided"},
        "modification": {
            "NEW_CHURN": "New/Churn",
            "UPSELL_DOWNSELL": "Upsell/Downsell",
            "IGNORED": "Ignored",
        },
        "step": {
            "CREATE_NEW_SUBSCRIPTION": "Create New Subscription",
            "CREATE_NEW_SALES_TRANSACTION": "Create New Sales Transaction",
        },
        "stepstatus": {"SUCCESS": "Success", "FAILURE": "Failure"},
    }
)


def status_text(transaction_type: str, letter: str) -> str:
    """`Sales Order : Pending Billing`, as BUILTIN.DF shows a status."""
    return f"{TYPE[transaction_type]} : {STATUS[transaction_type].get(letter, letter)}"
