-- One row per source record that arrived and could not be taken in, so that we hold nothing of it.
with

set_aside as (
    select
        'netsuite' as system,
        table_name as object,
        record_key as record_id,
        payload
    from {{ source('netsuite', 'rejected_rows') }}
    union all
    select
        'zendesk' as system,
        table_name as object,
        record_key as record_id,
        payload
    from {{ source('zendesk', 'rejected_rows') }}
),

transactions as (
    select * from {{ ref('stg_netsuite__transactions') }}
),

readable as (
    select
        system,
        object,
        record_id,
        {{ json_text('payload', 'external_id') }} as external_id,
        {{ json_text('payload', 'entityid') }} as entity_id_netsuite,
        {{ json_text('payload', 'entity') }} as customer_id_netsuite,
        {{ json_text('payload', 'transaction') }} as transaction_id_netsuite
    from set_aside
),

int_landing__set_aside as (
    select
        readable.system,
        readable.object,
        readable.record_id,
        readable.external_id,
        readable.entity_id_netsuite,
        coalesce(
            readable.customer_id_netsuite, transactions.customer_id_netsuite
        ) as customer_id_netsuite
    from readable
    left join transactions using (transaction_id_netsuite)
)

select * from int_landing__set_aside
