-- One row per order in billing that nobody completes.
with

billing_orders as (
    select * from {{ ref('stg_gotransverse__orders') }}
    where
        order_status in ('DRAFT', 'INPROGRESS', 'ERROR')
        and {{ days_between('cast(ordered_at as date)', as_of()) }}
        > {{ var('billing_order_days') }}
),

billing_accounts as (
    select * from {{ ref('stg_gotransverse__billing_accounts') }}
),

balances as (
    select * from {{ ref('int_billing__balances') }}
),

customers as (
    select * from {{ ref('stg_netsuite__customers') }}
),

currencies as (
    select * from {{ ref('stg_netsuite__currencies') }}
),

links as (
    select * from {{ ref('int_accounts__links') }}
    where status = 'confirmed'
),

-- The order's own currency, else the account's, else the customer's.
stuck as (
    select
        billing_orders.order_id_gotransverse,
        billing_orders.order_number,
        billing_orders.order_status,
        billing_orders.total_amount,
        cast(billing_orders.ordered_at as date) as ordered_on,
        billing_accounts.account_name,
        coalesce(billing_orders.currency, balances.currency, currencies.currency) as currency,
        coalesce(
            links.account_id,
            {{ account_id('gotransverse', 'billing_orders.billing_account_id_gotransverse') }}
        ) as account_id
    from billing_orders
    left join billing_accounts using (billing_account_id_gotransverse)
    left join balances using (billing_account_id_gotransverse)
    left join links
        on
            billing_orders.billing_account_id_gotransverse = links.record_id
            and links.system = 'gotransverse'
            and links.object = 'billing_accounts'
    left join customers on links.customer_id_netsuite = customers.customer_id_netsuite
    left join currencies on customers.currency_id_netsuite = currencies.currency_id_netsuite
),

int_breaks__billing_orders as (
    select
        'orders' as recon,
        'status' as kind,
        'billing_order' as field,
        account_id,
        'gotransverse' as left_system,
        'orders' as left_object,
        order_id_gotransverse as left_record_id,
        order_status as left_value,
        'gotransverse' as right_system,
        'orders' as right_object,
        order_id_gotransverse as right_record_id,
        order_status as right_value,
        total_amount as amount,
        currency,
        coalesce(account_name || ': ', '') || 'billing order '
        || coalesce(order_number, order_id_gotransverse)
        || coalesce(' over ' || cast(total_amount as string), '')
        || coalesce(' ' || currency, '') || ' has been '
        || order_status || ' since ' || cast(ordered_on as string) || '.' as explanation
    from stuck
)

select * from int_breaks__billing_orders
