-- One row per person at the helpdesk: end users, agents and admins. No names, no addresses.
with

source as (
    select * from {{ source('zendesk', 'users') }}
),

stg_zendesk__users as (
    select
        -------- ids
        id as user_id_zendesk,
        organization_id as organization_id_zendesk,

        -------- names
        role as user_role,

        -------- flags
        coalesce(active, false) as is_active,

        -------- times
        created_at,
        updated_at
    from source
)

select * from stg_zendesk__users
