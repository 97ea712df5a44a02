-- One row per invoice of the billing system.
with

source as (
    select * from {{ source('gotransverse', 'invoices') }}
),

stg_gotransverse__invoices as (
    select
        -------- ids
        id as invoice_id_gotransverse,
        billing_account_id as billing_account_id_gotransverse,
        invoice_num as invoice_number,

        -------- names
        upper(status) as invoice_status,

        -------- money, in the invoice's currency where it names one, else the account's
        currency_code as currency,
        amount as invoice_amount,
        amount_to_pay as open_amount,

        -------- flags
        coalesce(late_fee_charged, false) as is_late_fee_charged,

        -------- dates
        occurred_on as dated_on,
        due_date as due_on,
        paid_date as paid_on
    from source
)

select * from stg_gotransverse__invoices
