"""The kinds of objects that the CRM knows, and the names each goes by."""

from collections.abc import Iterable
from dataclasses import dataclass

from sandbox.hubspot.errors import unknown_type
from sandbox.hubspot.tables import object_table
from sandbox.records import Table, Where, equal

PORTAL_ID = 24681357
CUSTOM_TABLE = object_table("custom_objects")


@dataclass(frozen=True, slots=True)
class ObjectType:
    """One kind of object.

    `fixed` are the properties that every read gives. `created` and `modified` name those that hold
    the two times. `searched` are the ones that a search's `query` looks into. `scope` is the part
    of a scope's name that stands for the type.
    """

    id: str
    singular: str
    plural: str
    table: Table
    fixed: tuple[str, ...]
    searched: tuple[str, ...]
    scope: str
    created: str = "createdate"
    modified: str = "hs_lastmodifieddate"
    primary: str = "name"
    is_custom: bool = False
    is_only_read_and_updated: bool = False

    @property
    def where(self) -> Where:
        """The type's own records in its table."""
        return equal("object_type", self.id) if self.is_custom else Where("1")

    @property
    def legacy_name(self) -> str:
        return self.singular.upper()

    @property
    def label(self) -> tuple[str, str]:
        """Singular and plural as people read them."""
        return (self.singular.replace("_", " ").title(), self.plural.replace("_", " ").title())

    def is_called(self, name: str) -> bool:
        """By its id, its plural, its singular in either case; custom ones by `p_name` too."""
        names = {self.id, self.plural, self.singular}
        if self.is_custom:
            names |= {f"p_{self.singular}", f"p{PORTAL_ID}_{self.singular}"}
        return name.lower() in names


def _standard(
    id_: str,
    singular: str,
    plural: str,
    fixed: str,
    searched: str,
    *,
    created: str = "createdate",
    modified: str = "hs_lastmodifieddate",
    primary: str = "name",
    scope: str = "",
) -> ObjectType:
    indexed = {"companies": ["domain"], "contacts": ["email"]}.get(plural, [])
    return ObjectType(
        id_,
        singular,
        plural,
        object_table(plural, *indexed),
        tuple(fixed.split()),
        tuple(searched.split()),
        scope or f"crm.objects.{plural}",
        created,
        modified,
        primary,
    )


CONTACTS = _standard(
    *("0-1", "contact", "contacts"),
    "createdate email firstname hs_object_id lastmodifieddate lastname",
    "firstname lastname email phone company",
    modified="lastmodifieddate",
    primary="email",
)
COMPANIES = _standard(
    *("0-2", "company", "companies"),
    "createdate domain hs_lastmodifieddate hs_object_id name",
    "website phone name domain",
)
DEALS = _standard(
    *("0-3", "deal", "deals"),
    "amount closedate createdate dealname dealstage hs_lastmodifieddate hs_object_id pipeline",
    "dealname pipeline dealstage description dealtype",
    primary="dealname",
)
TICKETS = _standard(
    *("0-5", "ticket", "tickets"),
    "content createdate hs_lastmodifieddate hs_object_id hs_pipeline hs_pipeline_stage "
    "hs_ticket_category hs_ticket_priority subject",
    "subject content hs_pipeline_stage hs_ticket_category",
    primary="subject",
    scope="tickets",
)
PRODUCTS = _standard(
    *("0-7", "product", "products"),
    "createdate description hs_lastmodifieddate hs_object_id name price",
    "name description price hs_sku",
)
LINE_ITEMS = _standard(
    *("0-8", "line_item", "line_items"),
    "createdate hs_lastmodifieddate hs_object_id",
    "name description",
)
QUOTES = _standard(
    *("0-14", "quote", "quotes"),
    "hs_createdate hs_expiration_date hs_lastmodifieddate hs_object_id hs_title",
    "hs_title hs_quote_number",
    created="hs_createdate",
    primary="hs_title",
)
PARTNER_CLIENTS = ObjectType(
    *("0-145", "partner_client", "partner_clients"),
    object_table("partner_clients", "hs_client_domain_name", "hs_original_purchased_domain"),
    ("hs_createdate", "hs_lastmodifieddate", "hs_object_id"),
    ("hs_client_name", "hs_client_domain_name"),
    "crm.objects.partner-clients",
    created="hs_createdate",
    primary="hs_client_name",
    is_only_read_and_updated=True,
)
PARTNER_SERVICES = ObjectType(
    *("0-147", "partner_service", "partner_services"),  # the id is not published
    object_table("partner_services"),
    ("hs_createdate", "hs_lastmodifieddate", "hs_object_id"),
    ("hs_name",),
    "crm.objects.partner-services",
    created="hs_createdate",
    primary="hs_name",
    is_only_read_and_updated=True,
)
STANDARD = (
    *(CONTACTS, COMPANIES, DEALS, TICKETS, PRODUCTS, LINE_ITEMS, QUOTES),
    *(PARTNER_CLIENTS, PARTNER_SERVICES),
)


def custom(id_: str, name: str, plural: str, primary: str, searched: Iterable[str]) -> ObjectType:
    """A type of the account's own, with its records in the table that all those share."""
    return ObjectType(
        id_,
        name,
        plural,
        CUSTOM_TABLE,
        ("hs_createdate", "hs_lastmodifieddate", "hs_object_id"),
        tuple(searched),
        "crm.objects.custom",
        created="hs_createdate",
        primary=primary,
        is_custom=True,
    )


def type_called(name: str, types: Iterable[ObjectType]) -> ObjectType:
    """The type that goes by this name; 400 where there is none."""
    found = next((kind for kind in types if kind.is_called(name)), None)
    if found is None:
        raise unknown_type(name)
    return found
