-- One row per product of billing that the CRM has, or is to get: what the catalogue says of it.
with

products as (
    select * from {{ ref('int_writing__crm_products') }}
),

-- A name that is the same but for its spelling is left as people know it there.
sync_salesforce__products as (
    select
        product_id,
        product_id_gotransverse,
        product_id_salesforce,
        product_name as known_name,
        case when not has_crm or verdict = 'name_differs' then product_name end as name,
        product_code,
        is_sold as is_active
    from products
)

select * from sync_salesforce__products
