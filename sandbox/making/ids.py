"""The ids that each system gives: ascending with the customer's slot, with room for its records."""

TERMS_EACH = 8  # subscriptions that one customer can have, drafts included
LINES_EACH = 4  # lines of a subscription, at most
INVOICES_EACH = 16  # per customer, at most


def subscription(slot: int, position: int) -> int:
    """The ERP's subscription."""
    return 20_000 + TERMS_EACH * slot + position


def subscription_line(slot: int, position: int, number: int) -> int:
    """The ERP's subscription line."""
    return LINES_EACH * subscription(slot, position) + number - 1


def change_order(slot: int, position: int, step: int) -> int:
    """The ERP's change order."""
    return LINES_EACH * subscription(slot, position) + step


def erp_account(slot: int, account: int) -> int:
    """The ERP's billing account."""
    return 31_000 + 2 * slot + account


def billing_account(slot: int, account: int = 0) -> int:
    return 4_104_000 + 2 * slot + account


def account_number(slot: int, account: int = 0) -> str:
    """The number that billing gives an account."""
    return f"{1_000 + 2 * slot + account}"


def service(slot: int, position: int, number: int) -> int:
    """Billing's service of a subscription line."""
    return 900_000 + line(slot, position, number)


def line(slot: int, position: int, number: int) -> int:
    """A number for a subscription line that no other line of the world has."""
    return LINES_EACH * (TERMS_EACH * slot + position) + number - 1


def invoice(slot: int, position: int) -> int:
    return 6_000_000 + INVOICES_EACH * slot + position


def invoice_number(invoice_id: int) -> str:
    """The number that billing prints on an invoice."""
    return f"GTV{invoice_id:09d}"
