-- One row per subsidiary of the ERP.
with

source as (
    select * from {{ source('netsuite', 'subsidiary') }}
),

stg_netsuite__subsidiaries as (
    select
        -------- ids
        id as subsidiary_id_netsuite,
        parent as parent_subsidiary_id_netsuite,
        currency as currency_id_netsuite,

        -------- names
        name as subsidiary_name,
        country,

        -------- flags
        coalesce(isinactive, false) as is_inactive
    from source
)

select * from stg_netsuite__subsidiaries
