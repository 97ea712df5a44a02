"""SuiteQL at the NetSuite stand-in: dates, what the columns mean, Oracle's dialect."""

from collections.abc import Iterator

import pytest

from tests.sandbox.netsuite_company import Erp, erp


@pytest.fixture(scope="module")
def account() -> Iterator[Erp]:
    with erp() as served:
        yield served


# --- dates ----------------------------------------------------------------------------------------


def test_dates_come_in_the_users_preference_and_without_time(account: Erp) -> None:
    sql = "SELECT trandate, duedate, lastmodifieddate FROM transaction WHERE id = 1006"
    # 03:00 UTC on 1 June was still 31 May in the account's Los Angeles
    expected = {"trandate": "05/31/2026", "duedate": "06/30/2026", "lastmodifieddate": "05/31/2026"}
    assert account.row(sql) == expected


@pytest.mark.parametrize(
    ("preference", "text"),
    [("M/D/YYYY", "5/4/2026"), ("DD/MM/YYYY", "04/05/2026"), ("YYYY.MM.DD", "2026.05.04")],
)
def test_another_user_prefers_other_dates(preference: str, text: str) -> None:
    with erp(date_preference=preference) as account:
        sql = "SELECT datecreated FROM customer WHERE datecreated = '{}' AND id = 107"
        assert account.values(
            sql.format(text).replace("datecreated =", "TRUNC(datecreated) =")
        ) == [text]


@pytest.mark.parametrize(
    ("expression", "text"),
    [
        ("TO_CHAR(t.lastmodifieddate, 'YYYY-MM-DD\"T\"HH24:MI:SS')", "2026-05-31T20:00:00"),
        (
            'TO_CHAR(SYS_EXTRACT_UTC(t.lastmodifieddate), \'YYYY-MM-DD"T"HH24:MI:SS"Z"\')',
            "2026-06-01T03:00:00Z",
        ),
        ("TO_CHAR(t.trandate, 'YYYY-MM-DD')", "2026-05-31"),
        ("TO_CHAR(t.trandate, 'DD Mon YY')", "31 May 26"),
        ("TO_CHAR(t.lastmodifieddate, 'HH:MI AM')", "08:00 PM"),
        ("TO_CHAR(t.trandate)", "05/31/2026"),
        ("t.trandate + 1", "06/01/2026"),
        ("t.duedate - t.trandate", "30"),
        ("SYSDATE - t.trandate", "30"),
        ("TRUNC(t.trandate, 'MM')", "05/01/2026"),
        ("ADD_MONTHS(t.trandate, 1)", "06/30/2026"),
        ("LAST_DAY(t.duedate)", "06/30/2026"),
        ("EXTRACT(YEAR FROM t.trandate)", "2026"),
        ("DATE '2026-01-31'", "01/31/2026"),
    ],
)
def test_dates_are_written_and_reckoned_as_in_oracle(
    account: Erp, expression: str, text: str
) -> None:
    assert account.shown(expression, "transaction t WHERE t.id = 1006") == [text]


@pytest.mark.parametrize(
    ("condition", "ids"),
    [
        ("t.duedate < TO_DATE('2026-06-30', 'YYYY-MM-DD')", ["1001"]),
        ("t.duedate <= '06/30/2026'", ["1001", "1006"]),
        ("t.duedate BETWEEN '06/01/2026' AND '7/31/2026'", ["1002", "1006"]),
        ("t.duedate IN ('05/31/2026')", ["1001"]),
        ("t.duedate < SYSDATE", ["1001"]),
        (
            "t.lastmodifieddate > TO_DATE('2026-05-31 19:59:59', 'YYYY-MM-DD HH24:MI:SS')",
            ["1006"],
        ),
        ("t.lastmodifieddate > TO_TIMESTAMP('2026-05-31 20:00', 'YYYY-MM-DD HH24:MI')", []),
        (
            "SYS_EXTRACT_UTC(t.lastmodifieddate) >= TO_TIMESTAMP('2026-06-01', 'YYYY-MM-DD')",
            ["1006"],
        ),
        ("t.lastmodifieddate >= TIMESTAMP '2026-05-31 20:00:00'", ["1006"]),
    ],
)
def test_dates_are_compared_in_the_accounts_time(
    account: Erp, condition: str, ids: list[str]
) -> None:
    source = f"transaction t WHERE t.type = 'CustInvc' AND {condition}"
    assert account.shown("t.id", source) == ids


