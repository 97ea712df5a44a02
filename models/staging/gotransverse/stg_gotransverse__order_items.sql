-- One row per item of an order of the billing system, items of items too.
with

source as (
    select * from {{ source('gotransverse', 'order_items') }}
),

stg_gotransverse__order_items as (
    select
        -------- ids
        order_id as order_id_gotransverse,
        id as order_item_id_gotransverse,
        parent_order_item_id as parent_order_item_id_gotransverse,
        product_id as product_id_gotransverse,
        recurring_product_price_id as recurring_price_id_gotransverse,
        one_time_product_price_id as one_time_price_id_gotransverse,
        agreement_id as agreement_id_gotransverse,
        parent_service_id as parent_service_id_gotransverse,
        service_id as service_id_gotransverse,

        -------- names
        description as item_description,

        -------- numbers, to eight places
        sequence as item_number,
        cast(round(quantity, 8) as decimal(18, 8)) as quantity,
        cast(round(unit_price, 8) as decimal(18, 8)) as unit_price,
        cast(round(recurring_unit_price, 8) as decimal(18, 8)) as recurring_unit_price,

        -------- flags
        coalesce(awaiting_approval, false) as is_awaiting_approval,

        -------- dates
        requested_effective_date as effective_on
    from source
)

select * from stg_gotransverse__order_items
