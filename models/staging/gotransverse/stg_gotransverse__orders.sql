-- One row per order of the billing system.
with

source as (
    select * from {{ source('gotransverse', 'orders') }}
),

stg_gotransverse__orders as (
    select
        -------- ids
        id as order_id_gotransverse,
        billing_account_id as billing_account_id_gotransverse,
        {{
            json_text('custom_fields', var('billing_order_field', 'crm_order_id'))
        }} as order_id_crm,
        order_num as order_number,
        nullif(trim(purchase_order_number), '') as purchase_order_number,

        -------- names
        lower(order_type) as order_type,
        upper(status) as order_status,

        -------- money, in the order's currency where it names one, else the account's
        currency_code as currency,
        sub_total as sub_total_amount,
        tax_total as tax_amount,
        total_amount,
        due_now_total as due_now_amount,

        -------- dates and times
        order_date as ordered_at,
        renewal_date as renews_on,

        -------- loading
        _run_id as run_id,
        _landed_at as landed_at
    from source
)

select * from stg_gotransverse__orders
