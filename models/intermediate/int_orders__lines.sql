-- One row per line of an order that is in the web store and in the CRM, in one of them or in both.
with

store_lines as (
    select * from {{ ref('stg_bigcommerce__order_lines') }}
),

products as (
    select * from {{ ref('stg_bigcommerce__products') }}
),

crm_orders as (
    select * from {{ ref('int_orders__crm_orders') }}
),

-- May drop: lines of orders that did not come from the store, or are deleted.
crm_lines as (
    select
        crm_orders.order_id_bigcommerce,
        order_lines.order_id_salesforce,
        order_lines.order_line_id_salesforce,
        order_lines.order_line_id_bigcommerce,
        order_lines.order_line_number,
        order_lines.quantity,
        order_lines.unit_price,
        order_lines.job_number_astea
    from {{ ref('stg_salesforce__order_lines') }} as order_lines
    inner join crm_orders using (order_id_salesforce)
    where not order_lines.is_deleted
),

-- The store names no brand on a line: the product has it.
vended as (
    select
        store_lines.*,
        coalesce(nullif(store_lines.brand, ''), products.brand) as vendor
    from store_lines
    left join products using (product_id_bigcommerce)
),

int_orders__lines as (
    select
        coalesce(
            crm_lines.order_line_id_salesforce, 'store ' || vended.order_line_id_bigcommerce
        ) as line_key,
        coalesce(vended.order_id_bigcommerce, crm_lines.order_id_bigcommerce)
            as order_id_bigcommerce,
        crm_lines.order_id_salesforce,
        coalesce(vended.order_line_id_bigcommerce, crm_lines.order_line_id_bigcommerce)
            as order_line_id_bigcommerce,
        crm_lines.order_line_id_salesforce,
        crm_lines.order_line_number,
        vended.order_line_id_bigcommerce is not null as has_store,
        crm_lines.order_line_id_salesforce is not null as has_crm,
        vended.sku,
        vended.vendor,
        vended.quantity as quantity_store,
        crm_lines.quantity as quantity_crm,
        vended.unit_price_before_tax as unit_price_store,
        crm_lines.unit_price as unit_price_crm,
        {{ job_number('crm_lines.job_number_astea') }} as job_number
    from vended
    full outer join crm_lines
        on
            vended.order_id_bigcommerce = crm_lines.order_id_bigcommerce
            and vended.order_line_id_bigcommerce = crm_lines.order_line_id_bigcommerce
)

select * from int_orders__lines
