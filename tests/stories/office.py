"""A company whose CRM knows half of its customers, and the people who work in its systems."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from reverse_etl.ledger import open_ledger
from reverse_etl.outcome import ApplyReport
from sandbox import world
from sandbox.company import Bundle, CrmRecords
from systems import system
from tests.stories.helpdesk import Helpdesk
from tests.stories.house import House
from tests.stories.people import Accountant, Buyer, SalesPeople
from tieout import settings
from tieout.cli import doctor, loop, stages
from tieout.cli.sandbox import served
from tieout.cli.workshop import Workshop
from tieout.settings import SyncSettings

FOLLOWS = "opportunities_follow_sales_orders"
TOUCHED = ("salesforce", "netsuite", "bigcommerce", "gotransverse")  # where people work here


@dataclass(frozen=True, slots=True)
class Office:
    """The house, everybody in it, and a process that has parsed its models already."""

    house: House
    workshop: Workshop
    sales: SalesPeople
    buyer: Buyer
    accountant: Accountant

    def run(self) -> ApplyReport:
        """One whole run, as `tieout run` makes it, with every sync switched on."""
        self.switch_on()
        cycle = loop.once(self.workshop)
        assert cycle.exit_code == 0
        assert cycle.applied
        return cycle.applied

    def write_back(self, **variables: object) -> ApplyReport:
        """Only what leads to writing, of the systems in which people work."""
        self.switch_on(**variables)
        systems = [system(name) for name in TOUCHED]
        with self.workshop.run("tieout apply") as run:
            stages.extract(self.workshop, run, systems=systems)
            self.workshop.dbt.build(["+path:models/syncs"])
            with open_ledger(self.workshop.settings.ledger) as ledger:
                made = stages.plan(self.workshop, run, ledger, held={})
                return stages.apply(self.workshop, run, ledger, made)

    def switch_on(self, **variables: object) -> None:
        """Every sync may write, under these variables of the project."""
        chosen = settings.load()
        chosen = replace(chosen, vars={**chosen.vars, FOLLOWS: False, **variables})
        self.workshop.settings = chosen  # before the models are parsed, which takes seconds
        syncs = {spec.name: SyncSettings("apply") for spec in self.workshop.syncs()}
        self.workshop.settings = replace(chosen, syncs=syncs)


@contextmanager
def opened(home: Path, company: world.World) -> Iterator[Office]:
    """The company served, its custom fields made; nothing was run yet."""
    with served(company) as answering:
        credentials = answering.credentials()
        helpdesk = Helpdesk(credentials["zendesk"])
        sales = SalesPeople(credentials["salesforce"])
        buyer = Buyer(credentials["bigcommerce"])
        accountant = Accountant(credentials["netsuite"])
        house = House(company, answering, home, helpdesk)
        house.variables["SOURCES__GOTRANSVERSE__CUSTOM_FIELD_IDS"] = "crm_order_id=2337"
        with house.workshop() as workshop:
            office = Office(house, workshop, sales, buyer, accountant)
            office.switch_on()
            assert all(it.ok for it in doctor.create_missing_fields(workshop))
            yield office
        for it in (helpdesk, sales, buyer, accountant):
            it.close()


def known_in_part(company: world.World, known: int) -> world.World:
    """The same company, and a CRM that never heard of any but the first customers."""

    def as_known(place: int, it: Bundle) -> Bundle:
        return it if place < known else replace(it, crm=CrmRecords())

    bundles = [as_known(place, it) for place, it in enumerate(company.bundles())]
    return replace(company, _kept=[tuple(bundles)])


@dataclass(frozen=True, slots=True)
class Seen:
    """What people see at one moment of an order, a renewal and a product."""

    order: Mapping[str, Any]
    lines: Sequence[Mapping[str, Any]]
    shown: tuple[str, str]
    parcels: Sequence[tuple[str, str]]
    renewal: Mapping[str, Any] | None
    product: Mapping[str, Any]


def look(office: Office, store_order: str, subscription: str, product: str) -> Seen:
    """Look at an order in the CRM and in the store, a renewal and a product of the CRM."""
    found = office.sales.one(
        "SELECT Id, Status, Queue__c, Payment_Method__c, (SELECT Quantity, ASTEA_Job_Number__c "  # noqa: S608
        f"FROM OrderItems) FROM Order WHERE BigCommerce_Order_Id__c = '{store_order}'"
    )
    shown = office.buyer.order(store_order)
    renewals = office.sales.found(
        "SELECT Action__c, Status__c, Renewal_Subscription__r.Status__c, "  # noqa: S608
        "Renewal_Subscription__r.Account__r.NetSuite_Id__c, Opportunity__r.NetSuite_Id__c, "
        "Opportunity__r.Amount, Opportunity__r.StageName, Opportunity__r.Account.NetSuite_Id__c, "
        "Opportunity__r.Subscription__r.NetSuite_Id__c FROM Subscription_Change_Order__c "
        f"WHERE Subscription__r.NetSuite_Id__c = '{subscription}' AND Action__c = 'Renew'"
    )
    return Seen(
        order={name: it for name, it in found.items() if name != "OrderItems"},
        lines=found["OrderItems"]["records"],
        shown=(shown["customer_message"], shown["status"]),
        parcels=office.buyer.parcels(store_order),
        renewal=renewals[0] if renewals else None,
        product=office.sales.one(
            "SELECT Name, IsActive, Description, Family, Work_Order_Template__c FROM Product2 "  # noqa: S608
            f"WHERE ProductCode = '{product}'"
        ),
    )
