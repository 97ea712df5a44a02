-- One row per payment that billing holds.
with

source as (
    select * from {{ source('gotransverse', 'payments') }}
),

stg_gotransverse__payments as (
    select
        -------- ids
        id as payment_id_gotransverse,
        billing_account_id as billing_account_id_gotransverse,
        reference as payment_reference,

        -------- names
        upper(status) as payment_status,

        -------- money, in the currency that was received
        received_currency as currency,
        amount as payment_amount,
        received_amount,
        refunded_amount,
        canceled_amount,
        unapplied_amount,

        -------- numbers, to eight places
        cast(round(conversion_rate, 8) as decimal(18, 8)) as conversion_rate,

        -------- dates
        occurred_on as dated_on
    from source
)

select * from stg_gotransverse__payments
