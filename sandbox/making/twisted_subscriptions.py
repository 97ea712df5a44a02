"""Differences between one subscription in billing, in the ERP and in the CRM: the odd one out."""

import random
from dataclasses import replace
from datetime import date
from decimal import Decimal

from sandbox.company import (
    CrmSubscription,
    PlantedBreak,
    ServicePrice,
    SubscriptionLine,
)
from sandbox.making import ids
from sandbox.making.at_billing import crm_subscription_id
from sandbox.making.at_crm import account_id
from sandbox.making.catalogue import crm_product_id
from sandbox.making.days import DAY, add_months, in_month, to_places
from sandbox.making.findings import Record, as_text, found, money
from sandbox.making.goods import ADD_ONS, BASES
from sandbox.making.holdings import Holdings
from sandbox.making.twisted_accounts import FIRST_SLOT, another_currency

NOWHERE_IN_CRM: Record = ("salesforce", "")


def rerated_in_crm_only(it: Holdings, _: random.Random) -> PlantedBreak:
    own = it.crm_subscription
    wrong = _dearer(own.mrr)
    it.crm_subscription = replace(own, mrr=wrong)
    because = _differs(it, "MRR", own.mrr, "billing and the ERP", wrong, "the CRM")
    return _mrr(it, _service(it), _crm(own), own.mrr - wrong, because)


def rerated_in_billing_only(it: Holdings, _: random.Random) -> PlantedBreak:
    price = it.service.prices[0]
    day = in_month(it.as_of, 0)
    dearer = ServicePrice(
        price.id + 1, _dearer(price.amount), price.period, day, None, None, price.is_in_advance
    )
    it.service = replace(it.service, prices=(replace(price, ends_on=day - DAY), dearer))
    because = _differs(it, "MRR", price.amount, "the ERP and the CRM", dearer.amount, "billing")
    return _mrr(it, _service(it), _erp(it), dearer.amount - price.amount, because)


def old_price_in_erp(it: Holdings, _: random.Random) -> PlantedBreak:
    line = it.subscription.lines[0]
    interval = line.intervals[0]
    wrong = replace(interval, recurring_amount=_dearer(interval.recurring_amount))
    _put_line(it, replace(line, intervals=(wrong,)))
    right = interval.recurring_amount
    because = _differs(it, "MRR", right, "billing and the CRM", wrong.recurring_amount, "the ERP")
    return _mrr(it, _service(it), _erp(it), right - wrong.recurring_amount, because)


def quantity_in_crm(it: Holdings, _: random.Random) -> PlantedBreak:
    own = it.crm_subscription
    unit = it.term.lines[0].unit(it.as_of)
    it.crm_subscription = replace(own, quantity=own.quantity + 1, mrr=own.mrr + unit)
    because = f"{_called(it)} is {own.quantity} in billing and one more in the CRM, at one price."
    left = _service(it)
    return found(
        "subscriptions", "quantity", "quantity", left, _crm(own), because, -unit, it.currency
    )


def one_day_off(it: Holdings, _: random.Random) -> PlantedBreak:
    agreement = it.service.agreement
    if agreement is None:
        raise ValueError(f"service {it.service.id} has no agreement to end a day late")
    late = replace(agreement, ends_on=agreement.ends_on + DAY)
    it.service = replace(it.service, agreement=late)
    because = (
        f"The agreement of {_called(it)} ends on {late.ends_on}, the term in the ERP and the CRM "
        f"on {agreement.ends_on}."
    )
    return _term(it, _erp(it), because)


def still_initial_in_crm(it: Holdings, _: random.Random) -> PlantedBreak:
    own, term = it.crm_subscription, it.term
    was_end = term.term_starts_on - DAY
    it.crm_subscription = replace(
        own,
        term_starts_on=add_months(term.term_starts_on, -term.months),
        ends_on=was_end,
        term_type="Initial",
    )
    because = (
        f"{_called(it)} was renewed by itself until {term.term_ends_on}; in the CRM it is in its "
        f"initial term and ended on {was_end}."
    )
    return _term(it, _crm(own), because)


def service_only(it: Holdings, _: random.Random) -> PlantedBreak:
    agreement = it.service.agreement
    if agreement is None:
        raise ValueError(f"service {it.service.id} has no agreement to run out of")
    it.service = replace(it.service, agreement=replace(agreement, end_action="SERVICE_ONLY"))
    because = (
        f"{_called(it)} runs from month to month in billing, and until {agreement.ends_on} in the "
        "ERP and the CRM."
    )
    return _term(it, _erp(it), because)


