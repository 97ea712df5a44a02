-- One row per part of a payment that went to an invoice, or came back from one.
with

source as (
    select * from {{ source('gotransverse', 'payment_applications') }}
),

stg_gotransverse__payment_applications as (
    select
        -------- ids
        payment_id as payment_id_gotransverse,
        id as payment_application_id_gotransverse,
        invoice_id as invoice_id_gotransverse,

        -------- names
        upper(type) as application_type,

        -------- money, in the payment's currency
        amount as applied_amount,

        -------- dates
        applied_on
    from source
)

select * from stg_gotransverse__payment_applications
