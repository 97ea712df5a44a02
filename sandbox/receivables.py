"""What one customer owes: invoices, the payments and credit memos that settle them, deposits."""

from dataclasses import dataclass, field
from decimal import Decimal

from sandbox.company import TransactionType
from sandbox.drafts import Chance, Debtor, Draft

INVOICES = (0, 1, 1, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 5, 5, 6, 6, 7, 8, 9)  # each as likely


@dataclass(slots=True)
class Receivables:
    """Drafts of one customer, and how much of which settles which invoice."""

    debtor: Debtor
    chance: Chance
    drafts: list[Draft] = field(default_factory=list)
    applied: list[tuple[Draft, Draft, Decimal]] = field(default_factory=list)

    def write(self) -> None:
        """Write them all."""
        settled = [(invoice, invoice.total - invoice.unpaid) for invoice in self._invoices()]
        self._settle([(invoice, paid) for invoice, paid in settled if paid])
        self._leave_unused()
        if self.debtor.is_staged:
            self._unused("CustPymt", self.chance.amount())
        if self.debtor.is_more_overdue_than_owed:
            self._unused("CustPymt", self._more_than_is_not_due())

    def _invoices(self) -> list[Draft]:
        rng, chance, terms = self.chance.rng, self.chance, self.debtor.terms_days
        invoices = []
        for _ in range(rng.choice(INVOICES)):
            age, total = chance.age(self.debtor.oldest_days), chance.amount()
            invoices.append(self._new("CustInvc", age, total, unpaid=self._open(age, total)))
        if self.debtor.is_staged or self.debtor.is_more_overdue_than_owed:
            for age in (terms + rng.randrange(5, 50), rng.randrange(1, terms)):
                total = chance.amount()
                invoices.append(self._new("CustInvc", age, total, unpaid=total))
        return invoices

    def _open(self, age: int, total: Decimal) -> Decimal:
        """How much of an invoice is open: the longer it is due, the likelier nothing."""
        days_late = age - self.debtor.terms_days
        none, part = (
            (0.3, 0.4) if days_late <= 0 else (0.8, 0.9) if days_late < 50 else (0.97, 0.98)
        )
        fate = self.chance.rng.random()
        if fate < none:
            return self.chance.nothing
        return self.chance.share(total) if fate < part else total

    def _settle(self, settled: list[tuple[Draft, Decimal]]) -> None:
        """Payments of one or two invoices each, and credit memos for a part of some."""
        rng = self.chance.rng
        payment: Draft | None = None
        for invoice, paid in settled:
            credited = self.chance.share(paid) if rng.random() < 0.2 else self.chance.nothing
            if credited:
                self._apply(self._settling("CustCred", invoice), invoice, credited)
            if payment is None or rng.random() < 0.75:
                payment = self._settling("CustPymt", invoice)
            self._apply(payment, invoice, paid - credited)

    def _settling(self, type_: TransactionType, invoice: Draft) -> Draft:
        return self._new(type_, 1 + self.chance.rng.randrange(invoice.age), self.chance.nothing)

    def _apply(self, settling: Draft, invoice: Draft, amount: Decimal) -> None:
        settling.total += amount
        settling.age = min(settling.age, invoice.age)
        self.applied.append((settling, invoice, amount))

    def _leave_unused(self) -> None:
        """Credit and money that no invoice has had yet, and deposits for what is to come."""
        rng, chance = self.chance.rng, self.chance
        for draft in self.drafts:
            if rng.random() < {"CustPymt": 0.06, "CustCred": 0.4}.get(draft.type, 0):
                spare = chance.share(draft.total)
                draft.total += spare
                draft.unused += spare
        if rng.random() < 0.06:
            self._unused("CustPymt", chance.amount())
        if rng.random() < 0.05:
            self._unused("CustCred", chance.amount())
        if rng.random() < 0.12:
            deposit = self._unused("CustDep", chance.amount())
            used = rng.random()
            if used < 0.2:
                deposit.unused = chance.nothing
            elif used < 0.4:
                deposit.unused = chance.share(deposit.total)

    def _more_than_is_not_due(self) -> Decimal:
        """A payment that makes the customer owe less than what is overdue, and not nothing."""
        terms = self.debtor.terms_days
        not_due = sum((it.unpaid for it in self.drafts if it.age <= terms), self.chance.nothing)
        overdue = sum((it.unpaid for it in self.drafts if it.age > terms), self.chance.nothing)
        return not_due + self.chance.share(overdue)

    def _unused(self, type_: TransactionType, amount: Decimal) -> Draft:
        age = self.chance.age(self.debtor.oldest_days)
        return self._new(type_, age, amount, unused=amount)

    def _new(
        self,
        type_: TransactionType,
        age: int,
        total: Decimal,
        *,
        unpaid: Decimal | None = None,
        unused: Decimal | None = None,
    ) -> Draft:
        nothing = self.chance.nothing
        draft = Draft(type_, age, total, unpaid or nothing, unused or nothing)
        self.drafts.append(draft)
        return draft
