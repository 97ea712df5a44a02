"""A landing file of any size: two pretended companies, read once and copied under other ids.

A copy has four digits before each id and number, behind the first word of each name and within each
domain, so that its records belong together and to no other copy. One copy in four is of the messy
company, the others of the clean one: about one row in a hundred differs from its counterpart.
"""

from dataclasses import dataclass
from pathlib import Path

import duckdb

from pipelines.landing import Landing, quoted
from sandbox import world
from systems import SYSTEMS
from systems.base import Table
from tests.models.world_landing import land_world

ACCOUNTS, SUBSCRIPTIONS, DOCUMENTS = 1_000_000, 5_000_000, 20_000_000  # at scale 1
SEED_ACCOUNTS = 300
ONE_MESSY_IN = 4
BESIDE = ("extractions", "source_totals")

# Tables that every copy shares: catalogue, staff, currencies, what systems say of themselves.
SHARED = {
    "astea": (),
    "bigcommerce": ("order_statuses", "products", "variants"),
    "gotransverse": ("agreements", "products", "product_prices"),
    "hubspot": ("owners", "pipelines", "properties"),
    "netsuite": (
        *("accountingperiod", "currency", "currencyrate", "item", "subscriptionplan"),
        *("subscriptionterm", "subsidiary"),
    ),
    "salesforce": ("pricebook2", "pricebookentry", "product2", "user"),
    "zendesk": ("organization_fields",),
}

IDS = (
    "id accountid contactid masterrecordid parentid netsuite_id__c gtv_account_id__c "
    "gtv_account_number__c accountnumber tax_number__c opportunityid subscription__c "
    "contractnumber quotenumber ordernumber ponumber tracking_number__c astea_job_number__c "
    "bigcommerce_order_id__c gtv_order_id__c orderid orderitemnumber bigcommerce_line_id__c "
    "casenumber account__c parent__c gtv_service_id__c renewal_subscription__c opportunity__c "
    "hs_parent_company_id associatedcompanyid customer_key from_id to_id entityid externalid "
    "vatregnumber custentity_crm_id internalid entity tranid custbody_crm_id transaction "
    "createdfrom previousdoc nextdoc idnumber customer billingaccount salesorder subscription "
    "subscriptionline subscriptionchangeorder uniquekey invoice recordid account_num "
    "external_account_num parent_billing_account_id responsible_account_id customer_num "
    "external_customer_num tax_id_number order_num billing_account_id purchase_order_number "
    "order_id parent_order_item_id service_id parent_service_id next_service_id "
    "agreement_service_id invoice_num invoice_id reference payment_id billed_invoice_id "
    "credit_number external_id organization_id user_id requester_id ticket_id customer_id "
    "external_order_id order_address_id tracking_number reference_transaction_id resource_id "
    "value request_id site_id reference_no serial_no tag_no demand_id tax_id parent_id"
)
NAMES = (
    "companyname customer_name site_name legal_name organization_name hs_client_name company "
    "billing_company"
)
NAMES_OF = {"account", "companies", "organizations", "sites"}  # whose `name` is a firm's
IDS_OF = {"order"}  # whose `name` is a number
DOMAINS = (
    "website domain email emaildomain url primary_email hs_client_domain_name domain_names "
    "email_domain billing_email_domain"
)
OF_BILLING = ("GTV-", "Billing invoice ")  # what stands before a number of billing's in the ERP


@dataclass(frozen=True, slots=True)
class Size:
    """How many rows a landing file holds, all systems together."""

    copies: int
    accounts: int  # customers of the ERP
    subscriptions: int  # services, lines of the ERP and records of the CRM
    documents: int  # invoices and payments of billing, and the ERP's with its credits


