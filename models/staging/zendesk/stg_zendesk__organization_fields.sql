-- One row per custom field that organizations of the helpdesk have.
with

source as (
    select * from {{ source('zendesk', 'organization_fields') }}
),

stg_zendesk__organization_fields as (
    select
        -------- ids
        id as organization_field_id_zendesk,

        -------- names
        key as field_key,
        type as field_type,
        title as field_title,

        -------- flags
        coalesce(active, false) as is_active
    from source
)

select * from stg_zendesk__organization_fields
