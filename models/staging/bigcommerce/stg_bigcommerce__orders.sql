-- One row per order of the web store; archived ones and checkouts that were left are marked.
with

source as (
    select * from {{ source('bigcommerce', 'orders') }}
),

stg_bigcommerce__orders as (
    select
        -------- ids
        id as order_id_bigcommerce,
        nullif(customer_id, '0') as customer_id_bigcommerce,
        external_order_id,

        -------- names
        status_id,
        status as status_name,
        payment_method,
        payment_status,
        order_source,
        external_source,
        staff_notes,
        customer_message,
        billing_company,
        billing_city,
        billing_zip as billing_postal_code,
        billing_country_iso2 as billing_country,
        billing_email_domain,

        -------- money, in the currency that the shopper pays in
        default_currency_code as currency,
        total_inc_tax as total_amount,
        store_credit_amount,
        gift_certificate_amount,
        refunded_amount,

        -------- money that the store works out, to four places
        total_ex_tax as total_amount_before_tax,
        total_tax as tax_amount,
        subtotal_ex_tax as subtotal_amount_before_tax,
        subtotal_inc_tax as subtotal_amount,
        shipping_cost_ex_tax as shipping_amount_before_tax,
        shipping_cost_inc_tax as shipping_amount,
        handling_cost_inc_tax as handling_amount,
        wrapping_cost_inc_tax as wrapping_amount,
        discount_amount,
        coupon_discount as coupon_amount,

        -------- numbers
        store_default_currency_code as store_currency,
        store_default_to_transactional_exchange_rate as units_per_store_unit,
        items_total as item_count,
        items_shipped as item_shipped_count,

        -------- flags
        status_id = 0 as is_left_checkout,
        is_deleted as is_archived,
        coalesce(is_tax_inclusive_pricing, false) as is_priced_with_tax,

        -------- times
        date_created as created_at,
        date_modified as modified_at,
        date_shipped as shipped_at,

        -------- loading
        _run_id as run_id,
        _landed_at as landed_at
    from source
)

select * from stg_bigcommerce__orders
