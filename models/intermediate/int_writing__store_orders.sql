-- One row per order of the web store that the CRM has, or is to get, by a customer of ours.
with

compared as (
    select * from {{ ref('int_orders__compared') }}
),

store_orders as (
    select * from {{ ref('stg_bigcommerce__orders') }}
),

customers as (
    select * from {{ ref('int_writing__crm_accounts') }}
),

deleted as (
    select distinct order_id_bigcommerce
    from {{ ref('stg_salesforce__orders') }}
    where is_deleted and order_id_bigcommerce is not null
),

-- May drop: orders of buyers of whom it is not certain which customer they are.
int_writing__store_orders as (
    select
        {{ order_id('bigcommerce', 'compared.order_id_bigcommerce') }} as order_id,
        customers.account_id,
        customers.customer_id_netsuite,
        compared.order_id_bigcommerce,
        compared.order_id_salesforce,
        compared.has_crm,
        compared.stage,
        coalesce(compared.stage in ('Activated', 'Cancelled'), false) as is_over,
        compared.queue_expected,
        compared.order_type_expected,
        compared.payment_method,
        compared.po_number_store,
        compared.currency,
        compared.currency_crm,
        compared.tracking_number,
        compared.tracking_number_store,
        compared.job_number,
        compared.is_job_known,
        store_orders.created_at
    from compared
    inner join store_orders using (order_id_bigcommerce)
    inner join customers using (account_id)
    left join deleted using (order_id_bigcommerce)
    where
        compared.has_crm
        or (compared.is_missing_in_crm and deleted.order_id_bigcommerce is null)
)

select * from int_writing__store_orders
