-- One row per product and price in force; a product without one has a row of its own.
with

products as (
    select * from {{ ref('int_catalog__products') }}
),

prices as (
    select * from {{ ref('stg_gotransverse__product_prices') }}
    where
        (recurrence_period = 'MONTH' or {{ is_once('recurrence_period') }})
        and {{ in_force("coalesce(starts_on, date '1900-01-01')", 'ends_on', as_of()) }}
),

entries as (
    select * from {{ ref('stg_salesforce__pricebook_entries') }}
    where is_active and not is_deleted and price_id_gotransverse is not null
),

store_products as (
    select * from {{ ref('stg_bigcommerce__products') }}
),

side_by_side as (
    select
        products.*,
        prices.product_price_id_gotransverse,
        case
            when prices.product_price_id_gotransverse is not null
                then coalesce(prices.recurrence_period, 'ONE_TIME')
        end as recurrence_period,
        prices.currency,
        prices.amount as price_billing,
        entries.pricebook_entry_id_salesforce,
        entries.unit_price as price_crm,
        entries.currency as currency_crm,
        case
            when prices.currency = '{{ var("store_currency") }}' then store_products.unit_price
        end as price_store
    from products
    left join prices using (product_id_gotransverse)
    left join entries
        on prices.product_price_id_gotransverse = entries.price_id_gotransverse
    left join store_products using (product_id_bigcommerce)
    qualify row_number() over (
        partition by products.product_id, prices.product_price_id_gotransverse
        order by entries.pricebook_entry_id_salesforce asc nulls last
    ) = 1
),

catalog as (
    select
        product_id,
        product_id_gotransverse,
        product_id_salesforce,
        item_id_netsuite,
        product_id_bigcommerce,
        product_price_id_gotransverse,
        pricebook_entry_id_salesforce,
        sku,
        product_name,
        product_name_crm,
        product_state,
        is_active_crm,
        recurrence_period,
        cast(round(price_billing, 2) as decimal(18, 2)) as price_billing,
        cast(round(price_crm, 2) as decimal(18, 2)) as price_crm,
        cast(round(price_store, 2) as decimal(18, 2)) as price_store,
        currency,
        currency_crm,
        verdict as product_verdict,
        coalesce(price_store != price_billing, false) as is_store_price_off,
        is_item_missing,
        case
            when verdict in ('missing_in_crm', 'missing_in_billing') then 'not_compared'
            when product_price_id_gotransverse is null then 'no_price'
            when product_id_salesforce is null then 'not_compared'
            when pricebook_entry_id_salesforce is null and product_state = 'AVAILABLE'
                then 'price_missing_in_crm'
            when pricebook_entry_id_salesforce is null then 'not_compared'
            when (currency is distinct from currency_crm) then 'currency_differs'
            when (price_billing is distinct from price_crm) then 'price_differs'
            when price_store != price_billing then 'store_price_differs'
            else 'agrees'
        end as verdict
    from side_by_side
)

select * from catalog
