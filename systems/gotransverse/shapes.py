"""How a body of the API becomes a row: names, days, what is nested, what is left out."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation

from systems.base import Row, Table

Path = tuple[str, ...]
DAY = len("2026-06-30")


@dataclass(frozen=True, slots=True)
class Shape:
    """Where a table's columns are in a body: under their own name, at a path, or worked out.

    `left_out` are attributes that are known and not wanted; any other is handed on under its own
    name, so that it is noticed.
    """

    paths: Mapping[str, Path] = field(default_factory=dict)
    worked_out: Mapping[str, Callable[[Row], object]] = field(default_factory=dict)
    left_out: frozenset[str] = frozenset()


def flattener(table: Table, shape: Shape) -> Callable[[Row], dict[str, object]]:
    """What makes a row of the table out of a body. Days keep the date that the server wrote."""
    kinds = {column.name: column.kind for column in table.columns}
    paths = {name: shape.paths.get(name, (name,)) for name in kinds if name not in shape.worked_out}
    plain = [name for name, path in paths.items() if path == (name,)]
    deep = [(name, path) for name, path in paths.items() if path != (name,)]
    days = [name for name, kind in kinds.items() if kind == "date"]
    moments = [name for name, kind in kinds.items() if kind == "timestamp"]
    known = {path[0] for path in paths.values()} | shape.left_out

    def row_of(body: Row) -> dict[str, object]:
        row = {name: body.get(name) for name in plain}
        for name, path in deep:
            row[name] = at(body, path)
        for name, work_out in shape.worked_out.items():
            row[name] = work_out(body)
        for name in days:
            row[name] = _day(row[name])
        for name in moments:
            row[name] = _moment(row[name])
        for name in body.keys() - known:
            row[name] = body[name]
        return row

    return row_of


def at(body: Row, path: Path) -> object:
    """What stands at a path; None where it does not lead so far."""
    value: object = body
    for name in path:
        value = value.get(name) if isinstance(value, Mapping) else None
    return value


def records(body: Row, name: str) -> Sequence[Row]:
    """The records of a list inside a body; empty where there is none."""
    listed = body.get(name)
    return [it for it in listed if isinstance(it, dict)] if isinstance(listed, list) else ()


def custom_fields(body: Row) -> Mapping[str, object]:
    """The values of custom fields by name; of a name that comes twice, the last."""
    return {
        str(at(value, ("custom_field", "name"))): value.get("value")
        for value in records(body, "custom_field_values")
    }


def _day(value: object) -> object:
    return value[:DAY] if isinstance(value, str) else value


def _moment(value: object) -> object:
    is_day = isinstance(value, str) and len(value) == DAY
    return f"{value}T00:00:00Z" if is_day else value


def _address(kind: str, purpose: str, name: str) -> Callable[[Row], object]:
    """An attribute of the party's address of that kind, of this purpose where there is one."""

    def found(body: Row) -> object:
        party = body.get("responsible_party")
        addresses = records(party, "addresses") if isinstance(party, dict) else ()
        fitting = [it for it in addresses if it.get("address_type") == kind]
        first = next((it for it in fitting if it.get("purpose") == purpose), None)
        return (first or (fitting[0] if fitting else {})).get(name)

    return found


def _sum_before_proration(body: Row) -> object:
    """Over the item's charges but taxes, exactly; None where it has none or one is no number."""
    amounts = [
        charge.get("un_prorated_amount")
        for charge in records(body, "invoice_item_charges")
        if charge.get("type") != "TAX"
    ]
    try:
        summed = sum((Decimal(str(it)) for it in amounts if it is not None), Decimal(0))
    except InvalidOperation:
        return None
    return f"{summed:f}" if amounts else None


def _price(body: Row) -> object:
    """The price of the first range, which is the only one but for tiers."""
    ranges = records(body, "price_ranges")
    return body.get("amount", ranges[0].get("price") if ranges else None)


