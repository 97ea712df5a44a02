"""The chart of accounts, as far as sales post to it."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from sandbox.company.erp import RECEIVABLES

REVENUE, MONEY, ORDERS, EXCHANGE = 54, 116, 127, 130
# id -> number, name and type
_ACCOUNTS: Mapping[int, tuple[str, str, str]] = {
    REVENUE: ("4000", "Sales", "Income"),
    MONEY: ("1050", "Undeposited Funds", "OthCurrAsset"),
    RECEIVABLES: ("1100", "Accounts Receivable", "AcctRec"),
    ORDERS: ("9000", "Sales Orders", "NonPosting"),
    EXCHANGE: ("7100", "Realized Gain/Loss", "OthIncome"),
}


def accounts(opened: datetime) -> Iterator[dict[str, Any]]:
    """Every account, as it was set up."""
    for id_, (number, name, kind) in _ACCOUNTS.items():
        yield {
            "id": id_,
            "acctnumber": number,
            "accountsearchdisplayname": f"{number} {name}",
            "fullname": name,
            "accttype": kind,
            "lastmodifieddate": opened,
        }
