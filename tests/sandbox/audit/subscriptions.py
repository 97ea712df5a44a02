"""docs/differences.md §4: one line of a subscription in three systems, and the odd one out."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from sandbox.company import CrmSubscription, Service, Subscription, SubscriptionLine
from tests.sandbox.audit.linking import Links
from tests.sandbox.audit.records import ZERO, Finding, Findings, Records, finding, ids

MONTHS = {"MONTH": 1, "MONTHLY": 1, "QUARTER": 3, "QUARTERLY": 3, "YEAR": 12, "ANNUALLY": 12}
CANONICAL = {
    "scheduled": ("PENDING", "SCHEDULED", "PENDING_ACTIVATION", "New"),
    "active": ("TRIAL", "ACTIVE", "In Service"),
    "suspended": ("SUSPENDED", "Suspended"),
    "ended": (
        *("DEACTIVATED", "CANCELED", "TRANSFERRED", "REPLACED", "TERMINATED", "CLOSED"),
        *("Expired", "Canceled", "Canceled for Non-Pay"),
    ),
}
STATUS = {raw: canonical for canonical, every in CANONICAL.items() for raw in every}
ENDINGS = {
    "RENEW_AGREEMENT": "Auto-Renew",
    "CHANGE_AGREEMENT": "High Touch",
    "SERVICE_ONLY": "Month-To-Month",
    "DEACTIVATE_SERVICE": "Expires",
}
SYSTEMS = ("gotransverse", "netsuite", "salesforce")


@dataclass(frozen=True)
class Seen:
    """A line as one system has it; the entity is the customer that it is of there."""

    system: str
    record_id: str
    entity: str | None
    sku: str
    currency: str | None
    status: str
    last_day: date | None
    ending: str | None
    quantity: Decimal
    mrr: Decimal


Price = tuple[date, date | None, Decimal, str]
Line = dict[str, Seen]


def mrr_of(service: Service, on: date) -> Decimal:
    """What a service costs a month on a day."""
    return _monthly([(p.starts_on, p.ends_on, p.amount, p.period) for p in service.prices], on)


def mrr_of_line(line: SubscriptionLine, on: date) -> Decimal:
    """What a line of the ERP costs a month on a day, or on its first one if that is later."""
    return _monthly(
        [(it.starts_on, it.ends_on, it.recurring_amount, it.frequency) for it in line.intervals],
        max(on, line.starts_on),
    )


def differences(its: Records, links: Links) -> Findings:
    matcher = _Matcher(its, links)
    yield from matcher.twins()
    for line, parent in matcher.lines():
        missing = [name for name in SYSTEMS if name not in line]
        if missing:
            if parent is None or missing[0] in parent:
                yield _missing(line, missing[0])
            continue
        yield from _compared(line)
    yield from matcher.outliving()
    yield from _late_prices(its)


class _Matcher:
    def __init__(self, its: Records, links: Links) -> None:
        self.its, self.links, self.as_of = its, links, its.as_of
        self.currencies = {it.id: it.currency for it in its.billing_accounts}
        self.entities = {it.id: links.of_billing(it) for it in its.billing_accounts}
        self.skus = {it.id: it.sku for it in its.products}
        self.codes = {it.id: it.code for it in its.crm_products}
        self.crm = [it for it in its.crm_subscriptions if it.status != "Draft"]
        self.of_service = {it.service_id_billing: it for it in self.crm if it.service_id_billing}
        self.of_erp = {it.subscription_id_erp: it for it in self.crm if it.subscription_id_erp}
        self.erp = [it for it in its.subscriptions if it.status != "DRAFT"]
        self.by_external = {it.external_id: it for it in self.erp}
        self.loose: list[CrmSubscription] = []

    def twins(self) -> Iterator[Finding]:
        """CRM subscriptions without an id, next to one like them that has one."""
        linked: dict[tuple[object, ...], CrmSubscription] = {}
        for it in self.crm:
            if it.service_id_billing or it.subscription_id_erp:
                linked[it.account_id, it.parent_id, it.product_id, it.starts_on] = it
        for it in self.crm:
            if it.service_id_billing or it.subscription_id_erp:
                continue
            own = linked[it.account_id, it.parent_id, it.product_id, it.starts_on]
            left = ("gotransverse", own.service_id_billing)
            right = ("salesforce", ids([own.id, it.id]))
            yield finding(
                "subscriptions", "duplicate", "subscription", left, right, -it.mrr, it.currency
            )
            self.loose.append(it)

    def lines(self) -> Iterator[tuple[Line, Line | None]]:
        """Every line once, with the line of its base where it is an add-on."""
        bases: dict[int, Line] = {}
        done: set[str] = set()
        for service in sorted(self.its.services, key=lambda it: it.parent_id is not None):
            line = self._of_service(service)
            done |= {seen.record_id for seen in line.values()}
            bases[service.id] = line
            yield line, None if service.parent_id is None else bases[service.parent_id]
        for subscription in self.erp:
            for erp_line in subscription.lines:
                seen = self._erp(subscription, erp_line)
                if seen.record_id in done:
                    continue
                found = {"netsuite": seen}
                if own := self.of_erp.get(seen.record_id):
                    found["salesforce"] = self._crm(own)
                    done.add(own.id)
                yield found, None
        for it in self.crm:
            if it.id not in done and it not in self.loose:
                yield {"salesforce": self._crm(it)}, None

    def _of_service(self, it: Service) -> Line:
        line = {"gotransverse": self._billing(it)}
        own = self.of_service.get(str(it.id))
        if own is not None:
            line["salesforce"] = self._crm(own)
        base = self.by_external.get(f"GTV-{it.parent_id or it.id}")
        if base is None and own is not None and own.subscription_id_erp:
            wanted = own.subscription_id_erp.split(":")[0]
            base = next((sub for sub in self.erp if str(sub.id) == wanted), None)
        for erp_line in base.lines if base else ():
            is_base = erp_line.number == 1
            is_same = is_base or erp_line.sku == self.skus[it.product_id]
            if base and is_base == (it.parent_id is None) and is_same:
                line["netsuite"] = self._erp(base, erp_line)
        return line

    def outliving(self) -> Iterator[Finding]:
        """Add-ons whose last day all agree on, after the one of their base."""
        services = {it.id: it for it in self.its.services}
        for it in self.its.services:
            base = services.get(it.parent_id or 0)
            if base is None or base.agreement is None or STATUS[it.status] == "ended":
                continue
            if it.commitment_ends_on and it.commitment_ends_on > base.agreement.ends_on:
                own = self.of_service.get(str(it.id))
                if own and own.ends_on == it.commitment_ends_on:
                    left, right = ("gotransverse", base.id), ("gotransverse", it.id)
                    yield finding("subscriptions", "term", "co_termination", left, right)

    def _billing(self, it: Service) -> Seen:
        ending = ENDINGS[it.agreement.end_action] if it.agreement else None
        last = it.agreement.ends_on if it.agreement else it.commitment_ends_on
        return Seen(
            system="gotransverse",
            record_id=str(it.id),
            entity=self.entities[it.account_id],
            sku=self.skus[it.product_id],
            currency=self.currencies[it.account_id],
            status=STATUS[it.status],
            last_day=None if ending == "Month-To-Month" else last,
            ending=ending,
            quantity=it.quantity,
            mrr=mrr_of(it, max(self.as_of, it.starts_on)),
        )

    def _erp(self, own: Subscription, it: SubscriptionLine) -> Seen:
        return Seen(
            system="netsuite",
            record_id=str(own.id) if it.number == 1 else f"{own.id}:{it.number}",
            entity=str(own.customer_id),
            sku=it.sku,
            currency=own.currency,
            status=STATUS[it.status],
            last_day=it.ends_on,
            ending=None,
            quantity=it.quantity,
            mrr=mrr_of_line(it, self.as_of),
        )

    def _crm(self, it: CrmSubscription) -> Seen:
        return Seen(
            system="salesforce",
            record_id=it.id,
            entity=self.links.of_account(it.account_id),
            sku=self.codes[it.product_id or ""],
            currency=it.currency,
            status=STATUS[it.status],
            last_day=it.ends_on,
            ending=None if it.parent_id else it.renewal_type,
            quantity=it.quantity,
            mrr=it.mrr,
        )


def _compared(line: Line) -> Iterator[Finding]:
    """The first test that fails, in the order of §1."""
    billing, crm = line["gotransverse"], line["salesforce"]
    left, right = ("gotransverse", billing.record_id), ("salesforce", crm.record_id)
    if billing.entity is not None and billing.entity != crm.entity:
        yield finding("subscriptions", "ownership", "account", left, right)
    elif pair := _odd(line, lambda it: it.sku):
        yield _told("mapping", "product", pair)
    elif pair := _odd(_with_currency(line), lambda it: it.currency):
        other = pair[1]
        yield _told("currency", "currency", pair, other.mrr, other.currency)
    elif pair := _odd(line, lambda it: it.status):
        yield _told("status", "status", pair)
    elif billing.status == "ended":
        return
    elif pair := _odd(line, lambda it: it.last_day):
        yield _told("term", "term", pair)
    elif billing.ending != crm.ending:
        yield _told("term", "term", (billing, crm))
    elif pair := _odd(line, lambda it: it.quantity):
        yield _told("quantity", "quantity", pair, pair[0].mrr - pair[1].mrr, crm.currency)
    elif pair := _odd(line, lambda it: it.mrr):
        yield _told("amount", "mrr", pair, pair[0].mrr - pair[1].mrr, crm.currency)


def _with_currency(line: Line) -> Line:
    """A billing account may have none; then the other two are compared."""
    return {name: it for name, it in line.items() if it.currency is not None}


def _odd(line: Line, value: Callable[[Seen], object]) -> tuple[Seen, Seen] | None:
    """The odd one and the first of the other two, in the order of systems; None if all agree."""
    seen = [line[name] for name in SYSTEMS if name in line]
    for odd in seen:
        others = [it for it in seen if it is not odd]
        if value(odd) not in [value(it) for it in others] and len({*map(value, others)}) == 1:
            pair = sorted((odd, others[0]), key=lambda it: SYSTEMS.index(it.system))
            return pair[0], pair[1]
    assert len({*map(value, seen)}) == 1
    return None


def _told(
    kind: str,
    field: str,
    pair: tuple[Seen, Seen],
    amount: Decimal | None = None,
    currency: str | None = None,
) -> Finding:
    left, right = ((it.system, it.record_id) for it in pair)
    return finding("subscriptions", kind, field, left, right, amount, currency)


def _missing(line: Line, lacking: str) -> Finding:
    present = next(line[name] for name in SYSTEMS if name in line)
    is_left = SYSTEMS.index(lacking) < SYSTEMS.index(present.system)
    mine, nothing = (present.system, present.record_id), (lacking, "")
    left, right = (nothing, mine) if is_left else (mine, nothing)
    amount = -present.mrr if is_left else present.mrr
    kind = "missing_left" if is_left else "missing_right"
    currency = present.currency or next(it.currency for it in line.values() if it.currency)
    return finding("subscriptions", kind, "subscription", left, right, amount, currency)


def _late_prices(its: Records) -> Findings:
    services = {f"GTV-{it.id}": it for it in its.services}
    external = {it.id: it.external_id for it in its.subscriptions}
    for change in its.change_orders:
        service = services.get(external.get(change.subscription_id) or "")
        if change.action != "MODIFY_PRICING" or change.effective_on >= its.as_of or not service:
            continue
        new = change.lines[0].new_amount
        window = change.effective_on + timedelta(days=31)
        starts = {it.starts_on: it.amount for it in service.prices}
        late = [day for day, it in starts.items() if it == new and day <= window]
        if change.effective_on not in starts and late:
            left, right = ("gotransverse", service.id), ("netsuite", change.id)
            yield finding("subscriptions", "timing", "effective_on", left, right)


def _monthly(prices: Iterable[Price], on: date) -> Decimal:
    return sum(
        (
            amount / MONTHS[period]
            for starts_on, ends_on, amount, period in prices
            if starts_on <= on and (ends_on is None or on <= ends_on)
        ),
        ZERO,
    )


def grouped(services: Iterable[Service]) -> dict[int, list[Service]]:
    """Base service -> itself and its add-ons."""
    groups: dict[int, list[Service]] = defaultdict(list)
    for it in services:
        groups[it.parent_id or it.id].append(it)
    return groups
