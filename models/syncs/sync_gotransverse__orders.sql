-- One row per activated order of the CRM that is to be billed and did not come from the store.
with

orders as (
    select * from {{ ref('stg_salesforce__orders') }}
    where
        not is_deleted
        and status = 'Activated'
        and order_id_bigcommerce is null
        and order_id_gotransverse is null
),

survivors as (
    select * from {{ ref('int_accounts__crm_survivors') }}
),

links as (
    select * from {{ ref('int_accounts__links') }}
    where system = 'salesforce' and object = 'account' and status = 'confirmed'
),

customers as (
    select * from {{ ref('sync_salesforce__accounts') }}
    where billing_account_id_gotransverse is not null
),

billing_accounts as (
    select * from {{ ref('stg_gotransverse__billing_accounts') }}
    where account_status = 'ACTIVE'
),

entries as (
    select * from {{ ref('stg_salesforce__pricebook_entries') }}
),

prices as (
    select * from {{ ref('stg_gotransverse__product_prices') }}
),

products as (
    select * from {{ ref('stg_gotransverse__products') }}
),

-- One row a length: the first agreement of so many months.
agreements as (
    select
        agreement_id_gotransverse,
        period_count as months
    from {{ ref('stg_gotransverse__agreements') }}
    where agreement_status = 'ACTIVE' and period_type = 'MONTH'
    qualify row_number() over (
        partition by period_count
        order by length(agreement_id_gotransverse) asc, agreement_id_gotransverse asc
    ) = 1
),

-- An order without an end runs from month to month.
terms as (
    select
        order_id_salesforce,
        case
            when ends_on is null then 1
            else {{ months_begun('starts_on', add_days('ends_on', 1)) }}
        end as months
    from orders
),

lines as (
    select
        order_lines.order_id_salesforce,
        order_lines.order_line_number,
        order_lines.quantity,
        order_lines.unit_price,
        prices.product_id_gotransverse,
        prices.product_price_id_gotransverse,
        {{ is_once('prices.recurrence_period') }} as is_once,
        case when products.is_agreement_required then agreements.agreement_id_gotransverse end
            as agreement_id_gotransverse,
        prices.product_price_id_gotransverse is not null
        and (
            not coalesce(products.is_agreement_required, false)
            or agreements.agreement_id_gotransverse is not null
        ) as is_known
    from {{ ref('stg_salesforce__order_lines') }} as order_lines
    inner join terms using (order_id_salesforce)
    left join agreements using (months)
    left join entries using (pricebook_entry_id_salesforce)
    left join prices
        on entries.price_id_gotransverse = prices.product_price_id_gotransverse
    left join products
        on prices.product_id_gotransverse = products.product_id_gotransverse
    where not order_lines.is_deleted
),

-- One row an order: its lines as billing takes them. May drop: orders with a line it lacks.
items as (
    select
        order_id_salesforce,
        {{ order_items_json() }} as order_items
    from lines
    group by order_id_salesforce
    having bool_and(is_known)
),

-- May drop: orders of accounts without a billing account in use, or of another currency.
sync_gotransverse__orders as (
    select
        customers.account_id,
        orders.order_id_salesforce,
        cast(null as string) as order_id_gotransverse,
        'Order ' || orders.order_number as known_name,
        customers.billing_account_id_gotransverse,
        orders.po_number,
        orders.starts_on as ordered_on,
        items.order_items
    from orders
    inner join items using (order_id_salesforce)
    inner join survivors
        on orders.account_id_salesforce = survivors.former_account_id_salesforce
    inner join links on survivors.account_id_salesforce = links.record_id
    inner join customers on links.account_id = customers.account_id
    inner join billing_accounts
        on
            customers.billing_account_id_gotransverse
            = billing_accounts.billing_account_id_gotransverse
    where coalesce(billing_accounts.currency = orders.currency, true)
)

select * from sync_gotransverse__orders
