-- One row per property of an object of the partner CRM.
with

source as (
    select * from {{ source('hubspot', 'properties') }}
),

stg_hubspot__properties as (
    select
        -------- ids
        object_type,
        name as property_name,

        -------- names
        label as property_label,
        type as property_type,
        field_type,
        group_name,

        -------- flags
        coalesce(has_unique_value, false) as has_unique_value,
        coalesce(calculated, false) as is_calculated,
        coalesce(hubspot_defined, false) as is_hubspot_defined,
        coalesce(read_only_value, false) as is_read_only
    from source
)

select * from stg_hubspot__properties
