-- One row per product of billing that the CRM has, or is to get.
with

products as (
    select * from {{ ref('int_catalog__products') }}
    where product_id_gotransverse is not null
),

deleted as (
    select distinct product_id_gotransverse
    from {{ ref('stg_salesforce__products') }}
    where is_deleted and product_id_gotransverse is not null
),

billing as (
    select * from {{ ref('stg_gotransverse__products') }}
),

-- Left out: what is not sold and never was in the CRM, what somebody deleted there, and what the
-- CRM may have already, under its code and without the id.
int_writing__crm_products as (
    select
        products.product_id,
        products.product_id_gotransverse,
        products.product_id_salesforce,
        products.sku,
        coalesce(billing.product_name, products.product_name) as product_name,
        billing.sku as product_code,
        products.product_id_salesforce is not null as has_crm,
        products.product_state = 'AVAILABLE' as is_sold,
        products.verdict
    from products
    inner join billing using (product_id_gotransverse)
    left join deleted using (product_id_gotransverse)
    where
        products.product_id_salesforce is not null
        or (
            products.product_state = 'AVAILABLE'
            and products.twin_ids_salesforce is null
            and deleted.product_id_gotransverse is null
        )
)

select * from int_writing__crm_products
