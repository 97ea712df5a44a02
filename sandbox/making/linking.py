"""Whose every account-like record is, for the answer key."""

from collections.abc import Iterator

from sandbox.company import Bundle, TrueLink


def links(entity: str, it: Bundle) -> Iterator[TrueLink]:
    """A line for each record that lives; one that was deleted or merged away belongs to nobody."""
    for customer in it.customers:
        yield TrueLink("netsuite", "customer", str(customer.id), entity)
    for organization in it.organizations:
        if organization.deleted_at is None:
            yield TrueLink("zendesk", "organizations", str(organization.id), entity)
    for account in it.crm.accounts:
        if not account.is_deleted:
            yield TrueLink("salesforce", "account", account.id, entity)
    for billed in it.billing.accounts:
        yield TrueLink("gotransverse", "billing_accounts", str(billed.id), entity)
    for company in it.partners.companies:
        yield TrueLink("hubspot", "companies", str(company.id), entity)
    for client in it.partners.clients:
        yield TrueLink("hubspot", "partner_clients", str(client.id), entity)
    for buyer in it.store.customers:
        yield TrueLink("bigcommerce", "customers", str(buyer.id), entity)
    for site in it.field_service.sites:
        yield TrueLink("astea", "sites", site.id, entity)
