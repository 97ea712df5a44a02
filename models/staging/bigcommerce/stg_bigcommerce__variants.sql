-- One row per variant of a product of the web store; a plain product has one.
with

source as (
    select * from {{ source('bigcommerce', 'variants') }}
),

stg_bigcommerce__variants as (
    select
        -------- ids
        id as variant_id_bigcommerce,
        product_id as product_id_bigcommerce,

        -------- names
        nullif(sku, '') as sku,

        -------- money, in the store's currency, to four places
        price as unit_price_of_its_own,
        calculated_price as unit_price,

        -------- flags
        coalesce(purchasing_disabled, false) as is_not_for_sale
    from source
)

select * from stg_bigcommerce__variants
