-- One row per order of the web store that the CRM has, with the CRM's order.
with

orders as (
    select * from {{ ref('stg_salesforce__orders') }}
    where not is_deleted and order_id_bigcommerce is not null
),

-- The store's id is unique in the CRM; should it not be, the order that was there first is the one.
int_orders__crm_orders as (
    select
        order_id_bigcommerce,
        order_id_salesforce,
        account_id_salesforce,
        order_number,
        order_type,
        status,
        queue,
        payment_method,
        trim(po_number) as po_number,
        currency,
        authorized_amount,
        reauthorization,
        nullif(trim(tracking_number), '') as tracking_number,
        {{ job_number('job_number_astea') }} as job_number
    from orders
    qualify row_number() over (
        partition by order_id_bigcommerce
        order by created_at asc nulls last, order_id_salesforce asc
    ) = 1
)

select * from int_orders__crm_orders
