-- One row per membership of a person in an organization of the helpdesk.
with

source as (
    select * from {{ source('zendesk', 'organization_memberships') }}
),

stg_zendesk__organization_memberships as (
    select
        -------- ids
        id as membership_id_zendesk,
        user_id as user_id_zendesk,
        organization_id as organization_id_zendesk,

        -------- flags
        coalesce("default", false) as is_default,

        -------- times
        created_at,
        updated_at
    from source
)

select * from stg_zendesk__organization_memberships
