-- One row per thing that the ERP sells.
with

source as (
    select * from {{ source('netsuite', 'item') }}
),

stg_netsuite__items as (
    select
        -------- ids
        id as item_id_netsuite,

        -------- names
        upper(trim(itemid)) as sku,
        coalesce(displayname, itemid) as item_name,
        itemtype as item_type,

        -------- flags
        coalesce(isinactive, false) as is_inactive,

        -------- times
        lastmodifieddate as modified_at
    from source
)

select * from stg_netsuite__items
