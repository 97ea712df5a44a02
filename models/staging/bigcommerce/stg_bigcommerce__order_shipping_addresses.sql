-- One row per address that an order of the web store goes to.
with

source as (
    select * from {{ source('bigcommerce', 'order_shipping_addresses') }}
),

stg_bigcommerce__order_shipping_addresses as (
    select
        -------- ids
        id as order_address_id_bigcommerce,
        order_id as order_id_bigcommerce,

        -------- names
        company as company_name,
        city,
        zip as postal_code,
        country_iso2 as country,
        email_domain,
        shipping_method,

        -------- money, in the order's currency, to four places
        cost_inc_tax as shipping_amount,

        -------- numbers
        items_total as item_count,
        items_shipped as item_shipped_count
    from source
)

select * from stg_bigcommerce__order_shipping_addresses
