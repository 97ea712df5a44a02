-- One row per sales order with something left to bill, in the order's own currency.
with

currencies as (
    select * from {{ ref('stg_netsuite__currencies') }}
),

orders as (
    select * from {{ ref('stg_netsuite__transactions') }}
    -- pending fulfilment, partly fulfilled, pending billing and partly fulfilled, pending billing
    where
        transaction_type = 'SalesOrd'
        and status in ('B', 'D', 'E', 'F')
        and {{ is_there('dated_on') }}
),

open_lines as (
    select * from {{ ref('stg_netsuite__transaction_lines') }}
    where not is_closed
),

-- A line of which nothing is billed counts as it stands: that need not be quantity times price.
-- May drop: lines of orders that are billed, cancelled, closed or not approved yet.
lines_left as (
    select
        open_lines.transaction_id_netsuite,
        case
            when coalesce(open_lines.quantity_billed, 0) = 0 then open_lines.amount
            else
                {{
                    money(
                        'greatest(open_lines.quantity_ordered - open_lines.quantity_billed, 0)'
                        ~ ' * open_lines.unit_price',
                        'currencies.minor_unit_digits'
                    )
                }}
        end as unbilled_amount
    from open_lines
    inner join orders using (transaction_id_netsuite)
    left join currencies using (currency_id_netsuite)
),

amounts as (
    select
        transaction_id_netsuite,
        cast(sum(unbilled_amount) as decimal(18, 2)) as unbilled_amount
    from lines_left
    group by transaction_id_netsuite
),

-- May drop: orders without an open line have nothing left to bill.
int_financials__unbilled_orders as (
    select
        orders.transaction_id_netsuite,
        orders.customer_id_netsuite,
        orders.currency_id_netsuite,
        orders.transaction_number,
        amounts.unbilled_amount
    from orders
    inner join amounts using (transaction_id_netsuite)
    where amounts.unbilled_amount != 0
)

select * from int_financials__unbilled_orders