def _first(*paths: Path) -> Callable[[Row], object]:
    """The first of several places that holds something."""

    def found(body: Row) -> object:
        return next((it for path in paths if (it := at(body, path)) is not None), None)

    return found


def _of_an_item(path: Path) -> Callable[[Row], object]:
    """What the first of the adjustment's items that has it says."""

    def found(body: Row) -> object:
        items = records(body, "adjustment_items")
        return next((it for item in items if (it := at(item, path)) is not None), None)

    return found


def _named(name: str) -> Callable[[Row], object]:
    """A text, or the name of what is referred to."""

    def found(body: Row) -> object:
        value = body.get(name)
        return value.get("name", value.get("id")) if isinstance(value, dict) else value

    return found


_CURRENCY = _first(
    *(("currency_code",), ("currency_type",), ("currency",)), ("billing_account", "currency_code")
)
_ACCOUNT: Mapping[str, Path] = {"billing_account_id": ("billing_account", "id")}
_CUSTOM: Mapping[str, Callable[[Row], object]] = {"custom_fields": custom_fields}
_OF_CURRENCY: Mapping[str, Callable[[Row], object]] = {"currency_code": _CURRENCY}
_PRICES: Mapping[str, Path] = {
    "recurring_product_price_id": ("recurring_product_price", "id"),
    "one_time_product_price_id": ("one_time_product_price", "id"),
}
_CURRENCIES = frozenset({"currency_code", "currency_type", "currency"})

