"""The ledger's tables and the questions asked of them, in SQL.

The tables stand in the file's main schema, so that in `ledger.duckdb`, opened or attached, they are
`ledger.batches` and so on. Rows are only ever inserted.
"""

VERSION = 1

CREATE = (
    """
    create table schema_version (version integer not null, made_at timestamptz not null)
    """,
    """
    create table batches (
        batch_id varchar not null,
        run_id varchar not null,
        plan_digest varchar not null,
        system varchar not null,
        object varchar not null,
        action varchar not null,
        record_count integer not null,
        intended_at timestamptz not null
    )
    """,
    # one row a field; record_no is the record's place in the request, null where none was sent
    """
    create table writes (
        batch_id varchar not null,
        position integer not null,
        record_no integer,
        record_id varchar,
        external_id varchar,
        record_name varchar,
        sync varchar not null,
        field varchar not null,
        kind varchar not null,
        scale integer not null,
        is_custom boolean not null,
        before varchar,
        after varchar,
        why varchar not null
    )
    """,
    """
    create table jobs (
        batch_id varchar not null,
        job_id varchar not null,
        accepted_at timestamptz not null
    )
    """,
    # attempts is how often it was sent; of several rows of one position the latest counts
    """
    create table outcomes (
        batch_id varchar not null,
        position integer not null,
        record_id varchar,
        outcome varchar not null,
        error_code varchar not null,
        error_text varchar not null,
        may_retry boolean not null,
        attempts integer not null,
        decided_at timestamptz not null
    )
    """,
    """
    create view entries as
    with decided as (
        select *
        from outcomes
        qualify row_number() over (
            partition by batch_id, position order by decided_at desc, rowid desc
        ) = 1
    )

    select
        batches.run_id,
        batches.system,
        batches.object,
        batches.action,
        batches.intended_at,
        writes.* exclude (record_id),
        coalesce(decided.record_id, writes.record_id) as record_id,
        coalesce(decided.outcome, 'unknown') as outcome,
        coalesce(decided.error_code, '') as error_code,
        coalesce(decided.error_text, '') as error_text,
        coalesce(decided.may_retry, false) as may_retry,
        coalesce(decided.attempts, 1) as attempts,
        decided.decided_at
    from writes
    inner join batches using (batch_id)
    left join decided using (batch_id, position)
    """,
)

# Made where they are missing, whatever version made the file: who looks for the others, finds them
PEOPLE = (
    """
    create table if not exists plans (
        plan_digest varchar not null,
        run_id varchar not null,
        records integer not null,
        made_by varchar not null,
        os_user varchar not null,
        syncs varchar[] not null,
        is_retry boolean not null,
        made_at timestamptz not null
    )
    """,
    """
    create table if not exists approvals (
        plan_digest varchar not null,
        records integer not null,
        made_by varchar not null,
        approved_by varchar not null,
        os_user varchar not null,
        approved_at timestamptz not null
    )
    """,
)

COLUMNS = {
    "batches": {
        **dict.fromkeys(("batch_id", "run_id", "plan_digest"), "varchar"),
        **dict.fromkeys(("system", "object", "action"), "varchar"),
        "record_count": "integer",
        "intended_at": "timestamptz",
    },
    "writes": {
        "batch_id": "varchar",
        "position": "integer",
        "record_no": "integer",
        **dict.fromkeys(("record_id", "external_id", "record_name", "sync"), "varchar"),
        "field": "varchar",
        "kind": "varchar",
        "scale": "integer",
        "is_custom": "boolean",
        **dict.fromkeys(("before", "after", "why"), "varchar"),
    },
    "outcomes": {
        "batch_id": "varchar",
        "position": "integer",
        "record_id": "varchar",
        **dict.fromkeys(("outcome", "error_code", "error_text"), "varchar"),
        "may_retry": "boolean",
        "attempts": "integer",
        "decided_at": "timestamptz",
    },
}


def insertion(table: str) -> str:
    """The statement that adds many rows at once, from one JSON text: column -> its values.

    Measured beside Arrow it costs as much again, a thousandth of a second for 250 rows, and spares
    every command the loading of Arrow and pandas, which is half a second and 80 MB.
    """
    columns = COLUMNS[table]
    shape = ", ".join(f'"{name}": ["{kind}"]' for name, kind in columns.items())
    values = ", ".join(f"unnest(given.{name})" for name in columns)
    return f"""
        with incoming as (select from_json_strict(?, '{{{shape}}}') as given)

        insert into {table} ({", ".join(columns)})
        select {values} from incoming
    """  # noqa: S608


