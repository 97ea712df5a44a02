"""Records that no rule has given to a customer, and the customers that they are like.

What was compared is kept with a fingerprint of it: a run compares only those pairs of which one
side is new or changed. A word is weighed by how rare it is at that time, and not anew when other
names come.
"""

from collections.abc import Iterator, Mapping, Sequence

import duckdb
import polars as pl

from matching.forms import EVERYDAY, FILLERS
from matching.judgement import judge
from matching.keys import weigh
from matching.likeness import score
from matching.records import SCHEMA, record

PROPOSED_FROM = 0.5
"""A pair of a lower score is not kept."""
_NEVER = 2.0
_RECORDS, _CUSTOMERS = 0, 1
Row = tuple[str, ...]


def likeness(
    session: duckdb.DuckDBPyConnection, compared: str, before: str | None
) -> duckdb.DuckDBPyRelation:
    """What is known after this run: a row a record or customer compared, and a row a pair alike.

    `compared` is a query for side (`record` or `customer`), system, object, record_id, fingerprint,
    name, name_key, tax_id, domain and postal_code; `before` is the table that the last run made,
    None at first. Columns: side, system, object, record_id, fingerprint, customer_id (null
    in the rows that say that something was compared), score, evidence, and pairs_compared, the
    number of pairs that this run looked at, the same in every row.
    """
    _prepare(session, compared, before)
    ((changed,),) = session.execute("select count(*) from standing where is_changed").fetchall()
    count = 0
    if changed:
        session.execute(_STARTS, {"common": sorted(EVERYDAY | FILLERS)})
        for records, customers in _PASSES:
            count += _compare(session, records, customers)
    return session.sql(_KNOWN.format(count=count))


def _prepare(session: duckdb.DuckDBPyConnection, compared: str, before: str | None) -> None:
    """Temporary tables: all that is there now, what is new of it, and the pairs that still hold."""
    session.execute(f"create or replace temp table compared as {compared}")
    session.execute(
        f"create or replace temp table known as from {before}" if before else _NOTHING_KNOWN
    )
    session.execute(_CHANGED)
    session.execute(_FOUND)


def _compare(session: duckdb.DuckDBPyConnection, records: str, customers: str) -> int:
    """Add the pairs that are alike to `found`; how many were looked at."""
    conditions = {"records": records, "customers": customers}
    sides = [
        session.execute(_SIDE.format(side=side, where=where, **conditions)).fetchall()
        for side, where in (("record", records), ("customer", customers))
    ]
    if not all(sides):
        return 0
    with duckdb.connect(config={"python_enable_replacements": "false"}) as work:
        rows = [row for side in (_RECORDS, _CUSTOMERS) for row in _given(side, sides[side])]
        work.register("rows", pl.DataFrame(rows, schema=SCHEMA, orient="row").to_arrow())
        work.execute("create table given as from rows")
        for table, query in (("word_counts", _WORD_COUNTS), ("name_count", _NAME_COUNT)):
            work.register("counted", session.sql(query).to_arrow_table())
            work.execute(f"create table {table} as from counted")
        found, count = _judged(work, sides)
    if found:
        session.executemany("insert into found values (?, ?, ?, ?, ?, ?, ?)", found)
    return count


def _judged(
    work: duckdb.DuckDBPyConnection, sides: Sequence[Sequence[Row]]
) -> tuple[list[tuple[object, ...]], int]:
    """Pairs as `found` has them, of the record and the customer at each place of the sides."""
    weigh(work)
    score(work, is_one_file=False, least=0)
    ((count,),) = work.execute("select count(*) from scored").fetchall()
    work.execute("delete from scored where probability < ?", [PROPOSED_FROM])
    judge(work, is_one_file=False, confirmed_from=_NEVER, is_many_to_one=True)
    judged = work.execute("select left_row, right_row, probability, evidence from judged")
    return [
        (*sides[_RECORDS][left - 1][:4], sides[_CUSTOMERS][right - 1][2], probability, evidence)
        for left, right, probability, evidence in judged.fetchall()
    ], count


def _given(side: int, rows: Sequence[Row]) -> Iterator[tuple[object, ...]]:
    for place, (*_, name, tax_id, domain, postal_code) in enumerate(rows, 1):
        given: Mapping[str, str] = {
            "name": name or "",
            "tax_id": tax_id or "",
            "domain": domain or "",
            "postal_code": postal_code or "",
        }
        yield record(side, place, given, has_city=True)


_PASSES = (
    ("is_changed", "true"),
    ("not is_changed", "is_changed"),
)
_NOTHING_KNOWN = """
create or replace temp table known (
    side varchar, system varchar, object varchar, record_id varchar, fingerprint varchar,
    customer_id varchar, score decimal(4, 3), evidence varchar, pairs_compared bigint
)
"""
_CHANGED = """
create or replace temp table standing as
select compared.*, known.fingerprint is null as is_changed
from compared
left join known
    on compared.side = known.side and compared.system = known.system
    and compared.object = known.object and compared.record_id = known.record_id
    and compared.fingerprint = known.fingerprint and known.customer_id is null
"""
# How the words of a name begin, and its keys: who shares none of them, or only what very many have,
# is not looked at. Else a run with one change would weigh every customer there is.
_STARTS = """
create or replace temp table starts as
select distinct side, is_changed, system, object, record_id, unnest(list_concat(
    list_transform(
        list_filter(string_split(name_key, ' '), lambda word: not list_contains($common, word)),
        lambda word: word[:5]
    ),
    ['=' || tax_id, '=' || domain]
)) as start
from standing where name_key is not null
"""
_SIDE = """
with shared as (
    select start from starts
    group by start
    having bool_or(side = 'record' and {records}) and bool_or(side = 'customer' and {customers})
        and count(*) <= 1000
)
select system, object, record_id, fingerprint, name, tax_id, domain, postal_code
from standing
where side = '{side}' and {where} and (side, system, object, record_id) in (
    select (side, system, object, record_id) from starts inner join shared using (start)
)
order by system, object, record_id
"""
_WORD_COUNTS = """
select word, count(distinct name_key) as amount
from (select name_key, unnest(string_split(name_key, ' ')) as word from compared)
group by word
"""
_NAME_COUNT = "select count(distinct name_key) as amount from compared"
_FOUND = """
create or replace temp table found (
    system varchar, object varchar, record_id varchar, fingerprint varchar,
    customer_id varchar, score decimal(4, 3), evidence varchar
)
"""
_KNOWN = """
select side, system, object, record_id, fingerprint,
    cast(null as varchar) as customer_id, cast(null as decimal(4, 3)) as score,
    cast(null as varchar) as evidence, cast({count} as bigint) as pairs_compared
from compared
union all
select 'pair', system, object, record_id, fingerprint, customer_id, score, evidence,
    cast({count} as bigint)
from found
union all
select 'pair', known.system, known.object, known.record_id, known.fingerprint,
    known.customer_id, known.score, known.evidence, cast({count} as bigint)
from known
inner join standing as records
    on records.side = 'record' and known.system = records.system
    and known.object = records.object and known.record_id = records.record_id
    and known.fingerprint = records.fingerprint
inner join standing as customers
    on customers.side = 'customer' and known.customer_id = customers.record_id
where known.side = 'pair' and not records.is_changed and not customers.is_changed
"""