SHAPES: Mapping[str, Shape] = {
    "billing_accounts": Shape(
        paths={
            "bill_cycle_id": ("bill_cycle", "id"),
            "bill_cycle_name": ("bill_cycle", "name"),
            "bill_cycle_type": ("bill_cycle", "bill_cycle_type"),
            "category_id": ("billing_account_category", "id"),
            "category_name": ("billing_account_category", "name"),
            "payment_term_id": ("payment_term", "id"),
            "payment_term_name": ("payment_term", "name"),
            "parent_billing_account_id": ("parent_billing_account", "id"),
            "responsible_account_id": ("responsible_account", "id"),
            "party_type": ("responsible_party", "party_type"),
            "organization_name": ("responsible_party", "organization_name"),
            "customer_num": ("responsible_party", "customer_num"),
            "external_customer_num": ("responsible_party", "external_customer_num"),
            "tax_id_number": ("responsible_party", "tax_id_number"),
        },
        worked_out={
            "billing_city": _address("postal", "BILLING", "city"),
            "billing_region": _address("postal", "BILLING", "region_or_state"),
            "billing_postal_code": _address("postal", "BILLING", "postal_code"),
            "billing_country": _address("postal", "BILLING", "country"),
            "primary_email": _address("email", "PRIMARY", "email"),
            **_CUSTOM,
        },
        left_out=frozenset(
            {"custom_field_values", "recurring_payments", "contacts", "billing_schedules"}
            | {"auto_payment_authorized", "minimum_invoice_amount", "preferred_language_code"}
            | {"background_allocation", "calculate_kpi_async", "billing_account_segment"}
        ),
    ),
    "orders": Shape(
        paths=_ACCOUNT,
        worked_out={**_OF_CURRENCY, **_CUSTOM},
        left_out=_CURRENCIES
        | {"order_items", "custom_field_values", "payments", "note", "referral", "email_receipt"}
        | {"due_now_tax_total"},
    ),
    "order_items": Shape(
        paths={
            **_PRICES,
            "product_id": ("product", "id"),
            "agreement_id": ("selected_agreement", "id"),
            "parent_service_id": ("parent_service", "id"),
            "service_id": ("service", "id"),
        },
        worked_out=_CUSTOM,
        left_out=frozenset(
            {"order", "order_items", "custom_field_values", "price_list", "service_resources"}
            | {"scheduled_charges", "scheduled_one_time_price_charges", "agreement_configuration"}
            | {"discount_configurations", "addresses", "override_trial_days"}
        ),
    ),
    "services": Shape(
        paths={
            **_ACCOUNT,
            "product_id": ("product", "id"),
            "product_name": ("product", "name"),
            "parent_service_id": ("parent_service", "id"),
            "next_service_id": ("next_service", "id"),
            "agreement_service_id": ("current_agreement_service", "id"),
            "agreement_id": ("current_agreement_service", "agreement", "id"),
            "agreement_start_date": ("current_agreement_service", "start_date"),
            "agreement_end_date": ("current_agreement_service", "end_date"),
            "agreement_end_action": ("current_agreement_service", "end_action"),
            "agreement_next_end_action": ("current_agreement_service", "next_end_action"),
            "agreement_renewed": ("current_agreement_service", "renewed"),
            "agreement_preserves_price": ("current_agreement_service", "preserve_service_price"),
        },
        worked_out={**_OF_CURRENCY, **_CUSTOM},
        left_out=_CURRENCIES
        | {"service_prices", "custom_field_values", "child_services", "service_periods", "amount"}
        | {"service_resources", "counters", "service_usage_rules", "addresses", "current_level"}
        | {"old_level"},
    ),
    "service_prices": Shape(
        paths=_PRICES,
        left_out=frozenset(
            {"service", "scheduled_charges", "promotion", "estimated_invoice_amount"}
            | {"invoice_quantity"}
        ),
    ),
    "agreements": Shape(
        paths={"next_agreement_id": ("next_agreement", "id")},
        left_out=frozenset(
            {"minimum_amount_currency_type", "true_up_adjustment_reason", "true_up_charge_types"}
            | {"adjustment_category", "description"}
        ),
    ),
    "products": Shape(
        left_out=frozenset(
            {"product_prices", "short_description", "trial", "trial_days", "default_quantity"}
            | {"product_category", "actions", "tags", "custom_field_values"}
            | {"service_custom_field_relations"}
        ),
    ),
    "product_prices": Shape(
        worked_out={
            "currency_code": _CURRENCY,
            "amount": _price,
            "charge_category": _named("charge_category"),
        },
        left_out=_CURRENCIES
        | {"product", "price_override", "payment_on_purchase_required", "allow_scheduled_charges"}
        | {"amount", "charge_category", "recurrence_amount", "prorated_on_order"}
        | {"prorated_on_order_no_charge", "prorated_on_cancel", "recurring_payment_required"}
        | {"charge_during_renewal"},
    ),
    "invoices": Shape(
        paths=_ACCOUNT,
        worked_out=_OF_CURRENCY,
        left_out=_CURRENCIES | {"invoice_items", "bill_cycle", "billing_statement", "description"},
    ),
    "invoice_items": Shape(
        paths={"service_id": ("service", "id"), "product_name": ("service", "product", "name")},
        worked_out={"un_prorated_amount": _sum_before_proration},
        left_out=frozenset({"invoice", "invoice_item_charges"}),
    ),
    "payments": Shape(
        paths=_ACCOUNT,
        left_out=frozenset(
            {"payment_applications", "applications", "effective_conversion_rate", "authorization"}
            | {"apply_automatically", "payment_method", "refunds"}
        ),
    ),
    "payment_applications": Shape(
        paths={"invoice_id": ("invoice", "id")}, left_out=frozenset({"payment"})
    ),
    "adjustments": Shape(
        paths={**_ACCOUNT, "billed_invoice_id": ("billed_invoice", "id")},
        worked_out={
            **_OF_CURRENCY,
            "reason": _named("reason"),
            "service_id": _of_an_item(("service", "id")),
        },
        left_out=_CURRENCIES
        | {"reason", "secondary_reason", "adjustment_items", "posted_by", "service"}
        | {"applications", "adjustment_applications", "description"},
    ),
}