UNRESOLVED = """
    select
        batches.batch_id, batches.system, batches.object, batches.action, batches.intended_at,
        jobs.job_id, writes.position, writes.record_no, writes.record_id, writes.external_id,
        writes.record_name, writes.sync, writes.field, writes.kind, writes.scale,
        writes.is_custom, writes.before, writes.after, writes.why
    from writes
    anti join (select batch_id, position from outcomes where outcome <> 'unknown') as final
        using (batch_id, position)
    inner join batches using (batch_id)
    left join jobs using (batch_id)
    order by batches.intended_at, batches.batch_id, writes.position
"""

# a record that was made after all is known by its id, also in what came before; what never got
# there (stale) says nothing of it
REJECTED = """
    with known as (
        select
            * replace (
                case
                    when record_id is null and external_id is not null
                        then max(record_id) over (partition by system, object, external_id)
                    else record_id
                end as record_id
            )
        from entries
        where outcome <> 'stale'
    ),

    attempts as (
        select
            system, object, record_id,
            case when record_id is null then external_id end as key,
            intended_at, batch_id,
            any_value(external_id) as external_id,
            any_value(record_name) as record_name,
            list_sort(list(distinct sync) filter (where outcome = 'rejected')) as syncs,
            list_sort(list(distinct field) filter (where outcome = 'rejected')) as fields,
            min(error_code) filter (where outcome = 'rejected') as error_code,
            min(error_text) filter (where outcome = 'rejected') as error_text,
            bool_or(outcome = 'rejected') as is_rejected
        from known
        group by system, object, record_id, key, intended_at, batch_id
    ),

    since as (
        select
            *,
            max(case when not is_rejected then (intended_at, batch_id) end)
                over (partition by system, object, record_id, key) as last_good
        from attempts
    )

    select
        arg_max(syncs, (intended_at, batch_id)), arg_max(fields, (intended_at, batch_id)),
        system, object, record_id, arg_max(external_id, (intended_at, batch_id)),
        coalesce(arg_max(record_name, (intended_at, batch_id)), ''),
        arg_max(error_code, (intended_at, batch_id)), arg_max(error_text, (intended_at, batch_id)),
        min(intended_at), count(*)
    from since
    where last_good is null or (intended_at, batch_id) > last_good
    group by system, object, record_id, key
    order by system, object, record_id nulls last, key
"""

COUNTS = "select sync, outcome, count(*) from entries where run_id = ? group by sync, outcome"

# A plan is open from its first making until something of it is sent
OPEN_PLANS = """
    select
        plan_digest, run_id, records, made_by, os_user, syncs, is_retry, made_at
    from plans
    where
        starts_with(plan_digest, ?)
        and made_at > coalesce(
            (select max(intended_at) from batches where batches.plan_digest = plans.plan_digest),
            timestamptz '1970-01-01'
        )
    qualify row_number() over (partition by plan_digest order by made_at) = 1
    order by made_at desc
"""

APPROVALS = """
    select
        plan_digest, records, made_by, approved_by, os_user, approved_at
    from approvals
    where
        plan_digest = ?
        and approved_at > coalesce(
            (
                select max(intended_at)
                from batches
                where batches.plan_digest = approvals.plan_digest
            ),
            timestamptz '1970-01-01'
        )
    order by approved_at
"""

PLANS = """
    select
        plan_digest, run_id, records, made_by, os_user, syncs, is_retry, made_at
    from plans
    qualify row_number() over (partition by plan_digest order by made_at desc) = 1
    order by made_at desc
"""

FACES = {
    "plans": "select * from plans order by made_at",
    "approvals": "select * from approvals order by approved_at",
}

OUTCOMES = """
    select sync, field, outcome, error_code, error_text, may_retry
    from entries
    where run_id = ?
    order by intended_at, batch_id, position
"""

FACE = """
    select
        run_id, sync, system, object, record_id, external_id, record_name, action, field, before,
        after, why, outcome, error_code, error_text, attempts,
        case when attempts > 0 then intended_at end as written_at,
        case when outcome <> 'unknown' then decided_at end as verified_at
    from entries
    order by intended_at, batch_id, position
"""
