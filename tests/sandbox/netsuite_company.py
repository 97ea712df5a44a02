"""A company of four customers and its ERP, served on loopback, for the tests of the stand-in.

The company's day is 30 June 2026; a euro is 1.10 dollars, a yen 0.0064.

customer            documents                                                    comes to
107 Acme, USD       invoice 1001: 1000.00 open, due 31 May (30 days late)        balance 1150.50
                    invoice 1002: 500.50, of which payment 1003 settled 300.00   overdue 1000.00
                    credit memo 1004: 50.00, all of it unused                    unbilled 150.00
                    order 1005: 10 x 25.00, 4 of them billed; 2 x 40.00 closed   30 days
108 Acme East, USD  below 107; invoice 1006: 80.00 open, due today               balance 80.00
109 Cirrus, EUR     deposit 1007: 75.25 unused; its header wrongly says 999.99   deposits 75.25
110 Delta, JPY      none, a prospect
"""

import json
import ssl
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import httpx
import jwt

from sandbox.company import (
    Application,
    Bundle,
    CreditPolicy,
    Currency,
    Customer,
    DeletedRecord,
    Header,
    Line,
    Subsidiary,
    Transaction,
)
from sandbox.netsuite import NetSuite
from sandbox.serve import serve

NO_TLS = ssl.create_default_context()  # made once: a client's own would cost more than a test
MAY = datetime(2026, 5, 4, 16, 30, 15, tzinfo=UTC)
JUNE = datetime(2026, 6, 1, 3, 0, 0, tzinfo=UTC)  # still 31 May in Los Angeles
ZERO = Decimal(0)
TOKEN_PATH = "/services/rest/auth/oauth2/v1/token"
ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"

CURRENCIES = (
    Currency(1, "USD", "US Dollar", 2, Decimal("1.00000000"), is_base=True),
    Currency(2, "EUR", "Euro", 2, Decimal("1.10000000"), is_base=False),
    Currency(3, "JPY", "Japanese Yen", 0, Decimal("0.00640000"), is_base=False),
)


def header(
    balance: str, overdue: str, unbilled: str, deposits: str, days: int, *, total: str = ""
) -> Header:
    return Header(
        balance=Decimal(balance),
        overdue_balance=Decimal(overdue),
        unbilled_orders=Decimal(unbilled),
        deposit_balance=Decimal(deposits),
        days_overdue=days,
        on_hold=False,
        consolidated_balance=Decimal(total or balance),
        consolidated_overdue_balance=Decimal(overdue),
        consolidated_unbilled_orders=Decimal(unbilled),
        consolidated_days_overdue=days,
    )


