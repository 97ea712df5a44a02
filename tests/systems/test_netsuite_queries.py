from datetime import UTC, datetime

import pytest

from systems.base import Table, Total
from systems.netsuite.queries import (
    SOURCES,
    count_query,
    page_key,
    page_query,
    sources,
    total_query,
)
from systems.netsuite.tables import (
    CUSTOMER,
    DELETEDRECORD,
    SUBSIDIARY,
    TABLES,
    TRANSACTION,
    TRANSACTIONLINE,
    TRANSACTIONLINK,
)
from tieout.errors import BadAnswer


def test_the_first_page_of_a_full_read_has_no_condition() -> None:
    assert page_query(SOURCES[SUBSIDIARY.name], SUBSIDIARY.columns[:2], None, None) == (
        "SELECT s.id, s.name FROM subsidiary s ORDER BY s.id"
    )


def test_dates_and_times_come_in_a_form_that_no_preference_changes() -> None:
    columns = [it for it in TRANSACTION.columns if it.name in ("trandate", "lastmodifieddate")]
    assert page_query(
        SOURCES[TRANSACTION.name], columns, (107,), datetime(2026, 6, 29, 10, tzinfo=UTC)
    ) == (
        "SELECT TO_CHAR(t.trandate, 'YYYY-MM-DD') AS trandate, "
        'TO_CHAR(SYS_EXTRACT_UTC(t.lastmodifieddate), \'YYYY-MM-DD"T"HH24:MI:SS"Z"\') '
        "AS lastmodifieddate "
        "FROM transaction t "
        "WHERE (t.type IN ('CustInvc', 'CustCred', 'CustPymt', 'CustDep', 'SalesOrd')) "
        "AND (t.lastmodifieddate >= TO_TIMESTAMP('2026-06-29 10:00:00', 'YYYY-MM-DD HH24:MI:SS')) "
        "AND (t.id > 107) "
        "ORDER BY t.id"
    )


def test_only_item_lines_of_sales_orders_are_asked_for() -> None:
    assert page_query(SOURCES[TRANSACTIONLINE.name], TRANSACTIONLINE.columns[:1], (5,), None) == (
        "SELECT l.uniquekey FROM transactionline l "
        "INNER JOIN transaction t ON t.id = l.transaction "
        "WHERE (t.type = 'SalesOrd' AND l.mainline = 'F' AND l.taxline = 'F') "
        "AND (l.uniquekey > 5) ORDER BY l.uniquekey"
    )


def test_a_key_of_two_columns_is_compared_as_a_whole_with_words_in_quotes() -> None:
    query = page_query(SOURCES[DELETEDRECORD.name], DELETEDRECORD.columns[:2], (7, "o'clock"), None)
    assert query.endswith(
        "AND ((d.recordid > 7) OR (d.recordid = 7 AND d.type > 'o''clock')) "
        "ORDER BY d.recordid, d.type"
    )


def test_a_total_has_the_conditions_of_the_read() -> None:
    assert count_query(SOURCES[CUSTOMER.name]) == "SELECT COUNT(*) AS counted FROM customer c"
    assert total_query(SOURCES[TRANSACTION.name], Total("foreigntotal", "currency")) == (
        "SELECT t.currency AS currency, SUM(t.foreigntotal) AS summed FROM transaction t "
        "WHERE (t.type IN ('CustInvc', 'CustCred', 'CustPymt', 'CustDep', 'SalesOrd')) "
        "GROUP BY t.currency"
    )


def test_ids_are_compared_as_numbers() -> None:
    assert page_key(CUSTOMER, {"id": "9"}) < page_key(CUSTOMER, {"id": "10"})


@pytest.mark.parametrize("row", [{}, {"id": "1; DROP"}, {"id": None}])
def test_a_row_without_a_usable_key_is_a_bad_answer(row: dict[str, object]) -> None:
    with pytest.raises(
        BadAnswer, match=r"^netsuite: a row of customer came without a usable id\.$"
    ):
        page_key(CUSTOMER, row)


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_keys_and_sums_are_columns_of_their_table(table: Table) -> None:
    names = {column.name for column in table.columns}
    assert names >= set(table.key)
    assert names >= {name for total in table.totals for name in (total.amount, total.currency)}
    assert all(column.required for column in table.columns if column.name in table.key)


def test_no_column_that_carries_a_key_or_a_change_time_may_be_hidden() -> None:
    assert {
        column.name for table in TABLES for column in table.columns if column.hidden_from_some
    } == {
        "oncredithold",
        "balancesearch",
        "overduebalancesearch",
        "unbilledorderssearch",
        "depositbalancesearch",
        "daysoverduesearch",
        "consolbalancesearch",
        "consoloverduebalancesearch",
        "consolunbilledorderssearch",
        "consoldaysoverduesearch",
        "accountsearchdisplayname",
        "subsidiary",
        "url",
        "vatregnumber",
        "custentity_crm_id",
        "custbody_crm_id",
        "memo",
    }


def test_lines_and_links_of_a_document_begin_with_its_id() -> None:
    assert TRANSACTIONLINE.key[0] == "transaction"
    assert TRANSACTIONLINK.key[0] == "previousdoc"


def test_of_an_email_address_only_the_domain_leaves_the_erp() -> None:
    columns = [it for it in CUSTOMER.columns if it.name == "emaildomain"]
    assert page_query(SOURCES["customer"], columns, None, None) == (
        "SELECT LOWER(SUBSTR(c.email, INSTR(c.email, '@') + 1)) AS emaildomain "
        "FROM customer c ORDER BY c.id"
    )


def test_a_custom_field_is_asked_for_under_the_name_that_the_account_gave_it() -> None:
    columns = [it for it in CUSTOMER.columns if it.name == "custentity_crm_id"]
    source = sources({"customer_crm_field": "custentity_sf_account"})["customer"]
    assert page_query(source, columns, None, None) == (
        "SELECT c.custentity_sf_account AS custentity_crm_id FROM customer c ORDER BY c.id"
    )


def test_what_changes_with_its_document_is_asked_for_by_the_documents_change_time() -> None:
    source = SOURCES["changeorderline"]
    assert page_query(source, [], (5, 1), datetime(2026, 6, 29, 10, tzinfo=UTC)).endswith(
        "WHERE (o.lastmodifieddate >= "
        "TO_TIMESTAMP('2026-06-29 10:00:00', 'YYYY-MM-DD HH24:MI:SS')) "
        "AND ((l.subscriptionchangeorder > 5) OR "
        "(l.subscriptionchangeorder = 5 AND l.sequence > 1)) "
        "ORDER BY l.subscriptionchangeorder, l.sequence"
    )
