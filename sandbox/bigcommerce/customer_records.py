"""The company's buyers, as the store keeps them."""

from sandbox.bigcommerce.countries import name_of
from sandbox.bigcommerce.wire import seconds_of
from sandbox.company import StoreCustomer
from sandbox.records import Record

BEGUN = 1_577_836_800  # unix seconds: 1 January 2020, when the store's groups were made


def customer_record(customer: StoreCustomer, group_id: int) -> Record:
    return {
        "id": customer.id,
        "email": customer.email,
        "first_name": customer.first_name,
        "last_name": customer.last_name,
        "company": customer.company,
        "phone": customer.phone,
        "customer_group_id": group_id,
        "created": seconds_of(customer.created_at),
        "modified": seconds_of(customer.modified_at),
    }


def customer_address(customer: StoreCustomer) -> Record | None:
    """The one address that a customer of the company may have; its id is the customer's."""
    if customer.address is None:
        return None
    return {
        "id": customer.id,
        "customer_id": customer.id,
        "address1": customer.address.line1,
        "address2": "",
        "address_type": "commercial" if customer.company else "residential",
        "city": customer.address.city,
        "company": customer.company,
        "country": name_of(customer.address.country),
        "country_code": customer.address.country,
        "first_name": customer.first_name,
        "last_name": customer.last_name,
        "phone": customer.phone,
        "postal_code": customer.address.postal_code,
        "state_or_province": customer.address.region,
    }


def group_record(id_: int, name: str) -> Record:
    times = dict.fromkeys(("created", "modified"), BEGUN)
    return {"id": id_, "name": name, "is_default": False, **times}
