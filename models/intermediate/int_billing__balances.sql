-- One row per billing account: what its open items come to, in its own currency.
with

accounts as (
    select * from {{ ref('stg_gotransverse__billing_accounts') }}
),

invoices as (
    select * from {{ ref('stg_gotransverse__invoices') }}
),

adjustments as (
    select * from {{ ref('stg_gotransverse__adjustments') }}
    where adjustment_status = 'POSTED'
),

payments as (
    select * from {{ ref('stg_gotransverse__payments') }}
    where payment_status = 'COMPLETED'
),

open_items as (
    select
        billing_account_id_gotransverse,
        currency,
        open_amount as amount,
        coalesce(due_on, dated_on) < {{ as_of() }} as is_overdue
    from invoices
    where open_amount != 0
    union all
    select
        billing_account_id_gotransverse,
        currency,
        case when is_credit then -unapplied_amount else unapplied_amount end as amount,
        false as is_overdue
    from adjustments
    where unapplied_amount != 0
    union all
    select
        billing_account_id_gotransverse,
        currency,
        -unapplied_amount as amount,
        false as is_overdue
    from payments
    where unapplied_amount != 0
),

-- Some accounts name no currency; where all their invoices are of one, it is theirs.
invoiced as (
    select
        billing_account_id_gotransverse,
        case when min(currency) = max(currency) then min(currency) end as currency
    from invoices
    group by billing_account_id_gotransverse
),

own as (
    select
        accounts.billing_account_id_gotransverse,
        accounts.balance,
        coalesce(accounts.currency, invoiced.currency) as currency
    from accounts
    left join invoiced using (billing_account_id_gotransverse)
),

-- An item that names no currency is of the account's; one of another is counted and not added.
int_billing__balances as (
    select
        own.billing_account_id_gotransverse,
        own.currency,
        max(own.balance) as balance_stated,
        {{
            sum_where(
                'open_items.amount',
                'coalesce(open_items.currency = own.currency, open_items.currency is null)'
            )
        }} as balance,
        {{
            sum_where(
                'open_items.amount',
                'open_items.is_overdue'
                ~ ' and coalesce(open_items.currency = own.currency, open_items.currency is null)'
            )
        }} as overdue_balance,
        count(*) filter (
            where open_items.currency is not null
            and (open_items.currency is distinct from own.currency)
        ) as other_currency_item_count
    from own
    left join open_items using (billing_account_id_gotransverse)
    group by own.billing_account_id_gotransverse, own.currency
)

select * from int_billing__balances
