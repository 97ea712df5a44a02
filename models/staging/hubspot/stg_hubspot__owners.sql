-- One row per person who owns records of the partner CRM, or did.
with

source as (
    select * from {{ source('hubspot', 'owners') }}
),

stg_hubspot__owners as (
    select
        -------- ids
        id as owner_id_hubspot,
        user_id as user_id_hubspot,

        -------- names
        lower(email) as email,

        -------- flags
        archived as is_archived,

        -------- times
        created_at,
        updated_at as modified_at
    from source
)

select * from stg_hubspot__owners