NOTHING = header("0.00", "0.00", "0.00", "0.00", 0)
ACME = Customer(
    id=107,
    entity_id="C107",
    name="Acme",
    currency="USD",
    parent_id=None,
    stage="Customer",
    is_inactive=False,
    hold_override="AUTO",
    credit_limit=Decimal("10000.00"),
    terms_days=30,
    email="ap@acme.example",
    phone="",
    domain="acme.example",
    tax_number="",
    external_id="SF-001xx",
    subsidiary_id=1,
    created_at=MAY,
    modified_at=MAY,
    header=header("1150.50", "1000.00", "150.00", "0.00", 30, total="1230.50"),
)
EAST = replace(
    ACME,
    id=108,
    entity_id="C108",
    name="Acme East",
    parent_id=107,
    external_id=None,
    modified_at=JUNE,
    header=header("80.00", "0.00", "0.00", "0.00", 0),
)
CIRRUS = replace(
    ACME,
    id=109,
    entity_id="C109",
    name="Cirrus",
    currency="EUR",
    credit_limit=Decimal("0.50"),
    external_id="C-109",
    terms_days=0,
    header=header("999.99", "0.00", "0.00", "75.25", 0),
)
DELTA = replace(
    ACME,
    id=110,
    entity_id="C110",
    name="Delta",
    currency="JPY",
    stage="Prospect",
    credit_limit=None,
    external_id=None,
    header=NOTHING,
)
INVOICE = Transaction(
    id=1001,
    type="CustInvc",
    number="INV1001",
    customer_id=107,
    currency="USD",
    rate=Decimal("1.00000000"),
    date=date(2026, 5, 1),
    due_date=date(2026, 5, 31),
    total=Decimal("1000.00"),
    unpaid=Decimal("1000.00"),
    unused=ZERO,
    status="A",
    memo="",
    external_id=None,
    created_at=MAY,
    modified_at=MAY,
    lines=(Line(1, "Router", Decimal(4), ZERO, Decimal("250.00"), Decimal("1000.00")),),
)
PART_PAID = replace(
    INVOICE,
    id=1002,
    number="INV1002",
    due_date=date(2026, 7, 15),
    total=Decimal("500.50"),
    unpaid=Decimal("200.50"),
    lines=(Line(1, "Support", Decimal(1), ZERO, Decimal("500.50"), Decimal("500.50")),),
)
PAYMENT = replace(
    INVOICE,
    id=1003,
    type="CustPymt",
    number="PMT1003",
    due_date=None,
    total=Decimal("300.00"),
    unpaid=ZERO,
    status="C",
    lines=(),
)
CREDIT = replace(
    PAYMENT,
    id=1004,
    type="CustCred",
    number="CM1004",
    total=Decimal("50.00"),
    unused=Decimal("50.00"),
    status="A",
    lines=(Line(1, "Support", Decimal(1), ZERO, Decimal("50.00"), Decimal("50.00")),),
)
ORDER = replace(
    INVOICE,
    id=1005,
    type="SalesOrd",
    number="SO1005",
    due_date=None,
    total=Decimal("330.00"),
    unpaid=ZERO,
    status="B",
    lines=(
        Line(1, "Router", Decimal(10), Decimal(4), Decimal("25.00"), Decimal("250.00")),
        Line(2, "Cable", Decimal(2), ZERO, Decimal("40.00"), Decimal("80.00"), is_closed=True),
    ),
)
EASTS_INVOICE = replace(
    INVOICE,
    id=1006,
    number="INV1006",
    customer_id=108,
    date=date(2026, 5, 31),
    due_date=date(2026, 6, 30),
    total=Decimal("80.00"),
    unpaid=Decimal("80.00"),
    modified_at=JUNE,
    lines=(Line(1, "Cable", Decimal(2), ZERO, Decimal("40.00"), Decimal("80.00")),),
)
DEPOSIT = replace(
    PAYMENT,
    id=1007,
    type="CustDep",
    number="DEP1007",
    customer_id=109,
    currency="EUR",
    rate=Decimal("1.08500000"),
    total=Decimal("75.25"),
    unused=Decimal("75.25"),
    status="B",
)


@dataclass
class Company:
    """What the stand-in asks of a world."""

    as_of: date = date(2026, 6, 30)
    policy: CreditPolicy = field(default_factory=CreditPolicy)
    currencies: tuple[Currency, ...] = CURRENCIES
    subsidiaries: tuple[Subsidiary, ...] = (Subsidiary(1, "Parent", None, "USD", "US"),)

    def bundles(self) -> Iterator[Bundle]:
        gone = DeletedRecord(98, "customer", "C098 Gone", MAY)
        yield Bundle(
            "acme",
            customers=(ACME, EAST),
            transactions=(INVOICE, PART_PAID, PAYMENT, CREDIT, ORDER, EASTS_INVOICE),
            applications=(Application(1003, 1002, Decimal("300.00")),),
        )
        yield Bundle("cirrus", customers=(CIRRUS,), transactions=(DEPOSIT,))
        yield Bundle("delta", customers=(DELTA,), deleted_records=(gone,))


