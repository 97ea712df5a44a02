"""All that the systems hold of one customer, while it is being put together or put out of order."""

from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from sandbox.accounts import Account, Register
from sandbox.books import figures
from sandbox.company import (
    Application,
    BillingAccount,
    BillingInvoice,
    BillingRecords,
    CrmAccount,
    CrmRecords,
    CrmSubscription,
    Journal,
    PartnerRecords,
    Service,
    ServiceRecords,
    StoreRecords,
    Subscription,
    SubscriptionBooks,
    Transaction,
)
from sandbox.making.at_billing import balance_of, overdue_of
from sandbox.making.terms import Term


@dataclass(slots=True)
class Holdings:
    """One customer in seven systems; what is first in each is what a plot is about."""

    account: Account
    register: Register
    books: SubscriptionBooks = field(default_factory=SubscriptionBooks)
    crm: CrmRecords = field(default_factory=CrmRecords)
    billing: BillingRecords = field(default_factory=BillingRecords)
    partners: PartnerRecords = field(default_factory=PartnerRecords)
    store: StoreRecords = field(default_factory=StoreRecords)
    field_service: ServiceRecords = field(default_factory=ServiceRecords)
    journals: tuple[Journal, ...] = ()

    @property
    def slot(self) -> int:
        return self.account.slot

    @property
    def as_of(self) -> date:
        return self.register.as_of

    @property
    def currency(self) -> str:
        return self.account.currency.symbol

    @property
    def term(self) -> Term:
        return self.account.terms[0]

    @property
    def nothing(self) -> Decimal:
        """Zero with the places of the customer's currency."""
        return Decimal(0).scaleb(-self.account.currency.precision)

    @property
    def customer_id(self) -> str:
        return str(self.account.customer.id)

    @property
    def crm_account(self) -> CrmAccount:
        return self.crm.accounts[0]

    @crm_account.setter
    def crm_account(self, it: CrmAccount) -> None:
        self.crm = replace(self.crm, accounts=(it, *self.crm.accounts[1:]))

    @property
    def crm_subscription(self) -> CrmSubscription:
        return self.crm.subscriptions[0]

    @crm_subscription.setter
    def crm_subscription(self, it: CrmSubscription) -> None:
        self.crm = replace(self.crm, subscriptions=(it, *self.crm.subscriptions[1:]))

    @property
    def billing_account(self) -> BillingAccount:
        return self.billing.accounts[0]

    @billing_account.setter
    def billing_account(self, it: BillingAccount) -> None:
        self.billing = replace(self.billing, accounts=(it, *self.billing.accounts[1:]))

    @property
    def service(self) -> Service:
        return self.billing.services[0]

    @service.setter
    def service(self, it: Service) -> None:
        self.billing = replace(self.billing, services=(it, *self.billing.services[1:]))

    @property
    def subscription(self) -> Subscription:
        return self.books.subscriptions[0]

    @subscription.setter
    def subscription(self, it: Subscription) -> None:
        self.books = replace(self.books, subscriptions=(it, *self.books.subscriptions[1:]))

    def copy_of(self, invoice: BillingInvoice) -> Transaction:
        """The ERP's invoice of one of billing."""
        key = f"GTV-{invoice.number}"
        return next(it for it in self.account.documents.transactions if it.external_id == key)

    def put_document(self, old: Transaction | None, new: Transaction | None) -> None:
        """Change, add (in id order) or take away a document of the ERP."""
        documents = [it for it in self.account.documents.transactions if it is not old]
        if new is not None:
            documents.append(new)
            documents.sort(key=lambda it: it.id)
        self._file(tuple(documents), self.account.documents.applications)

    def settle(self, invoice: Transaction, amount: Decimal | None) -> None:
        """Change the payment of a paid ERP invoice to an amount; None takes it away."""
        documents, applied = self.account.documents, self.account.documents.applications
        own = next(it for it in applied if it.to_transaction_id == invoice.id)
        rest = tuple(it for it in applied if it is not own)
        kept = [it for it in documents.transactions if it.id != own.from_transaction_id]
        if amount is None:
            self._file(tuple(kept), rest)
            return
        payment = next(it for it in documents.transactions if it.id == own.from_transaction_id)
        kept.append(replace(payment, total=amount))
        kept.sort(key=lambda it: it.id)
        changed = Application(own.from_transaction_id, invoice.id, amount)
        self._file(tuple(kept), tuple(changed if it is own else it for it in applied))

    def _file(
        self, transactions: tuple[Transaction, ...], applications: tuple[Application, ...]
    ) -> None:
        books = replace(
            self.account.documents, transactions=transactions, applications=applications
        )
        self.account = replace(self.account, documents=books)

    def restate(self) -> None:
        """Let the ERP's header follow its documents again."""
        its = figures(
            self.account.documents.transactions,
            self.account.currency,
            self.register.currencies,
            self.as_of,
        )
        self.account = self.register.stated(self.account, its)

    def rebalance(self) -> None:
        """Let billing's balance follow its documents, and the CRM's copy follow billing."""
        own, records = self.billing_account, self.billing
        balance = balance_of(
            records.invoices, records.payments, records.adjustments, own.id, self.nothing
        )
        overdue = overdue_of(records.invoices, own.id, self.as_of, self.nothing)
        self.billing_account = replace(own, balance=balance)
        self.crm_account = replace(self.crm_account, balance=balance, overdue_balance=overdue)
