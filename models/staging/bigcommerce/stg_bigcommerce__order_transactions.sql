-- One row per movement of a payment for an order of the web store, failed ones too.
with

source as (
    select * from {{ source('bigcommerce', 'order_transactions') }}
),

stg_bigcommerce__order_transactions as (
    select
        -------- ids
        id as transaction_id_bigcommerce,
        order_id as order_id_bigcommerce,
        reference_transaction_id as reference_transaction_id_bigcommerce,
        payment_method_id,

        -------- names
        event as transaction_event,
        method as transaction_method,
        gateway,
        status as transaction_status,

        -------- money
        amount,
        currency,

        -------- flags
        coalesce(test, false) as is_test,

        -------- times
        date_created as created_at
    from source
)

select * from stg_bigcommerce__order_transactions
