"""Customers of the ERP with their documents, their header figures in agreement with them."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

from sandbox.books import Figures, figures, hold_reason
from sandbox.casting import FINANCIAL, Part
from sandbox.company import (
    BillingInvoice,
    CreditPolicy,
    Currency,
    Customer,
    Header,
    HoldOverride,
    Subsidiary,
)
from sandbox.documents import FIRST_ID, ID_RANGE, Documents, at_work, documents, rate_that_day
from sandbox.drafts import Debtor
from sandbox.making.at_crm import account_id
from sandbox.making.erp_documents import copies, renewal_orders
from sandbox.making.invoicing import Debts, invoices
from sandbox.making.places import place
from sandbox.making.plots import TWISTS
from sandbox.making.subscribing import subscriptions
from sandbox.making.terms import Term
from sandbox.names import Directory, FirmName, short_name, site_name

COUNTRIES = {1: "US US US CA", 2: "GB GB GB IE", 3: "DE DE NL ES IT", 5: "JP", 6: "FR FR ES"}
SUBSIDIARY_SHARES = {1: 9, 2: 4, 3: 4, 5: 2, 6: 2}
TERMS_DAYS = (15, 30, 30, 30, 45, 60)
CREDIT_LIMITS = (15_000, 25_000, 40_000, 50_000, 75_000, 100_000)


@dataclass(frozen=True, slots=True)
class Account:
    """A customer, the firm behind it and its documents; `figures` are those its header states.

    `terms` are its subscriptions as they truly are, `invoices` what billing made of them; the
    documents hold copies of those.
    """

    slot: int
    firm: FirmName
    country: str
    currency: Currency
    customer: Customer
    documents: Documents
    figures: Figures
    terms: tuple[Term, ...] = ()
    invoices: tuple[BillingInvoice, ...] = ()


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a customer belongs: branches share their parent's."""

    subsidiary_id: int
    country: str
    currency: Currency


class Register:
    """Opens accounts, each from its own chance; `slot` numbers all that the world knows of."""

    def __init__(
        self,
        seed: int,
        as_of: date,
        currencies: Sequence[Currency],
        subsidiaries: Sequence[Subsidiary],
        policy: CreditPolicy,
    ) -> None:
        self.seed = seed
        self.as_of = as_of
        self.policy = policy
        self.currencies: Mapping[str, Currency] = {it.symbol: it for it in currencies}
        self._subsidiaries = {it.id: it for it in subsidiaries}
        self._directory = Directory(seed)

    def chance(self, slot: int, purpose: str) -> random.Random:
        """Chance of its own for a purpose at a slot, whatever came before."""
        return random.Random(f"{self.seed}:{slot}:{purpose}")

    def customer_id(self, slot: int) -> int:
        """The ERP's internal id: ascending, with gaps."""
        return 1_000 + 5 * slot + (7_919 * slot + self.seed) % 5

    def origin(self, rng: random.Random) -> Origin:
        """A subsidiary, a country that it sells to, and nearly always its currency."""
        subsidiary_id = rng.choices(list(SUBSIDIARY_SHARES), list(SUBSIDIARY_SHARES.values()))[0]
        country = rng.choice(COUNTRIES[subsidiary_id].split())
        symbol = self._subsidiaries[subsidiary_id].currency
        if rng.random() < 0.05:
            symbol = rng.choice(list(self.currencies))
        return Origin(subsidiary_id, country, self.currencies[symbol])

    def firm(self, slot: int, country: str) -> FirmName:
        """The firm at a slot."""
        return self._directory.firm(slot, country, self.chance(slot, "name"))

    def account(self, part: Part) -> Account:
        """A customer without branches."""
        slot = slot_of(part.index)
        rng = self.chance(slot, "account")
        origin = self.origin(rng)
        if part.twist is not None and TWISTS[part.twist].is_abroad:
            origin = Origin(2, "GB", self.currencies["GBP"])
        firm = self.firm(slot, origin.country)
        if part.name is not None:
            firm = site_name(10 * part.index) if part.name == "site" else short_name(part.index)
        return self._open(part, slot, origin, firm, None, rng)

    def family(self, parts: Sequence[Part]) -> list[Account]:
        """A parent and its branches, the parent's consolidated figures including theirs."""
        parent = self.account(parts[0])
        origin = Origin(parent.customer.subsidiary_id, parent.country, parent.currency)
        branches = []
        for position, part in enumerate(parts[1:]):
            slot = slot_of(part.index)
            firm = Directory.branch(
                parent.firm, position, parent.country, self.chance(slot, "name")
            )
            rng = self.chance(slot, "account")
            branches.append(self._open(part, slot, origin, firm, parent.customer, rng))
        return [_consolidated(parent, branches), *branches]

    def stated(self, account: Account, its: Figures) -> Account:
        """The account with a header that states `its` figures and the hold that they lead to."""
        customer = account.customer
        reason = hold_reason(self.policy, customer.hold_override, customer.credit_limit, its)
        header = header_of(its, is_on_hold=reason is not None)
        return replace(account, customer=replace(customer, header=header), figures=its)

    def _open(
        self,
        part: Part,
        slot: int,
        origin: Origin,
        firm: FirmName,
        parent: Customer | None,
        rng: random.Random,
    ) -> Account:
        debtor = self._debtor(part, slot, origin, rng)
        own = documents(debtor, self.as_of, rng)
        override, limit = _override(rng), _credit_limit(origin.currency, rng)
        touched_on = self.as_of - timedelta(days=rng.randrange(1, debtor.age_days))
        tax_number = f"{origin.country}{rng.randrange(10**8, 10**9)}"
        if parent is not None and parent.id % 2:  # a VAT group
            tax_number = parent.tax_number
        customer = Customer(
            id=debtor.id,
            entity_id=entity_id(slot),
            name=firm.full,
            currency=origin.currency.symbol,
            parent_id=None if parent is None else parent.id,
            stage="Customer",
            is_inactive=part.is_inactive,
            hold_override=override,
            credit_limit=limit,
            terms_days=debtor.terms_days,
            email=f"accounts@{firm.domain}",
            phone=f"+{rng.randrange(1, 99)} {rng.randrange(10**8, 10**9)}",
            domain=firm.domain,
            tax_number=tax_number,
            external_id=f"{7 * slot + 3:010d}" if rng.random() < 0.6 else None,
            subsidiary_id=origin.subsidiary_id,
            created_at=at_work(self.as_of - timedelta(days=debtor.age_days), rng),
            modified_at=at_work(touched_on, rng),
            header=_NO_HEADER,
            address=place(slot, origin.country, rng),
            crm_id=account_id(slot),
        )
        terms, invoiced, books = self._sold(part, slot, origin, customer, debtor.age_days, own)
        its = figures(books.transactions, origin.currency, self.currencies, self.as_of)
        account = Account(
            slot, firm, origin.country, origin.currency, customer, books, its, terms, invoiced
        )
        return self.stated(account, its)

    def _sold(
        self,
        part: Part,
        slot: int,
        origin: Origin,
        customer: Customer,
        age_days: int,
        own: Documents,
    ) -> tuple[tuple[Term, ...], tuple[BillingInvoice, ...], Documents]:
        """Subscriptions, what billing has invoiced of them, and all documents of the ERP."""
        if part.is_inactive:
            return (), (), own
        rng = self.chance(slot, "subscriptions")
        needs = None if part.twist is None else TWISTS[part.twist]
        is_late = part.is_late or (needs is not None and needs.is_overdue)
        is_owing = part.is_owing or (needs is not None and needs.is_owing)
        terms = subscriptions(needs, customer.currency, self.as_of, age_days, rng)
        debts = Debts(is_owing, is_late)
        invoiced = invoices(slot, terms, customer.terms_days, debts, self.as_of, rng)
        rate = rate_that_day(origin.currency, rng)
        copied, applied = copies(slot, customer, rate, invoiced, rng)
        orders = renewal_orders(slot, customer, rate, terms, self.as_of)
        books = replace(
            own,
            transactions=(*own.transactions, *copied, *orders),
            applications=(*own.applications, *applied),
        )
        return terms, tuple(invoiced), books

    def _debtor(self, part: Part, slot: int, origin: Origin, rng: random.Random) -> Debtor:
        is_staged = part.plot in FINANCIAL
        is_old = is_staged or part.is_more_overdue_than_owed or rng.random() < 0.95
        age_days = rng.randrange(430, 2_600) if is_old else rng.randrange(5, 200)
        return Debtor(
            id=self.customer_id(slot),
            first_document_id=FIRST_ID + ID_RANGE * slot,
            currency=origin.currency,
            terms_days=rng.choice(TERMS_DAYS),
            age_days=age_days if part.twist is None else 1_300 + age_days // 2,
            is_staged=is_staged,
            is_more_overdue_than_owed=part.is_more_overdue_than_owed,
        )


