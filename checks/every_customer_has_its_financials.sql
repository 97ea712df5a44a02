-- Every customer record has its row of financials in its own currency, with the figures that its
-- header states. Guards against a customer that drops out of a join on its way to the helpdesk, and
-- against a figure changed on the way. What a header states is of today; of a past day, only
-- against a customer that drops out.
{{ config(meta={'about': 'financials'}) }}

with

customers as (
    select
        customer_id_netsuite,
        {{ stated('balance', 'decimal(18, 2)') }} as balance,
        {{ stated('overdue_balance', 'decimal(18, 2)') }} as overdue_balance,
        {{ stated('unbilled_orders', 'decimal(18, 2)') }} as unbilled_orders
    from {{ ref('stg_netsuite__customers') }}
)

select
    customers.customer_id_netsuite,
    customers.balance as balance_stated,
    financials.balance as balance_in_mart,
    customers.overdue_balance as overdue_balance_stated,
    financials.overdue_balance as overdue_balance_in_mart
from customers
left join {{ ref('financials') }} as financials
    on
        customers.customer_id_netsuite = financials.customer_id_netsuite
        and not financials.is_other_currency
where
    financials.customer_id_netsuite is null
    or coalesce(customers.balance != financials.balance, false)
    or coalesce(customers.overdue_balance != financials.overdue_balance, false)
    or coalesce(customers.unbilled_orders != financials.unbilled_orders, false)