def suspended_in_billing(it: Holdings, rng: random.Random) -> PlantedBreak:
    day = it.as_of - rng.randrange(2, 20) * DAY
    it.service = replace(it.service, status="SUSPENDED", status_on=day)
    because = f"{_called(it)} is suspended in billing since {day}, active in the ERP and the CRM."
    return found("subscriptions", "status", "status", _service(it), _erp(it), because)


def canceled_in_crm(it: Holdings, rng: random.Random) -> PlantedBreak:
    own, day = it.crm_subscription, it.as_of - rng.randrange(2, 20) * DAY
    it.crm_subscription = replace(own, status="Canceled", terminated_on=day)
    because = f"{_called(it)} was canceled in the CRM on {day}; it is still served and billed."
    return found("subscriptions", "status", "status", _service(it), _crm(own), because)


def not_in_crm(it: Holdings, _: random.Random) -> PlantedBreak:
    mrr = it.crm_subscription.mrr
    it.crm = replace(
        it.crm,
        subscriptions=(),
        opportunities=tuple(replace(won, subscription_id=None) for won in it.crm.opportunities),
    )
    because = f"{_called(it)} is billed with {money(mrr, it.currency)} a month, unknown to the CRM."
    return _missing(it, "missing_right", _service(it), NOWHERE_IN_CRM, mrr, because)


def add_on_not_in_crm(it: Holdings, _: random.Random) -> PlantedBreak:
    base, add_on = it.crm.subscriptions
    it.crm = replace(it.crm, subscriptions=(base,))
    because = (
        f"Add-on {add_on.name} is billed with {money(add_on.mrr, it.currency)} a month, unknown to "
        "the CRM."
    )
    left: Record = ("gotransverse", str(it.billing.services[1].id))
    return _missing(it, "missing_right", left, NOWHERE_IN_CRM, add_on.mrr, because)


def not_in_billing(it: Holdings, _: random.Random) -> PlantedBreak:
    mrr = it.crm_subscription.mrr
    it.billing = replace(it.billing, services=(), orders=())
    because = f"{_called(it)} starts on {it.term.starts_on} and is not in billing."
    return _missing(it, "missing_left", ("gotransverse", ""), _erp(it), -mrr, because)


def not_in_erp(it: Holdings, _: random.Random) -> PlantedBreak:
    mrr = it.crm_subscription.mrr
    it.books = replace(it.books, subscriptions=())
    because = f"{_called(it)} starts on {it.term.starts_on} and is not in the ERP."
    return _missing(it, "missing_right", _service(it), ("netsuite", ""), mrr, because)


def orphan_add_on(it: Holdings, rng: random.Random) -> PlantedBreak:
    base, good = it.service, rng.choice(ADD_ONS)
    id_ = ids.service(it.slot, it.term.position, 4)
    mrr = good.price(it.currency)
    price = ServicePrice(4 * id_, mrr, "MONTH", base.starts_on, None, None, is_in_advance=False)
    orphan = replace(
        base,
        id=id_,
        product_id=good.billing_id,
        parent_id=base.id,
        description=good.name,
        quantity=Decimal(1),
        agreement=None,
        prices=(price,),
        subscription_id_crm=None,
    )
    it.billing = replace(it.billing, services=(base, orphan))
    because = (
        f"Add-on {good.name} is active in billing with {money(mrr, it.currency)} a month; neither "
        "the ERP nor the CRM has it."
    )
    left: Record = ("gotransverse", str(id_))
    return _missing(it, "missing_right", left, ("netsuite", ""), mrr, because)


def add_on_outlives(it: Holdings, _: random.Random) -> PlantedBreak:
    base, add_on = it.billing.services
    last = _a_month_later(it)
    it.billing = replace(it.billing, services=(base, replace(add_on, commitment_ends_on=last)))
    own = it.crm.subscriptions
    it.crm = replace(it.crm, subscriptions=(own[0], replace(own[1], ends_on=last)))
    lines = it.subscription.lines
    it.subscription = replace(it.subscription, lines=(lines[0], replace(lines[1], ends_on=last)))
    because = (
        f"Add-on {add_on.description} ends on {last}, {_called(it)} on {it.term.term_ends_on}."
    )
    right: Record = ("gotransverse", str(add_on.id))
    return found("subscriptions", "term", "co_termination", _service(it), right, because)