def test_a_bare_date_in_another_form_is_refused(account: Erp) -> None:
    words = account.refusal("SELECT id FROM transaction WHERE trandate > '2026-01-31'")
    assert "failed with date format 'MM/DD/YYYY'" in words


def test_a_format_that_nobody_knows_is_refused(account: Erp) -> None:
    words = account.refusal("SELECT TO_CHAR(trandate, 'YYYY-QQ') FROM transaction")
    assert "date format not recognized: 'QQ' in 'YYYY-QQ'" in words


# --- what the columns mean ------------------------------------------------------------------------


def test_status_is_a_letter_and_may_be_asked_for_with_its_type(account: Erp) -> None:
    for condition in (
        "type = 'SalesOrd' AND status = 'B'",
        "status = 'SalesOrd:B'",
        "status IN ('SalesOrd:B', 'SalesOrd:D')",
        "status LIKE 'SalesOrd:%'",
        "'SalesOrd:B' = status",
        "BUILTIN.DF(status) = 'Sales Order : Pending Fulfillment'",
        "BUILTIN.CF(status) = 'SalesOrd:B'",
        "CASE status WHEN 'SalesOrd:B' THEN 1 ELSE 0 END = 1",
        "DECODE(status, 'SalesOrd:B', 1, 0) = 1",
    ):
        found = account.shown("id || status", f"transaction WHERE {condition}")
        assert found == ["1005B"], condition


def test_a_status_is_not_asked_for_with_its_type(account: Erp) -> None:
    sql = "SELECT id FROM transaction WHERE status NOT IN ('SalesOrd:B', 'CustInvc:A')"
    assert account.values(sql) == ["1003", "1004", "1007"]


def test_display_texts_stand_for_ids_and_codes(account: Erp) -> None:
    sql = "SELECT BUILTIN.DF(t.entity) e, BUILTIN.DF(t.currency) c, BUILTIN.DF(t.type) t, "
    sql += "BUILTIN.DF(t.status) s, BUILTIN.DF(c.creditholdoverride) h, BUILTIN.DF(c.terms) n "
    sql += "FROM transaction t JOIN customer c ON c.id = t.entity WHERE t.id = 1007"
    assert account.row(sql) == {
        "e": "Cirrus",
        "c": "EUR",
        "t": "Customer Deposit",
        "s": "Customer Deposit : Deposited",
        "h": "Auto",
        "n": "Due on receipt",
    }


def test_ids_compare_as_numbers_however_they_are_written(account: Erp) -> None:
    assert account.values("SELECT id FROM customer WHERE id > '99' AND id < 108") == ["107"]
    assert account.values("SELECT id FROM customer WHERE id > ? AND id < ?", "99", 108) == ["107"]
    assert account.values("SELECT id FROM customer WHERE externalid = ?", "C-109") == ["109"]


def test_parameters_must_be_as_many_as_the_question_marks(account: Erp) -> None:
    words = account.refusal("SELECT id FROM customer WHERE id > ?")
    assert words == "Search error occurred: the query has 1 parameters and 0 values were given."


