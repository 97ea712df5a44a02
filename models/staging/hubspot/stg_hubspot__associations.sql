-- One row per link from one record of the partner CRM to another.
with

source as (
    select * from {{ source('hubspot', 'associations') }}
),

stg_hubspot__associations as (
    select
        -------- ids
        from_object,
        from_id as from_id_hubspot,
        to_object,
        to_id as to_id_hubspot,
        type_ids as association_type_ids,

        -------- names
        labels as association_labels,

        -------- flags
        coalesce(is_primary, false) as is_primary
    from source
)

select * from stg_hubspot__associations
