-- One row per line of a store order that the CRM has, or is to get.
with

orders as (
    select * from {{ ref('int_writing__store_orders') }}
),

lines as (
    select * from {{ ref('int_orders__lines') }}
    where order_line_id_bigcommerce is not null
),

-- One row a SKU and currency: the price that a line is entered by.
prices as (
    select
        products.sku,
        entries.currency,
        min(entries.product_price_id_gotransverse) as price_key
    from {{ ref('sync_salesforce__pricebook_entries') }} as entries
    inner join {{ ref('int_writing__crm_products') }} as products using (product_id_gotransverse)
    where entries.is_active
    group by products.sku, entries.currency
),

-- May drop: lines without a price in the catalogue, and new lines of orders that are over.
sync_salesforce__order_items as (
    select
        orders.order_id,
        orders.account_id,
        lines.order_line_id_bigcommerce,
        lines.order_line_id_salesforce,
        'Line ' || lines.order_line_id_bigcommerce || ' of store order '
        || orders.order_id_bigcommerce as known_name,
        orders.order_id_bigcommerce as order_key,
        prices.price_key,
        cast(lines.quantity_store as decimal(18, 2)) as quantity,
        cast(lines.unit_price_store as decimal(18, 2)) as unit_price,
        case
            when orders.is_job_known and lines.job_number is null then orders.job_number
        end as job_number
    from orders
    inner join lines using (order_id_bigcommerce)
    left join prices
        on upper(lines.sku) = prices.sku and orders.currency = prices.currency
    where
        lines.has_crm
        or (
            not orders.is_over
            and prices.price_key is not null
            and coalesce(orders.currency_crm = orders.currency, true)
        )
)

select * from sync_salesforce__order_items
