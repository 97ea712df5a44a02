# One row per record or customer that was compared, and pair of them that is alike.
import asyncio

from matching.accounts import likeness


def model(dbt, session):
    """Compare what is new: splink, on records that no rule has given to a customer."""
    dbt.config(materialized="kept", schema="ops")
    compared = dbt.ref("int_accounts__compared")
    ((is_known,),) = session.execute(
        "select count(*) > 0 from duckdb_tables()"
        " where database_name = current_database() and schema_name = ? and table_name = ?",
        [dbt.this.schema, dbt.this.identifier],
    ).fetchall()
    # dbt-duckdb opens an event loop for every model in Python, and leaves it open.
    asyncio.get_event_loop().close()
    asyncio.set_event_loop(None)
    return likeness(session, compared.sql_query(), str(dbt.this) if is_known else None)
