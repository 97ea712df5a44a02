"""DuckDB macros behind the columns and functions that SuiteQL sees."""

from collections.abc import Iterator, Mapping
from datetime import date

from sandbox.company.erp import RECEIVABLES
from sandbox.netsuite.chart import MONEY, ORDERS, REVENUE
from sandbox.netsuite.labels import ABBREVIATION, RECORD_TYPE, STATUS, TYPE, status_text

_FIXED = (
    "CREATE MACRO ns_period(d) AS (year(d) - 2000) * 12 + month(d)",
    f"""
    CREATE MACRO ns_account(t, main) AS CASE
        WHEN main = 'F' THEN {REVENUE}
        WHEN t = 'SalesOrd' THEN {ORDERS}
        WHEN t IN ('CustPymt', 'CustDep') THEN {MONEY}
        ELSE {RECEIVABLES}
    END
    """,
    # Oracle's way of writing a number: no zero before the point and none at the end
    r"""
    CREATE MACRO ns_number(x) AS CASE
        WHEN contains(CAST(x AS VARCHAR), 'e') THEN upper(CAST(x AS VARCHAR))
        WHEN contains(CAST(x AS VARCHAR), '.') THEN regexp_replace(
            rtrim(rtrim(CAST(x AS VARCHAR), '0'), '.'), '^(-?)0\.', '\1.'
        )
        ELSE CAST(x AS VARCHAR)
    END
    """,
    """
    CREATE MACRO ns_text(x) AS CASE
        WHEN typeof(x) LIKE 'DECIMAL%' OR typeof(x) = 'DOUBLE' THEN ns_number(x)
        WHEN typeof(x) = 'BOOLEAN' THEN upper(left(CAST(x AS VARCHAR), 1))
        ELSE CAST(x AS VARCHAR)
    END
    """,
    """
    CREATE MACRO ns_ratio(x, y) AS CASE
        WHEN y = 0 THEN error('divisor is equal to zero') ELSE x / y
    END
    """,
    """
    CREATE MACRO ns_months_between(x, y) AS
        (year(x) - year(y)) * 12 + month(x) - month(y) + CASE
            WHEN day(x) = day(y) THEN 0
            WHEN CAST(x AS DATE) = last_day(x) AND CAST(y AS DATE) = last_day(y) THEN 0
            ELSE (day(x) - day(y)) / 31
        END
    """,
)


def macros(today: date) -> Iterator[str]:
    """The statements that make them; `today` is the company's."""
    yield f"CREATE MACRO ns_today() AS DATE '{today}'"
    yield f"CREATE MACRO ns_type_label(code) AS CASE code {_whens(TYPE)} ELSE code END"
    yield f"CREATE MACRO ns_record_type(code) AS CASE code {_whens(RECORD_TYPE)} ELSE code END"
    yield f"CREATE MACRO ns_abbreviation(code) AS CASE code {_whens(ABBREVIATION)} ELSE code END"
    labels = {
        f"{kind}:{letter}": status_text(kind, letter)
        for kind, letters in STATUS.items()
        for letter in letters
    }
    yield f"CREATE MACRO ns_status_label(t, s) AS CASE t || ':' || s {_whens(labels)} ELSE s END"
    yield from _FIXED


def _whens(labels: Mapping[str, str]) -> str:
    return " ".join(f"WHEN '{code}' THEN '{label}'" for code, label in labels.items())