def subscription_currency(it: Holdings, rng: random.Random) -> PlantedBreak:
    own, other = it.crm_subscription, another_currency(it, rng)
    it.billing_account = replace(it.billing_account, currency=it.currency)
    it.crm_subscription = replace(own, currency=other)
    because = f"{_called(it)} is billed in {it.currency} and in the CRM in {other}."
    left = _service(it)
    return found("subscriptions", "currency", "currency", left, _crm(own), because, own.mrr, other)


def subscription_of_another(it: Holdings, _: random.Random) -> PlantedBreak:
    own, other = it.crm_subscription, account_id(FIRST_SLOT)
    it.crm_subscription = replace(own, account_id=other)
    because = f"{_called(it)} of account {own.account_id} is under account {other} in the CRM."
    return found("subscriptions", "ownership", "account", _service(it), _crm(own), because)


def subscription_twice(it: Holdings, _: random.Random) -> PlantedBreak:
    own = it.crm_subscription
    twin = replace(
        own,
        id=crm_subscription_id(it.slot, 7, 1),
        subscription_id_erp=None,
        service_id_billing=None,
    )
    it.crm = replace(it.crm, subscriptions=(own, twin))
    both = as_text([own.id, twin.id])
    because = f"{_called(it)} is twice in the CRM: {both}."
    right: Record = ("salesforce", both)
    return found(
        "subscriptions",
        "duplicate",
        "subscription",
        _service(it),
        right,
        because,
        -own.mrr,
        it.currency,
    )


def product_of_another(it: Holdings, rng: random.Random) -> PlantedBreak:
    own, good = it.crm_subscription, it.term.lines[0].good
    other = rng.choice([base for base in BASES if base != good])
    it.crm_subscription = replace(own, product_id=crm_product_id(other))
    because = f"{_called(it)} is {other.sku} {other.name} in the CRM."
    return found("subscriptions", "mapping", "product", _service(it), _crm(own), because)


def rate_applied_late(it: Holdings, _: random.Random) -> PlantedBreak:
    before, after = it.service.prices
    change, day = it.books.change_orders[0], in_month(it.as_of, 0)
    it.service = replace(
        it.service,
        prices=(replace(before, ends_on=day - DAY), replace(after, starts_on=day)),
    )
    because = (
        f"The new price of {_called(it)} is due from {change.effective_on}; billing took it only "
        f"from {day}, the start of a cycle."
    )
    right: Record = ("netsuite", str(change.id))
    return found("subscriptions", "timing", "effective_on", _service(it), right, because)


def _put_line(it: Holdings, line: SubscriptionLine) -> None:
    it.subscription = replace(it.subscription, lines=(line, *it.subscription.lines[1:]))


def _a_month_later(it: Holdings) -> date:
    if it.term.term_ends_on is None:
        raise ValueError(f"subscription {it.subscription.number} has no end to outlive")
    return add_months(it.term.term_ends_on, 1)


def _dearer(amount: Decimal) -> Decimal:
    return to_places(amount * Decimal("1.08"), amount) + Decimal(1).scaleb(
        int(amount.as_tuple().exponent)
    )


def _mrr(it: Holdings, left: Record, right: Record, amount: Decimal, because: str) -> PlantedBreak:
    return found("subscriptions", "amount", "mrr", left, right, because, amount, it.currency)


def _term(it: Holdings, right: Record, because: str) -> PlantedBreak:
    return found("subscriptions", "term", "term", _service(it), right, because)


def _missing(
    it: Holdings, kind: str, left: Record, right: Record, amount: Decimal, because: str
) -> PlantedBreak:
    return found("subscriptions", kind, "subscription", left, right, because, amount, it.currency)


def _differs(
    it: Holdings, what: str, right: Decimal, agreeing: str, wrong: Decimal, odd: str
) -> str:
    return (
        f"{what} of {_called(it)} is {money(right, it.currency)} in {agreeing}, "
        f"{money(wrong, it.currency)} in {odd}."
    )


def _service(it: Holdings) -> Record:
    return ("gotransverse", str(ids.service(it.slot, it.term.position, 1)))


def _erp(it: Holdings) -> Record:
    return ("netsuite", str(ids.subscription(it.slot, it.term.position)))


def _crm(own: CrmSubscription) -> Record:
    return ("salesforce", own.id)


def _called(it: Holdings) -> str:
    return f"{it.term.lines[0].good.name} of {it.account.customer.entity_id}"
