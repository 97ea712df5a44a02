-- One row per open billing invoice that several payments, none of them applied, would settle.
with

invoices as (
    select * from {{ ref('stg_gotransverse__invoices') }}
    where open_amount > 0
),

accounts as (
    select * from {{ ref('stg_gotransverse__billing_accounts') }}
),

payments as (
    select * from {{ ref('stg_gotransverse__payments') }}
    where payment_status = 'COMPLETED' and unapplied_amount > 0
),

-- May drop: invoices that nothing unapplied is as large as, and payments that are as large as none.
fitting as (
    select
        invoices.invoice_id_gotransverse,
        payments.payment_id_gotransverse
    from invoices
    left join accounts using (billing_account_id_gotransverse)
    inner join payments
        on
            invoices.billing_account_id_gotransverse = payments.billing_account_id_gotransverse
            and invoices.open_amount = payments.unapplied_amount
            and coalesce(invoices.currency, accounts.currency, payments.currency)
            = payments.currency
),

int_invoices__payment_candidates as (
    select
        invoice_id_gotransverse,
        count(*) as payment_count,
        {{ joined('payment_id_gotransverse') }} as payment_ids_gotransverse
    from fitting
    group by invoice_id_gotransverse
    having count(*) > 1
)

select * from int_invoices__payment_candidates
