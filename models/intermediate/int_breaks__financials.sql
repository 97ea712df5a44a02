-- One row per difference found in the financial figures of a customer.
with

financials as (
    select * from {{ ref('financials') }}
    where not is_other_currency
),

customers as (
    select * from {{ ref('stg_netsuite__customers') }}
),

open_items as (
    select * from {{ ref('int_financials__open_items') }}
),

-- What the ERP states against what its own documents come to; a customer has a row for each figure.
amounts as (
    select
        customer_id_netsuite,
        currency,
        tolerance,
        documents_set_aside,
        'balance' as field,
        'a balance' as figure,
        balance as stated,
        balance_expected as recomputed
    from financials
    union all
    select
        customer_id_netsuite,
        currency,
        tolerance,
        documents_set_aside,
        'overdue_balance' as field,
        'an overdue balance' as figure,
        overdue_balance as stated,
        overdue_balance_expected as recomputed
    from financials
    union all
    select
        customer_id_netsuite,
        currency,
        tolerance,
        documents_set_aside,
        'unbilled_orders' as field,
        'unbilled orders' as figure,
        unbilled_orders as stated,
        unbilled_orders_expected as recomputed
    from financials
),

amount_breaks as (
    select
        'amount' as kind,
        field,
        customer_id_netsuite,
        'customer' as right_object,
        customer_id_netsuite as right_record_id,
        cast(stated as string) as left_value,
        cast(recomputed as string) as right_value,
        cast(stated - recomputed as decimal(18, 2)) as amount,
        currency,
        'NetSuite states ' || figure || ' of ' || cast(stated as string) || ' ' || currency
        || ', the open documents come to ' || cast(recomputed as string) || ' ' || currency || ': '
        || cast(abs(stated - recomputed) as string) || ' ' || currency
        || case when stated > recomputed then ' too much' else ' too little' end
        || case
            when documents_set_aside > 0
                then
                    '. Not counted: ' || cast(documents_set_aside as string)
                    || ' of its documents that could not be taken in'
            else ''
        end as finding
    from amounts
    where abs(stated - recomputed) > tolerance
),

term_breaks as (
    select
        'term' as kind,
        'days_overdue' as field,
        customer_id_netsuite,
        'customer' as right_object,
        customer_id_netsuite as right_record_id,
        cast(days_overdue as string) as left_value,
        cast(days_overdue_expected as string) as right_value,
        cast(null as decimal(18, 2)) as amount,
        cast(null as string) as currency,
        'NetSuite states ' || cast(days_overdue as string)
        || ' days overdue, '
        || case
            when days_overdue_expected = 0 then 'but no open invoice is overdue'
            else
                'the oldest open overdue invoice is ' || cast(days_overdue_expected as string)
                || ' days past due'
        end as finding
    from financials
    where days_overdue != days_overdue_expected
),

status_breaks as (
    select
        'status' as kind,
        'credit_hold' as field,
        customer_id_netsuite,
        'customer' as right_object,
        customer_id_netsuite as right_record_id,
        case when credit_hold_erp then 'held' else 'not held' end as left_value,
        case when credit_hold then 'held' else 'not held' end as right_value,
        cast(null as decimal(18, 2)) as amount,
        cast(null as string) as currency,
        'NetSuite says ' || case when credit_hold_erp then 'held' else 'not held' end
        || ', the credit rule over its own figures says '
        || case when credit_hold then 'held' else 'not held' end
        || ' (' || credit_hold_reason || ')' as finding
    from financials
    where credit_hold_erp != credit_hold
),

currency_breaks as (
    select
        'currency' as kind,
        case when kind = 'unbilled_order' then 'unbilled_orders' else 'balance' end as field,
        customer_id_netsuite,
        'transaction' as right_object,
        transaction_id_netsuite as right_record_id,
        customer_currency as left_value,
        currency as right_value,
        amount,
        currency,
        'The customer is kept in ' || customer_currency || ', but '
        || case
            when kind = 'invoice' then 'invoice '
            when kind = 'unapplied' then 'unapplied document '
            else 'unbilled order '
        end
        || coalesce(transaction_number, transaction_id_netsuite) || ' is open with '
        || cast(amount as string) || ' ' || currency as finding
    from open_items
    where is_other_currency
),

found as (
    select * from amount_breaks
    union all
    select * from term_breaks
    union all
    select * from status_breaks
    union all
    select * from currency_breaks
),

-- May drop: documents of customers that we do not hold; a check counts them.
int_breaks__financials as (
    select
        'financials' as recon,
        found.kind,
        found.field,
        {{ account_id('netsuite', 'found.customer_id_netsuite') }} as account_id,
        'netsuite' as left_system,
        'customer' as left_object,
        found.customer_id_netsuite as left_record_id,
        found.left_value,
        'netsuite' as right_system,
        found.right_object,
        found.right_record_id,
        found.right_value,
        found.amount,
        found.currency,
        customers.customer_name || ': ' || found.finding || '.' as explanation
    from found
    inner join customers using (customer_id_netsuite)
)

select * from int_breaks__financials
