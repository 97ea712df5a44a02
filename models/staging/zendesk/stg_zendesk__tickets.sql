-- One row per ticket of the helpdesk; a deleted one has the status `deleted`.
with

source as (
    select * from {{ source('zendesk', 'tickets') }}
),

stg_zendesk__tickets as (
    select
        -------- ids
        id as ticket_id_zendesk,
        organization_id as organization_id_zendesk,

        -------- names
        status as ticket_status,
        priority as ticket_priority,

        -------- flags
        status in ('new', 'open', 'pending', 'hold') as is_open,

        -------- times
        created_at,
        updated_at
    from source
)

select * from stg_zendesk__tickets
