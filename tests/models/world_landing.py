"""The pretended company in a landing file, as an extraction would put it there."""

import json
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from sandbox.company import Bundle, Customer, Line, Organization, Transaction
from sandbox.world import World
from tests.models.landing import Row, land


def land_world(path: Path, world: World) -> Path:
    """Write a landing file that holds the whole company."""
    currency_ids = {it.symbol: str(it.id) for it in world.currencies}
    tables: dict[str, list[Row]] = defaultdict(list)
    tables["netsuite_currency"] = [
        {
            "id": it.id,
            "name": it.name,
            "symbol": it.symbol,
            "exchangerate": it.rate,
            "currencyprecision": it.precision,
            "isbasecurrency": it.is_base,
            "isinactive": False,
        }
        for it in world.currencies
    ]
    tables["netsuite_subsidiary"] = [
        {"id": it.id, "name": it.name, "currency": currency_ids[it.currency]}
        for it in world.subsidiaries
    ]
    for bundle in world.bundles():
        for table, row in _rows(bundle, currency_ids):
            tables[table].append(row)
    return land(path, **tables)


def _rows(bundle: Bundle, currency_ids: dict[str, str]) -> Iterator[tuple[str, Row]]:
    for customer in bundle.customers:
        yield "netsuite_customer", _customer(customer, currency_ids)
    for transaction in bundle.transactions:
        yield "netsuite_transaction", _transaction(transaction, currency_ids)
        if transaction.type == "SalesOrd":
            for line in transaction.lines:
                yield "netsuite_transactionline", _line(transaction.id, line)
    for application in bundle.applications:
        yield (
            "netsuite_transactionlink",
            {
                "previousdoc": application.to_transaction_id,
                "previousline": 0,
                "nextdoc": application.from_transaction_id,
                "nextline": 0,
                "linktype": "Payment",
                "foreignamount": application.amount,
            },
        )
    for record in bundle.deleted_records:
        yield (
            "netsuite_deletedrecord",
            {
                "recordid": record.record_id,
                "type": record.type,
                "name": record.name,
                "deleteddate": record.deleted_at,
            },
        )
    for organization in bundle.organizations:
        yield "zendesk_organizations", _organization(organization)
    for user in bundle.users:
        yield (
            "zendesk_users",
            {
                "id": user.id,
                "organization_id": user.organization_id,
                "role": user.role,
                "active": True,
                "created_at": user.created_at,
                "updated_at": user.updated_at,
            },
        )
    for ticket in bundle.tickets:
        yield (
            "zendesk_tickets",
            {
                "id": ticket.id,
                "status": ticket.status,
                "priority": ticket.priority,
                "organization_id": ticket.organization_id,
                "created_at": ticket.created_at,
                "updated_at": ticket.updated_at,
            },
        )


def _customer(customer: Customer, currency_ids: dict[str, str]) -> Row:
    header = customer.header
    return {
        "id": customer.id,
        "entityid": customer.entity_id,
        "companyname": customer.name,
        "currency": currency_ids[customer.currency],
        "parent": customer.parent_id,
        "searchstage": customer.stage,
        "isinactive": customer.is_inactive,
        "creditlimit": customer.credit_limit,
        "creditholdoverride": customer.hold_override,
        "oncredithold": header.on_hold,
        "balancesearch": header.balance,
        "overduebalancesearch": header.overdue_balance,
        "unbilledorderssearch": header.unbilled_orders,
        "depositbalancesearch": header.deposit_balance,
        "daysoverduesearch": header.days_overdue,
        "datecreated": customer.created_at,
        "lastmodifieddate": customer.modified_at,
    }


def _transaction(transaction: Transaction, currency_ids: dict[str, str]) -> Row:
    return {
        "id": transaction.id,
        "type": transaction.type,
        "status": transaction.status,
        "tranid": transaction.number,
        "entity": transaction.customer_id,
        "currency": currency_ids[transaction.currency],
        "exchangerate": transaction.rate,
        "foreigntotal": transaction.total,
        "foreignamountunpaid": transaction.unpaid,
        "foreignpaymentamountunused": transaction.unused,
        "trandate": transaction.date,
        "duedate": transaction.due_date,
        "createddate": transaction.created_at,
        "lastmodifieddate": transaction.modified_at,
    }


def _line(order_id: int, line: Line) -> Row:
    """What is sold is negative in the ERP, what is billed of it is not."""
    return {
        "uniquekey": order_id * 100 + line.number,
        "transaction": order_id,
        "id": line.number,
        "item": line.item,
        "itemtype": "Service",
        "quantity": -line.quantity,
        "quantitybilled": line.quantity_billed,
        "rate": line.rate,
        "foreignamount": -line.amount,
        "isclosed": line.is_closed,
        "mainline": False,
        "taxline": False,
    }


def _organization(organization: Organization) -> Row:
    return {
        "id": organization.id,
        "name": organization.name,
        "external_id": organization.external_id,
        "domain_names": json.dumps(organization.domain_names),
        "tags": json.dumps(organization.tags),
        "created_at": organization.created_at,
        "updated_at": organization.updated_at,
        "deleted_at": organization.deleted_at,
    }
