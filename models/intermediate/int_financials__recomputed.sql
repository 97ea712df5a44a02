-- One row per customer and currency: what its open documents come to, in that currency. Every
-- customer has the row of its own currency, all zeros where nothing is open.
with

customers as (
    select * from {{ ref('stg_netsuite__customers') }}
),

currencies as (
    select * from {{ ref('stg_netsuite__currencies') }}
),

open_items as (
    select * from {{ ref('int_financials__open_items') }}
),

-- A customer without a document counts as one that owes nothing. Only invoices have days past due.
-- May drop: documents of customers that we do not hold; a check counts them.
items as (
    select
        customers.customer_id_netsuite,
        currencies.currency,
        false as is_other_currency,
        'nothing' as kind,
        cast(null as bigint) as days_past_due,
        cast(0 as decimal(18, 2)) as amount,
        cast(0 as decimal(18, 2)) as own_amount
    from customers
    left join currencies using (currency_id_netsuite)
    union all
    select
        open_items.customer_id_netsuite,
        open_items.currency,
        open_items.is_other_currency,
        open_items.kind,
        open_items.days_past_due,
        open_items.amount,
        open_items.amount_in_customer_currency as own_amount
    from open_items
    inner join customers using (customer_id_netsuite)
),

by_currency as (
    select
        customer_id_netsuite,
        currency,
        bool_or(is_other_currency) as is_other_currency,
        {{ sum_where('amount', 'days_past_due <= 0') }} as aging_current,
        {{ sum_where('amount', 'days_past_due between 1 and 30') }} as aging_1_30,
        {{ sum_where('amount', 'days_past_due between 31 and 60') }} as aging_31_60,
        {{ sum_where('amount', 'days_past_due between 61 and 90') }} as aging_61_90,
        {{ sum_where('amount', 'days_past_due > 90') }} as aging_over_90,
        {{ sum_where('amount', "kind = 'unapplied'") }} as unapplied,
        {{ sum_where('amount', "kind in ('invoice', 'unapplied')") }} as balance,
        {{ sum_where('amount', 'days_past_due > 0') }} as overdue_balance,
        {{ sum_where('amount', "kind = 'unbilled_order'") }} as unbilled_orders,
        coalesce(max(days_past_due) filter (where days_past_due > 0), 0) as days_overdue,
        count(*) filter (where kind != 'nothing') as open_item_count
    from items
    group by customer_id_netsuite, currency
),

-- One row a customer: its documents of all currencies in its own, which is what a header shows.
in_own_currency as (
    select
        customer_id_netsuite,
        {{ sum_where('own_amount', "kind in ('invoice', 'unapplied')") }} as balance,
        {{ sum_where('own_amount', 'days_past_due > 0') }} as overdue_balance,
        {{ sum_where('own_amount', "kind = 'unbilled_order'") }} as unbilled_orders,
        coalesce(max(days_past_due) filter (where days_past_due > 0), 0) as days_overdue,
        count(*) filter (where is_other_currency) as other_currency_item_count
    from items
    group by customer_id_netsuite
),

int_financials__recomputed as (
    select
        by_currency.customer_id_netsuite,
        by_currency.currency,
        by_currency.is_other_currency,
        by_currency.aging_current,
        by_currency.aging_1_30,
        by_currency.aging_31_60,
        by_currency.aging_61_90,
        by_currency.aging_over_90,
        by_currency.unapplied,
        by_currency.balance,
        by_currency.overdue_balance,
        by_currency.unbilled_orders,
        by_currency.days_overdue,
        by_currency.open_item_count,
        in_own_currency.other_currency_item_count,
        case
            when not by_currency.is_other_currency then in_own_currency.balance
        end as balance_expected,
        case
            when not by_currency.is_other_currency then in_own_currency.overdue_balance
        end as overdue_balance_expected,
        case
            when not by_currency.is_other_currency then in_own_currency.unbilled_orders
        end as unbilled_orders_expected,
        case
            when not by_currency.is_other_currency then in_own_currency.days_overdue
        end as days_overdue_expected
    from by_currency
    inner join in_own_currency using (customer_id_netsuite) -- one row for every customer
)

select * from int_financials__recomputed
