-- One row per person in the partner CRM that is not archived, without a name.
with

source as (
    select * from {{ source('hubspot', 'contacts') }}
),

stg_hubspot__contacts as (
    select
        -------- ids
        id as contact_id_hubspot,
        associatedcompanyid as company_id_hubspot,

        -------- names
        lower(notice_role) as notice_role,
        lower(email) as email,

        -------- times
        created_at,
        updated_at as modified_at
    from source
)

select * from stg_hubspot__contacts
