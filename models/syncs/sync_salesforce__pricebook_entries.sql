-- One row per price of billing in force, of a product that the CRM has or is to get.
with

products as (
    select * from {{ ref('int_writing__crm_products') }}
),

prices as (
    select * from {{ ref('catalog') }}
    where product_price_id_gotransverse is not null
),

entries as (
    select * from {{ ref('stg_salesforce__pricebook_entries') }}
),

deleted as (
    select distinct price_id_gotransverse
    from entries
    where is_deleted and price_id_gotransverse is not null
),

-- The price book that every price has to be in first.
standard as (
    select min(pricebook_id_salesforce) as pricebook_id_salesforce
    from {{ ref('stg_salesforce__pricebooks') }}
    where is_standard and not is_deleted
),

-- A book has one price of a product in a currency: another entry may stand in the place of ours.
taken as (
    select
        product_id_salesforce,
        pricebook_id_salesforce,
        currency,
        coalesce(min(price_id_gotransverse), '') as price_id_gotransverse
    from entries
    where not is_deleted
    group by product_id_salesforce, pricebook_id_salesforce, currency
),

sync_salesforce__pricebook_entries as (
    select
        prices.product_id,
        prices.product_price_id_gotransverse,
        prices.pricebook_entry_id_salesforce,
        prices.product_name || ' in ' || prices.currency as price_name,
        prices.product_id_gotransverse,
        standard.pricebook_id_salesforce,
        prices.currency,
        case
            when
                prices.pricebook_entry_id_salesforce is null
                or prices.currency = prices.currency_crm
                then prices.price_billing
        end as unit_price,
        products.is_sold as is_active
    from prices
    inner join products using (product_id_gotransverse)
    cross join standard
    left join deleted
        on prices.product_price_id_gotransverse = deleted.price_id_gotransverse
    left join taken
        on
            products.product_id_salesforce = taken.product_id_salesforce
            and standard.pricebook_id_salesforce = taken.pricebook_id_salesforce
            and prices.currency = taken.currency
    where
        prices.pricebook_entry_id_salesforce is not null
        or (
            products.is_sold
            and standard.pricebook_id_salesforce is not null
            and deleted.price_id_gotransverse is null
            and coalesce(
                taken.price_id_gotransverse = prices.product_price_id_gotransverse,
                taken.product_id_salesforce is null
            )
        )
)

select * from sync_salesforce__pricebook_entries