def land_large(path: Path, scale: float, seeds: Path) -> Size:
    """Write a landing file of at least `scale` million customers, with all that they have.

    The companies are read from their stand-ins into the folder `seeds`, once.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    with duckdb.connect(str(path)) as connection:
        connection.execute("set timezone = 'UTC'")
        connection.execute("set preserve_insertion_order = false")
        for scenario in ("clean", "messy"):
            connection.execute(f"attach '{_seed(seeds, scenario)}' as {scenario} (read_only)")
        copies = _copies(connection, scale)
        connection.execute(
            f"create temp table copies as select 1000 + range as mark,"
            f" range % {ONE_MESSY_IN} = 0 as is_messy from range({copies})"
        )
        for system in SYSTEMS:
            landing = Landing(connection, system)
            landing.ensure()
            for name in (*BESIDE, *SHARED[system.name]):
                it = landing.name(name)
                connection.execute(f"insert into {it} by name from messy.{it}")
            for table in system.tables:
                if table.name not in SHARED[system.name]:
                    _copy(landing, table)
        return Size(copies, *_counted(connection, path.stem))


def _seed(seeds: Path, scenario: str) -> Path:
    path = seeds / f"{scenario}-{SEED_ACCOUNTS}.duckdb"
    return path if path.exists() else land_world(path, world.build(SEED_ACCOUNTS, 1, scenario))


def _copies(connection: duckdb.DuckDBPyConnection, scale: float) -> int:
    """As many as give enough of everything."""
    clean, messy = _counted(connection, "clean"), _counted(connection, "messy")
    wanted = (ACCOUNTS, SUBSCRIPTIONS, DOCUMENTS)
    held = [
        (few * (ONE_MESSY_IN - 1) + many) / ONE_MESSY_IN
        for few, many in zip(clean, messy, strict=True)
    ]
    return max(int(scale * most / each) + 1 for most, each in zip(wanted, held, strict=True))


def _counted(connection: duckdb.DuckDBPyConnection, database: str) -> tuple[int, int, int]:
    """Customers, subscriptions, and invoices and payments."""
    row = connection.execute(
        f"""
        select
            (select count(*) from {database}.raw_netsuite.customer),
            (select count(*) from {database}.raw_gotransverse.services)
            + (select count(*) from {database}.raw_netsuite.subscriptionline)
            + (select count(*) from {database}.raw_salesforce.subscription),
            (select count(*) from {database}.raw_gotransverse.invoices)
            + (select count(*) from {database}.raw_gotransverse.payments)
            + (
                select count(*) from {database}.raw_netsuite.transaction
                where type in ('CustInvc', 'CustPymt', 'CustCred')
            )
        """
    ).fetchone()
    if row is None:
        raise SystemExit(f"{database} holds nothing")
    return row[0], row[1], row[2]


def _copy(landing: Landing, table: Table) -> None:
    it = landing.name(table.name)
    marked = ", ".join(
        f"{expression} as {quoted(name)}"
        for name in (column.name for column in table.columns)
        if (expression := _marked(table.name, name))
    )
    for scenario, chosen in (("clean", "not is_messy"), ("messy", "is_messy")):
        landing.connection.execute(
            f"insert into {it} by name"
            f" select held.* replace ({marked}) from (from copies where {chosen}) as copies"
            f" cross join {scenario}.{it} as held"
        )


def _marked(table: str, name: str) -> str | None:
    """The column as a copy has it; None where all copies hold the same."""
    held = f"held.{quoted(name)}"
    if name in NAMES.split() or (name == "name" and table in NAMES_OF):
        return rf"regexp_replace({held}, '^((the )?\S+)', '\1' || mark, 'i')"
    if name in DOMAINS.split():
        return (
            f"case when {held} like '%freemail.example%' then {held}"
            f" else replace({held}, '.example', mark || '.example') end"
        )
    if name == "custom_fields":
        return f"""replace({held}, '":"', '":"' || mark)"""
    if name == "memo":
        return f"replace({held}, '{OF_BILLING[1]}', '{OF_BILLING[1]}' || mark)"
    if name == "externalid":
        return (
            f"case when {held} like '{OF_BILLING[0]}%'"
            f" then '{OF_BILLING[0]}' || mark || substr({held}, {len(OF_BILLING[0]) + 1})"
            f" else mark || ltrim({held}) end"
        )
    if name in IDS.split() or (name == "name" and table in IDS_OF):
        return f"case when {held} in ('', '0') then {held} else mark || ltrim({held}) end"
    return None