def slot_of(index: int) -> int:
    """The slot of account number `index`; the one behind it is for who comes right after."""
    return 2 * index


def entity_id(slot: int) -> str:
    """The number that people know a customer by; its zeros are part of it."""
    return f"CUST{slot:05d}"


_NO_HEADER = Header(
    balance=Decimal(0),
    overdue_balance=Decimal(0),
    unbilled_orders=Decimal(0),
    deposit_balance=Decimal(0),
    days_overdue=0,
    on_hold=False,
    consolidated_balance=Decimal(0),
    consolidated_overdue_balance=Decimal(0),
    consolidated_unbilled_orders=Decimal(0),
    consolidated_days_overdue=0,
)


def header_of(its: Figures, *, is_on_hold: bool) -> Header:
    """The header of a customer without branches."""
    return Header(
        balance=its.balance,
        overdue_balance=its.overdue_balance,
        unbilled_orders=its.unbilled_orders,
        deposit_balance=its.deposit_balance,
        days_overdue=its.days_overdue,
        on_hold=is_on_hold,
        consolidated_balance=its.balance,
        consolidated_overdue_balance=its.overdue_balance,
        consolidated_unbilled_orders=its.unbilled_orders,
        consolidated_days_overdue=its.days_overdue,
    )


def _consolidated(parent: Account, branches: Sequence[Account]) -> Account:
    every = [parent.figures, *(branch.figures for branch in branches)]
    header = replace(
        parent.customer.header,
        consolidated_balance=sum((it.balance for it in every), Decimal(0)),
        consolidated_overdue_balance=sum((it.overdue_balance for it in every), Decimal(0)),
        consolidated_unbilled_orders=sum((it.unbilled_orders for it in every), Decimal(0)),
        consolidated_days_overdue=max(it.days_overdue for it in every),
    )
    return replace(parent, customer=replace(parent.customer, header=header))


def _override(rng: random.Random) -> HoldOverride:
    fate = rng.random()
    return "ON" if fate < 0.04 else "OFF" if fate < 0.1 else "AUTO"


def _credit_limit(currency: Currency, rng: random.Random) -> Decimal | None:
    """Mostly some round sum; none at all for every fourth, and for a few nothing: 0.00."""
    fate = rng.random()
    if fate < 0.25:
        return None
    whole = 0 if fate < 0.265 else rng.choice(CREDIT_LIMITS)
    return Decimal(whole * 100).scaleb(-currency.precision)
