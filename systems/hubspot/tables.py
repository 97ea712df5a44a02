"""What is read from HubSpot: the tables as they land, under the vendor's own names."""

from collections.abc import Mapping
from datetime import timedelta

from systems.base import Column, Table

OVERLAP = timedelta(minutes=5)  # the search index is seconds to minutes behind
_TIMES = (
    Column("created_at", "timestamp", required=True),
    Column("updated_at", "timestamp", required=True),
)

COMPANIES = Table(
    name="companies",
    grain="one row a company that is not archived",
    columns=(
        Column("id", required=True),
        Column("name"),
        Column("domain"),
        Column("city"),
        Column("zip"),
        Column("country"),
        Column("lifecyclestage"),
        Column("hubspot_owner_id"),
        Column("hs_parent_company_id"),
        Column("hs_merged_object_ids", "json"),
        Column("customer_key"),
        *_TIMES,
    ),
    key=("id",),
    read="incremental",
    overlap=OVERLAP,
    deletions="feed",
)

CONTACTS = Table(
    name="contacts",
    grain="one row a person that is not archived, without a name",
    columns=(
        Column("id", required=True),
        Column("notice_role"),
        Column("email"),
        Column("associatedcompanyid"),
        *_TIMES,
    ),
    key=("id",),
    read="incremental",
    overlap=OVERLAP,
    deletions="feed",
)

DEALS = Table(
    name="deals",
    grain="one row a deal that is not archived",
    columns=(
        Column("id", required=True),
        Column("dealname"),
        Column("pipeline"),
        Column("dealstage"),
        Column("amount", "decimal"),
        Column("deal_currency_code"),
        Column("closedate", "timestamp"),
        Column("hubspot_owner_id"),
        *_TIMES,
    ),
    key=("id",),
    read="incremental",
    overlap=OVERLAP,
    deletions="feed",
)

PARTNER_CLIENTS = Table(
    name="partner_clients",
    grain="one row a customer account that the partner sold or manages",
    columns=(
        Column("id", required=True),
        Column("hs_client_name"),
        Column("hs_client_domain_name"),
        Column("hs_country"),
        Column("hs_is_active", "boolean"),
        Column("hs_is_managed", "boolean"),
        Column("hs_is_sold", "boolean"),
        Column("hs_total_subscription_mrr", "decimal"),
        Column("hs_managed_local_mrr_currency"),
        Column("hs_next_renewal_date", "date"),
        Column("customer_key"),
        Column("rec_renewal_owner_mode"),
        Column("rec_renewal_owner_contact"),
        Column("rec_renewal_owner_effective"),
        Column("rec_renewal_status"),
        *_TIMES,
    ),
    key=("id",),
    read="incremental",
    overlap=OVERLAP,
    deletions="feed",
    is_optional=True,
)

ASSOCIATIONS = Table(
    name="associations",
    grain="one row a link from one record to another, however many labels it has",
    columns=(
        Column("from_object", required=True),
        Column("from_id", required=True),
        Column("to_object", required=True),
        Column("to_id", required=True),
        Column("type_ids", "json"),
        Column("labels", "json"),
        Column("is_primary", "boolean"),
    ),
    key=("from_object", "from_id", "to_object", "to_id"),
)

OWNERS = Table(
    name="owners",
    grain="one row somebody who owns records, or did",
    columns=(
        Column("id", required=True),
        Column("user_id"),
        Column("email"),
        Column("type"),
        Column("archived", "boolean", required=True),
        *_TIMES,
    ),
    key=("id",),
)

PIPELINES = Table(
    name="pipelines",
    grain="one row a stage of a pipeline",
    columns=(
        Column("object_type", required=True),
        Column("pipeline_id", required=True),
        Column("stage_id", required=True),
        Column("pipeline_label"),
        Column("stage_label"),
        Column("display_order", "integer"),
        Column("is_closed", "boolean"),
        Column("probability", "decimal", scale=4),
        Column("archived", "boolean"),
    ),
    key=("object_type", "pipeline_id", "stage_id"),
)

PROPERTIES = Table(
    name="properties",
    grain="one row a property of an object that we read",
    columns=(
        Column("object_type", required=True),
        Column("name", required=True),
        Column("label"),
        Column("type", required=True),
        Column("field_type"),
        Column("group_name"),
        Column("has_unique_value", "boolean"),
        Column("calculated", "boolean"),
        Column("hubspot_defined", "boolean"),
        Column("read_only_value", "boolean"),
    ),
    key=("object_type", "name"),
)

OBJECTS = (COMPANIES, CONTACTS, DEALS, PARTNER_CLIENTS)
TABLES = (*OBJECTS, OWNERS, PIPELINES, PROPERTIES, ASSOCIATIONS)

LINKS = (("contacts", "companies"), ("deals", "companies"), ("partner_clients", "companies"))
CHANGED: Mapping[str, str] = {"contacts": "lastmodifieddate"}  # all others: hs_lastmodifieddate
# columns that are made of a record itself, not of its properties
OF_THE_RECORD = frozenset({"id", "created_at", "updated_at"})


def changed_property(kind: str) -> str:
    """The property that moves with every change of such a record."""
    return CHANGED.get(kind, "hs_lastmodifieddate")
