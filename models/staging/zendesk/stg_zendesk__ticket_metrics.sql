-- One row per ticket: how often it was touched, when it was solved.
with

source as (
    select * from {{ source('zendesk', 'ticket_metrics') }}
),

stg_zendesk__ticket_metrics as (
    select
        -------- ids
        ticket_id as ticket_id_zendesk,

        -------- numbers
        reopens as reopen_count,
        replies as reply_count,

        -------- times
        solved_at,
        created_at,
        updated_at
    from source
)

select * from stg_zendesk__ticket_metrics
