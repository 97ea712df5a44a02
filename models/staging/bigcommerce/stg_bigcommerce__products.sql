-- One row per product of the web store.
with

source as (
    select * from {{ source('bigcommerce', 'products') }}
),

stg_bigcommerce__products as (
    select
        -------- ids
        id as product_id_bigcommerce,
        base_variant_id as base_variant_id_bigcommerce,
        nullif(brand_id, '0') as brand_id_bigcommerce,

        -------- names
        nullif(sku, '') as sku,
        name as product_name,
        type as product_type,
        brand,
        availability,

        -------- money, in the store's currency, to four places
        price as unit_price,
        sale_price as unit_price_in_sale,

        -------- flags
        coalesce(is_visible, false) as is_visible,

        -------- times
        date_created as created_at,
        date_modified as modified_at
    from source
)

select * from stg_bigcommerce__products