def test_sales_lines_are_negative_and_headers_positive(account: Erp) -> None:
    sql = "SELECT l.id, l.mainline, l.quantity, l.quantitybilled, l.rate, l.foreignamount, "
    sql += "l.isclosed, i.itemid FROM transactionline l LEFT JOIN item i ON i.id = l.item "
    sql += "WHERE l.transaction = 1005 ORDER BY l.id"
    closed = {"quantity": "-2", "quantitybilled": "0", "rate": "40", "foreignamount": "-80"}
    opened = {"quantity": "-10", "quantitybilled": "4", "rate": "25", "foreignamount": "-250"}
    assert account.rows(sql) == [
        {"id": "0", "mainline": "T", "foreignamount": "330", "isclosed": "F"},
        {"id": "1", "mainline": "F", **opened, "isclosed": "F", "itemid": "Router"},
        {"id": "2", "mainline": "F", **closed, "isclosed": "T", "itemid": "Cable"},
    ]
    assert account.row("SELECT foreigntotal t FROM transaction WHERE id = 1005") == {"t": "330"}


@pytest.mark.parametrize("table", ["nexttransactionlinelink", "previoustransactionlinelink"])
def test_an_application_is_a_link_in_both_tables(account: Erp, table: str) -> None:
    columns = ("previousdoc", "previoustype", "nextdoc", "nexttype", "linktype", "foreignamount")
    found = account.shown(" || ' ' || ".join(columns), table)
    assert found == ["1002 CustInvc 1003 CustPymt Payment 300"]


def test_open_amounts_stand_on_the_header_and_in_base_currency_on_the_ledger(account: Erp) -> None:
    sql = "SELECT t.foreignamountunpaid a, t.foreignamountpaid b, l.amountunpaid c, l.amountpaid d "
    sql += "FROM transaction t JOIN transactionaccountingline l ON l.transaction = t.id "
    sql += "WHERE t.id = 1002 AND l.transactionline = 0"
    assert account.row(sql) == {"a": "200.5", "b": "300", "c": "200.5", "d": "300"}
    sql = "SELECT a.amount, a.debit, t.foreignpaymentamountunused u FROM transaction t "
    sql += "JOIN transactionaccountingline a ON a.transaction = t.id WHERE t.id = 1007"
    assert account.row(sql) == {"amount": "81.65", "debit": "81.65", "u": "75.25"}


@pytest.mark.parametrize(
    ("sql", "row"),
    [
        (
            "SELECT symbol, exchangerate, isbasecurrency FROM currency WHERE id = 3",
            {"symbol": "JPY", "exchangerate": ".0064", "isbasecurrency": "F"},
        ),
        (
            "SELECT basecurrency b, exchangerate r FROM currencyrate WHERE transactioncurrency = 2",
            {"b": "1", "r": "1.1"},
        ),
        ("SELECT name, country FROM subsidiary", {"name": "Parent", "country": "US"}),
        (
            "SELECT subsidiary s FROM customersubsidiaryrelationship WHERE entity = 109",
            {"s": "1"},
        ),
        (
            "SELECT recordid, type, TO_CHAR(deleteddate, 'YYYY-MM-DD') d FROM deletedrecord",
            {"recordid": "98", "type": "customer", "d": "2026-05-04"},
        ),
        ("SELECT daysuntilnetdue d FROM term WHERE name = 'Net 30'", {"d": "30"}),
        ("SELECT periodname p FROM accountingperiod WHERE id = 318", {"p": "Jun 2026"}),
        (
            "SELECT altname, type FROM entity WHERE id = 110",
            {"altname": "Delta", "type": "CustJob"},
        ),
        ("SELECT COUNT(*) n FROM subscription", {"n": "0"}),
        ("SELECT COUNT(*) n FROM subscriptionchangeorderrenewalsteps", {"n": "0"}),
    ],
)
def test_the_small_tables_are_there(account: Erp, sql: str, row: dict[str, str]) -> None:
    assert account.row(sql) == row


