-- One row per line of an order of the web store.
with

source as (
    select * from {{ source('bigcommerce', 'order_products') }}
),

stg_bigcommerce__order_lines as (
    select
        -------- ids
        id as order_line_id_bigcommerce,
        order_id as order_id_bigcommerce,
        nullif(product_id, '0') as product_id_bigcommerce,
        nullif(variant_id, '0') as variant_id_bigcommerce,
        order_address_id as order_address_id_bigcommerce,
        external_id as external_line_id,

        -------- names
        sku,
        name as product_name,
        type as product_type,
        brand,

        -------- numbers
        quantity,
        quantity_shipped,
        quantity_refunded,

        -------- money, in the order's currency, to four places
        base_price as unit_price_listed,
        price_ex_tax as unit_price_before_tax,
        price_inc_tax as unit_price,
        total_ex_tax as amount_before_tax,
        total_inc_tax as amount,
        total_tax as tax_amount,
        applied_discounts,

        -------- flags
        coalesce(is_refunded, false) as is_refunded
    from source
)

select * from stg_bigcommerce__order_lines
