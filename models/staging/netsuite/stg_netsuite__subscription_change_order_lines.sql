-- One row per line of a subscription that a change order changes.
with

source as (
    select * from {{ source('netsuite', 'changeorderline') }}
),

stg_netsuite__subscription_change_order_lines as (
    select
        -------- ids
        subscriptionchangeorder as change_order_id_netsuite,
        subscriptionline as subscription_line_id_netsuite,
        item as item_id_netsuite,

        -------- names
        upper(status) as line_status,
        upper(newstatus) as new_line_status,

        -------- numbers
        sequence as line_sequence,
        quantity,
        newquantity as new_quantity,

        -------- times
        changeordermodified as modified_at
    from source
)

select * from stg_netsuite__subscription_change_order_lines
