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

int_landing__set_aside as (
    select
        system,
        object,
        record_id,
        {{ json_text('payload', 'external_id') }} as external_id,
        {{ json_text('payload', 'entityid') }} as entity_id_netsuite,
        {{ json_text('payload', 'entity') }} as customer_id_netsuite,
        {{ json_text('payload', 'transaction') }} as transaction_id_netsuite
    from set_aside
)

select * from int_landing__set_aside
