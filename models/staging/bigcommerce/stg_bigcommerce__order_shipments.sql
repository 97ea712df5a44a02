-- One row per shipment of an order of the web store.
with

source as (
    select * from {{ source('bigcommerce', 'order_shipments') }}
),

stg_bigcommerce__order_shipments as (
    select
        -------- ids
        id as shipment_id_bigcommerce,
        order_id as order_id_bigcommerce,
        order_address_id as order_address_id_bigcommerce,

        -------- names
        tracking_number,
        tracking_carrier,
        shipping_provider,
        shipping_method,
        items as shipped_items,

        -------- times
        date_created as created_at
    from source
)

select * from stg_bigcommerce__order_shipments
