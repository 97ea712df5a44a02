-- One row per adjustment: a credit or a charge beside the invoices.
with

source as (
    select * from {{ source('gotransverse', 'adjustments') }}
),

stg_gotransverse__adjustments as (
    select
        -------- ids
        id as adjustment_id_gotransverse,
        billing_account_id as billing_account_id_gotransverse,
        service_id as service_id_gotransverse,
        billed_invoice_id as invoice_id_gotransverse,
        credit_number,

        -------- names
        upper(type) as adjustment_type,
        upper(status) as adjustment_status,
        reason as adjustment_reason,

        -------- money, positive; a credit takes off the balance
        currency_code as currency,
        amount as adjustment_amount,
        unapplied_amount,

        -------- flags
        coalesce(credit, false) as is_credit,

        -------- dates
        occurred_on as dated_on,
        posted_on
    from source
)

select * from stg_gotransverse__adjustments