@dataclass
class Erp:
    """The stand-in and a client that is logged in to it."""

    standin: NetSuite
    url: str
    http: httpx.Client

    def suiteql(self, sql: str, *, params: Sequence[object] = (), **paging: int) -> httpx.Response:
        query = "&".join(f"{name}={value}" for name, value in paging.items())
        return self.http.post(
            f"/query/v1/suiteql?{query}",
            json={"q": sql, "params": list(params)} if params else {"q": sql},
            headers={"Prefer": "transient"},
        )

    def rows(self, sql: str, *params: object, **paging: int) -> list[dict[str, str]]:
        """The items of an answer without their empty links."""
        answer = self.suiteql(sql, params=params, **paging)
        assert answer.status_code == 200, answer.text
        items: list[dict[str, Any]] = answer.json()["items"]
        assert all(item.pop("links") == [] for item in items)
        return items

    def row(self, sql: str, *params: object) -> dict[str, str]:
        (row,) = self.rows(sql, *params)
        return row

    def values(self, sql: str, *params: object) -> list[str]:
        """The only column of an answer."""
        return [value for row in self.rows(sql, *params) for value in row.values()]

    def shown(self, expressions: str, source: str) -> list[str]:
        """What an expression comes to for the rows of a FROM clause."""
        return self.values(f"SELECT {expressions} FROM {source}")  # noqa: S608

    def refusal(self, sql: str, *params: object) -> str:
        """The words of a refused query."""
        answer = self.suiteql(sql, params=params)
        assert answer.status_code == 400, answer.text
        (detail,) = answer.json()["o:errorDetails"]
        assert detail["o:errorQueryParam"] == "q"
        assert detail["o:errorCode"] == "INVALID_PARAMETER"
        lead = "Invalid search query. Detailed unprocessed description follows. "
        assert detail["detail"].startswith(lead)
        return str(detail["detail"]).removeprefix(lead)

    def call(self, method: str, path: str, body: Any = None, **headers: str) -> httpx.Response:
        """A call of the record service; header names with underscores for hyphens."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        content = None if body is None else json.dumps(body)
        if body is not None:
            named.setdefault("Content-Type", "application/json")
        return self.http.request(method, f"/record/v1/{path}", headers=named, content=content)

    def written(self, method: str, path: str, body: Any, **headers: str) -> str:
        """The id of the record that a write made or changed."""
        answer = self.call(method, path, body, **headers)
        assert (answer.status_code, answer.content) == (204, b""), answer.text
        return answer.headers["Location"].rpartition("/")[2]


def assertion(
    settings: Mapping[str, str],
    *,
    algorithm: str = "ES256",
    now: float | None = None,
    headers: Mapping[str, str] | None = None,
    **claims: Any,
) -> str:
    """A client assertion as the vendor wants it, with what is given changed; None drops a claim."""
    at = int(datetime.now(UTC).timestamp() if now is None else now)
    usual = {
        "iss": settings["client_id"],
        "scope": ["rest_webservices"],
        "aud": settings["base_url"] + TOKEN_PATH,
        "iat": at,
        "exp": at + 3600,
    }
    return jwt.encode(
        {key: value for key, value in {**usual, **claims}.items() if value is not None},
        settings["private_key"],
        algorithm=algorithm,
        headers={"kid": settings["certificate_id"], **(headers or {})},
    )


def token_answer(url: str, signed: str, **form: str) -> httpx.Response:
    usual = {
        "grant_type": "client_credentials",
        "client_assertion_type": ASSERTION_TYPE,
        "client_assertion": signed,
    }
    return httpx.post(url + TOKEN_PATH, data={**usual, **form}, verify=NO_TLS)


@contextmanager
def erp(**options: Any) -> Iterator[Erp]:
    standin = NetSuite(Company(), **options)
    try:
        with serve([standin], answer_key=dict) as served:
            url = served.urls["netsuite"]
            token = token_answer(url, assertion(standin.credentials(url))).json()["access_token"]
            with httpx.Client(
                base_url=f"{url}/services/rest",
                headers={"Authorization": f"Bearer {token}"},
                verify=NO_TLS,
            ) as http:
                yield Erp(standin, url, http)
    finally:
        standin.close()
