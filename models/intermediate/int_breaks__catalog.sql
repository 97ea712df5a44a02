-- One row per difference found between the catalogue of billing and what the other systems sell.
with

products as (
    select * from {{ ref('int_catalog__products') }}
),

catalog as (
    select * from {{ ref('catalog') }}
),

product_breaks as (
    select
        case
            when verdict = 'missing_in_crm' then 'missing_right'
            when verdict = 'missing_in_billing' then 'missing_left'
            when verdict = 'twice_in_crm' then 'duplicate'
            when verdict = 'name_differs' then 'mapping'
            else 'status'
        end as kind,
        case
            when verdict = 'name_differs' then 'name'
            when verdict = 'retired_but_sold' then 'is_active'
            else 'product'
        end as field,
        'products' as left_object,
        coalesce(product_id_gotransverse, '') as left_record_id,
        case
            when verdict = 'retired_but_sold' then product_state
            when verdict != 'missing_in_billing' then product_name
        end as left_value,
        'salesforce' as right_system,
        'product2' as right_object,
        case
            when verdict = 'twice_in_crm' and product_id_salesforce < twin_ids_salesforce
                then product_id_salesforce || ',' || twin_ids_salesforce
            when verdict = 'twice_in_crm'
                then twin_ids_salesforce || ',' || product_id_salesforce
            else coalesce(product_id_salesforce, '')
        end as right_record_id,
        case
            when verdict = 'retired_but_sold' then 'active'
            else product_name_crm
        end as right_value,
        cast(null as decimal(18, 2)) as amount,
        cast(null as string) as currency,
        coalesce(sku || ' ', '') || product_name || case
            when verdict = 'missing_in_crm' then ' is sold in billing and is no product of the CRM.'
            when verdict = 'missing_in_billing'
                then ' is an active product of the CRM that billing does not have.'
            when verdict = 'twice_in_crm'
                then
                    ' is in the CRM again, without the id of billing: '
                    || twin_ids_salesforce
                    || '.'
            when verdict = 'name_differs' then ' is called ' || product_name_crm || ' in the CRM.'
            else ' is no longer available in billing and still active in the CRM.'
        end as explanation
    from products
    where verdict != 'agrees'
),

item_breaks as (
    select
        'missing_right' as kind,
        'item' as field,
        'products' as left_object,
        product_id_gotransverse as left_record_id,
        sku as left_value,
        'netsuite' as right_system,
        'item' as right_object,
        '' as right_record_id,
        cast(null as string) as right_value,
        cast(null as decimal(18, 2)) as amount,
        cast(null as string) as currency,
        coalesce(sku || ' ', '') || product_name
        || ' is sold in billing and is no active item of the ERP.' as explanation
    from products
    where is_item_missing
),

price_breaks as (
    select
        case
            when verdict = 'price_missing_in_crm' then 'missing_right'
            when verdict = 'currency_differs' then 'currency'
            else 'amount'
        end as kind,
        'price' as field,
        'product_prices' as left_object,
        product_price_id_gotransverse as left_record_id,
        cast(price_billing as string) || ' ' || currency as left_value,
        'salesforce' as right_system,
        'pricebookentry' as right_object,
        coalesce(pricebook_entry_id_salesforce, '') as right_record_id,
        cast(price_crm as string) || ' ' || currency_crm as right_value,
        case
            when verdict = 'price_missing_in_crm' then price_billing
            when verdict = 'currency_differs' then price_crm
            else cast(price_billing - price_crm as decimal(18, 2))
        end as amount,
        case when verdict = 'currency_differs' then currency_crm else currency end as currency,
        coalesce(sku || ' ', '')
        || product_name
        || ' costs '
        || cast(price_billing as string)
        || ' '
        || currency || ' in billing, ' || case
            when
                verdict = 'price_missing_in_crm'
                then 'and no price book of the CRM has that price.'
            else
                cast(price_crm as string) || ' ' || currency_crm || ' in the price book of the CRM.'
        end as explanation
    from catalog
    where verdict in ('price_missing_in_crm', 'currency_differs', 'price_differs')
),

store_price_breaks as (
    select
        'amount' as kind,
        'store_price' as field,
        'product_prices' as left_object,
        product_price_id_gotransverse as left_record_id,
        cast(price_billing as string) || ' ' || currency as left_value,
        'bigcommerce' as right_system,
        'products' as right_object,
        product_id_bigcommerce as right_record_id,
        cast(price_store as string) || ' ' || currency as right_value,
        cast(price_billing - price_store as decimal(18, 2)) as amount,
        currency,
        coalesce(sku || ' ', '')
        || product_name
        || ' costs '
        || cast(price_billing as string)
        || ' '
        || currency || ' in billing, ' || cast(price_store as string) || ' ' || currency
        || ' in the store.' as explanation
    from catalog
    where is_store_price_off
),

found as (
    select * from product_breaks
    union all
    select * from item_breaks
    union all
    select * from price_breaks
    union all
    select * from store_price_breaks
),

-- The catalogue is the company's own: no customer's account is concerned.
int_breaks__catalog as (
    select
        'catalog' as recon,
        kind,
        field,
        '' as account_id,
        'gotransverse' as left_system,
        left_object,
        left_record_id,
        left_value,
        right_system,
        right_object,
        right_record_id,
        right_value,
        amount,
        currency,
        explanation
    from found
)

select * from int_breaks__catalog
