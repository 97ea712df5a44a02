"""Billing accounts in the billing system's words."""

from collections.abc import Mapping

from sandbox.company import Address, BillingAccount
from sandbox.gotransverse.money import sometimes_long
from sandbox.gotransverse.references import Record, reference
from sandbox.gotransverse.spelling import Speller

ADDRESS_IDS_FROM = (
    10**12
)  # the postal address of account 7 is 10**12 + 7, its e-mail 2 * 10**12 + 7
COUNTRIES: Mapping[str, str] = {
    "AT": "AUT",
    "AU": "AUS",
    "BE": "BEL",
    "CA": "CAN",
    "CH": "CHE",
    "DE": "DEU",
    "DK": "DNK",
    "ES": "ESP",
    "FI": "FIN",
    "FR": "FRA",
    "GB": "GBR",
    "IE": "IRL",
    "IT": "ITA",
    "JP": "JPN",
    "KR": "KOR",
    "MX": "MEX",
    "NL": "NLD",
    "NO": "NOR",
    "PL": "POL",
    "PT": "PRT",
    "SE": "SWE",
    "US": "USA",
}


def billing_account(
    it: BillingAccount, lists: Mapping[str, Mapping[int, Record]], speller: Speller
) -> Record:
    """The account; `lists` has the cycles, categories and payment terms by id."""
    end = {} if it.ends_on is None else {"end_date": speller.day(it.ends_on)}
    return blank_account() | {
        "id": str(it.id),
        "account_num": it.number,
        "external_account_num": it.external_number,
        "bill_type": "EMAIL" if it.email else "NONE",
        "bill_cycle": lists["cycles"].get(it.cycle_id, reference(it.cycle_id)),
        "responsible_party": _party(it),
        "billing_account_category": lists["categories"].get(
            it.category[0], {"id": str(it.category[0]), "name": it.category[1]}
        ),
        "status": it.status,
        "pending_charges_total": sometimes_long(it.pending_charges, it.id),
        "balance": it.balance,
        "start_date": speller.day(it.starts_on),
        **end,
        "payment_term": {"id": str(it.payment_term[0]), "name": it.payment_term[1]},
        "currency_code": it.currency,
        "next_invoice_date": speller.day_or_none(it.next_invoice_on),
        "parent_billing_account": reference(it.parent_id),
    }


def blank_account() -> Record:
    """What an account holds that nobody said anything about, in the order of the real bodies."""
    return {
        "id": None,
        "account_num": None,
        "external_account_num": None,
        "bill_type": "NONE",
        "bill_cycle": None,
        "responsible_party": None,
        "recurring_payments": [],
        "billing_account_category": None,
        "auto_payment_authorized": False,
        "status": "ACTIVE",
        "pending_charges_total": None,
        "balance": None,
        "start_date": None,
        "end_date": None,
        "custom_field_values": [],
        "contacts": [],
        "payment_term": None,
        "tax_exempt": False,
        "currency_code": None,
        "next_invoice_date": None,
        "responsible_account": None,
        "billing_schedules": [],
        "minimum_invoice_amount": None,
        "preferred_language_code": "en",
        "background_allocation": False,
        "calculate_kpi_async": False,
        "parent_billing_account": None,
    }


def _party(it: BillingAccount) -> Record:
    return {
        "party_type": "organization",
        "id": str(it.id),
        "addresses": list(_addresses(it)),
        "customer_num": it.customer_number,
        "external_customer_num": it.external_customer_number,
        "organization_name": it.name,
        "tax_id_number": it.tax_number,
        "tax_id_validated": False,
    }


def _addresses(it: BillingAccount) -> list[Record]:
    found = []
    if it.address is not None:
        found.append(_postal(ADDRESS_IDS_FROM + it.id, it.address))
    if it.email is not None:
        found.append(
            {
                "address_type": "email",
                "id": str(2 * ADDRESS_IDS_FROM + it.id),
                "purpose": "PRIMARY",
                "email": it.email,
            }
        )
    return found


def _postal(id_: int, address: Address) -> Record:
    return {
        "address_type": "postal",
        "id": str(id_),
        "purpose": "BILLING",
        "country": COUNTRIES.get(address.country, address.country),
        "city": address.city,
        "line1": address.line1,
        "line2": None,
        "region_or_state": address.region or None,
        "postal_code": address.postal_code,
    }