# --- the language ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sql", "values"),
    [
        ("SELECT id FROM customer WHERE ROWNUM <= 2", "107 108"),
        ("SELECT TOP 2 id FROM customer ORDER BY id DESC", "110 109"),
        ("SELECT id FROM customer ORDER BY id OFFSET 1 ROWS FETCH NEXT 2 ROWS ONLY", "108 109"),
        ("SELECT id FROM (SELECT id FROM customer ORDER BY id DESC) WHERE ROWNUM < 2", "110"),
        ("WITH x AS (SELECT id FROM customer WHERE parent IS NULL) SELECT MAX(id) FROM x", "110"),
        ("SELECT 'b' x FROM dual UNION SELECT 'a' FROM dual UNION SELECT 'a' FROM dual", "a b"),
        ("SELECT id FROM term MINUS SELECT 1 FROM dual", "2"),
        ("SELECT id FROM customer WHERE id IN (SELECT entity FROM transaction)", "107 108 109"),
        (
            "SELECT c.id FROM customer c WHERE NOT EXISTS "
            "(SELECT 1 FROM transaction t WHERE t.entity = c.id)",
            "110",
        ),
        (
            "SELECT (SELECT COUNT(*) FROM transaction t WHERE t.entity = c.id) FROM customer c "
            "WHERE c.id = 107",
            "5",
        ),
        ("SELECT p.companyname FROM customer c JOIN customer p ON p.id = c.parent", "Acme"),
        ("SELECT id FROM customer WHERE companyname LIKE 'Acme%' AND id <> 107", "108"),
        ("SELECT id FROM customer WHERE companyname LIKE 'Acme!%' ESCAPE '!'", ""),
        ("SELECT LISTAGG(id, ',') WITHIN GROUP (ORDER BY id DESC) FROM term", "2,1"),
        ("SELECT SUM(foreignamountunpaid) FROM transaction", "1280.5"),
        ("SELECT COUNT(DISTINCT currency) FROM customer", "3"),
        (
            "SELECT companyname || '/' || id || '/' || parent FROM customer WHERE id = 107",
            "Acme/107/",
        ),
        ("SELECT NVL2(parent, 'child', 'head') FROM customer WHERE id < 109", "head child"),
        ("SELECT CASE WHEN balancesearch > 99 THEN 'big' END FROM customer WHERE id < 109", "big"),
        (
            "SELECT DECODE(parent, NULL, 'none', 107, 'acme') FROM customer WHERE id < 109",
            "none acme",
        ),
        ("SELECT TO_CHAR(balancesearch, 'FM9,990.00') FROM customer WHERE id = 107", "1,150.50"),
        ("SELECT TO_CHAR(id) || TO_NUMBER('1.50') FROM customer WHERE id = 107", "1071.5"),
        ("SELECT ROUND(10 / 3, 2) FROM dual", "3.33"),
        ("SELECT UPPER(SUBSTR(companyname, 1, 2)) FROM customer WHERE id = 109", "CI"),
        ("SELECT ROW_NUMBER() OVER (ORDER BY id DESC) FROM term ORDER BY id", "2 1"),
        (
            "SELECT NVL(creditlimit, -1) FROM customer ORDER BY creditlimit DESC",
            "-1 10000 10000 .5",
        ),
        ("SELECT CAST(id AS VARCHAR(10)) || 'x' FROM term", "1x 2x"),
    ],
)
def test_the_dialect_is_oracles(account: Erp, sql: str, values: str) -> None:
    assert " ".join(account.values(sql)) == values


def test_groups_come_in_an_order_that_does_not_change(account: Erp) -> None:
    sql = "SELECT t.type, COUNT(*) n, SUM(t.foreigntotal) total FROM transaction t "
    sql += "GROUP BY t.type HAVING COUNT(*) < 3 ORDER BY n"
    assert account.rows(sql) == [
        {"type": "CustCred", "n": "1", "total": "50"},
        {"type": "CustDep", "n": "1", "total": "75.25"},
        {"type": "CustPymt", "n": "1", "total": "300"},
        {"type": "SalesOrd", "n": "1", "total": "330"},
    ]
