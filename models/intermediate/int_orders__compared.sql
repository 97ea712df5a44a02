{{ config(materialized='table') }}

-- One row per order of the web store beside the order and the jobs that it became.
with

store_orders as (
    select * from {{ ref('stg_bigcommerce__orders') }}
    where not is_left_checkout and not is_archived
),

metafields as (
    select * from {{ ref('stg_bigcommerce__order_metafields') }}
),

shipments as (
    select * from {{ ref('stg_bigcommerce__order_shipments') }}
),

routes as (
    select * from {{ ref('int_orders__routes') }}
),

lines as (
    select * from {{ ref('int_orders__lines') }}
),

jobs as (
    select * from {{ ref('int_orders__jobs') }}
),

job_lines as (
    select * from {{ ref('stg_astea__jobs') }}
),

crm_accounts as (
    select * from {{ ref('stg_salesforce__accounts') }}
),

customers as (
    select * from {{ ref('stg_netsuite__customers') }}
),

links as (
    select * from {{ ref('int_accounts__links') }}
    where status = 'confirmed'
),

sold as (
    select * from {{ ref('int_orders__crm_orders') }}
),

live_orders as (
    select {{ job_number('job_number_astea') }} as job_number
    from {{ ref('stg_salesforce__orders') }}
    where not is_deleted and status != 'Cancelled'
),

-- Accounts of which an order of the CRM could not be taken in: it may be the one that is missing.
-- May drop: orders of accounts that nobody knows.
accounts_set_aside as (
    select distinct links.account_id
    from {{ ref('int_landing__set_aside') }} as records
    inner join links
        on
            records.account_id_salesforce = links.record_id
            and links.system = 'salesforce'
            and links.object = 'account'
    where records.system = 'salesforce' and records.object = 'order'
),

jobs_set_aside as (
    select distinct {{ job_number('record_id') }} as job_number
    from {{ ref('int_landing__set_aside') }}
    where system = 'astea' and object = 'jobs'
),

-- One row an order: its purchase order number.
po_numbers as (
    select
        order_id_bigcommerce,
        max(metafield_value) as po_number
    from metafields
    where
        metafield_namespace = '{{ var("store_metafield_namespace") }}'
        and metafield_key = '{{ var("store_po_number_key") }}'
    group by order_id_bigcommerce
),

-- One row an order: the parcels that it was sent with.
parcels as (
    select
        order_id_bigcommerce,
        {{ joined('tracking_number') }} as tracking_numbers
    from shipments
    where tracking_number != ''
    group by order_id_bigcommerce
),

-- A price has more places than money: the sum is rounded, not the lines.
subtotals as (
    select
        order_id_bigcommerce,
        cast(
            round(sum(cast(quantity_crm as decimal(28, 6)) * unit_price_crm), 2) as decimal(18, 2)
        ) as subtotal,
        bool_or(
            coalesce(quantity_store, 0) != coalesce(quantity_crm, 0)
            and coalesce(unit_price_store = unit_price_crm, true)
        ) as is_other_quantity
    from lines
    group by order_id_bigcommerce
),

line_jobs as (
    select
        order_id_bigcommerce,
        job_number
    from lines
    where job_number is not null
    group by order_id_bigcommerce, job_number
),

line_job_numbers as (
    select
        order_id_bigcommerce,
        {{ joined('job_number') }} as job_numbers
    from line_jobs
    group by order_id_bigcommerce
),

-- Which jobs are on how many live orders: an order that was cancelled has let go of its job.
holders as (
    select
        job_number,
        count(*) as order_count
    from live_orders
    where job_number is not null
    group by job_number
),

-- One row a job line whose customer the ERP knows. May drop: jobs for nobody that we know.
job_customers as (
    select
        job_lines.request_id_astea as job_number,
        job_lines.job_id_astea,
        customers.customer_id_netsuite
    from job_lines
    inner join customers on job_lines.customer_id_astea = upper(customers.entity_id_netsuite)
),

-- Of the CRM's order first; where it is not there, of who bought in the store.
owners as (
    select
        store_orders.order_id_bigcommerce,
        crm_links.customer_id_netsuite,
        coalesce(
            crm_links.account_id,
            store_links.account_id,
            {{ account_id('bigcommerce', 'store_orders.customer_id_bigcommerce') }},
            {{ account_id('bigcommerce', "'order ' || store_orders.order_id_bigcommerce") }}
        ) as account_id
    from store_orders
    left join sold using (order_id_bigcommerce)
    left join links as crm_links
        on
            sold.account_id_salesforce = crm_links.record_id
            and crm_links.system = 'salesforce'
            and crm_links.object = 'account'
    left join links as store_links
        on
            store_orders.customer_id_bigcommerce = store_links.record_id
            and store_links.system = 'bigcommerce'
            and store_links.object = 'customers'
),

-- The first line of an order's job that is for another customer.
-- May drop: orders whose job is for their own customer, or of whom either is not known.
strays as (
    select
        sold.order_id_bigcommerce,
        min(job_customers.job_id_astea) as job_id_astea
    from sold
    inner join job_customers using (job_number)
    inner join owners using (order_id_bigcommerce)
    where job_customers.customer_id_netsuite != owners.customer_id_netsuite
    group by sold.order_id_bigcommerce
),

beside as (
    select
        store_orders.order_id_bigcommerce,
        store_orders.customer_id_bigcommerce,
        sold.order_id_salesforce,
        sold.order_number as order_number_crm,
        owners.account_id,
        coalesce(crm_accounts.account_name, store_orders.billing_company) as customer_name,
        sold.order_id_salesforce is not null as has_crm,
        store_orders.status_id = 5 as is_cancelled_in_store,
        store_orders.status_id = 10 as is_completed_in_store,
        coalesce(sold.status = 'Activated', false) as is_activated,
        coalesce(sold.status = 'Cancelled', false) as is_cancelled_in_crm,
        store_orders.status_name as status_store,
        sold.status as stage,
        sold.order_type as order_type_crm,
        routes.order_type_expected,
        routes.buyer_group,
        sold.queue,
        routes.queue_expected,
        routes.routing_rule_number,
        case store_orders.payment_method
            when 'Purchase Order' then 'PO'
            else store_orders.payment_method
        end as payment_method,
        trim(po_numbers.po_number) as po_number_store,
        sold.po_number as po_number_crm,
        store_orders.currency,
        sold.currency as currency_crm,
        cast(round(store_orders.subtotal_amount_before_tax, 2) as decimal(18, 2))
            as subtotal_store,
        case
            when sold.order_id_salesforce is not null
                then cast(coalesce(subtotals.subtotal, 0) as decimal(18, 2))
        end as subtotal_crm,
        sold.authorized_amount,
        sold.reauthorization as reauthorization_crm,
        coalesce(subtotals.is_other_quantity, false) as is_other_quantity,
        parcels.tracking_numbers as tracking_number_store,
        sold.tracking_number,
        sold.job_number,
        line_job_numbers.job_numbers as line_job_numbers,
        jobs.is_over as is_job_over,
        jobs.job_number is not null as is_job_known,
        jobs.open_job_id_astea,
        strays.job_id_astea as other_job_id_astea,
        coalesce(holders.order_count, 0) as job_order_count,
        accounts_set_aside.account_id is not null as has_order_set_aside,
        jobs_set_aside.job_number is not null as is_job_set_aside
    from store_orders
    left join sold using (order_id_bigcommerce)
    left join owners using (order_id_bigcommerce)
    left join routes using (order_id_bigcommerce)
    left join po_numbers using (order_id_bigcommerce)
    left join parcels using (order_id_bigcommerce)
    left join subtotals using (order_id_bigcommerce)
    left join line_job_numbers using (order_id_bigcommerce)
    left join strays using (order_id_bigcommerce)
    left join crm_accounts on sold.account_id_salesforce = crm_accounts.account_id_salesforce
    left join jobs on sold.job_number = jobs.job_number
    left join holders on sold.job_number = holders.job_number
    left join accounts_set_aside on owners.account_id = accounts_set_aside.account_id
    left join jobs_set_aside on sold.job_number = jobs_set_aside.job_number
),

-- Money of two currencies is not compared: whether a price was changed is then not known.
authorized as (
    select
        *,
        case
            when not has_crm or currency != currency_crm then null
            else subtotal_store != subtotal_crm
        end as is_price_changed,
        case
            when not has_crm or currency != currency_crm then 'unknown'
            when abs(subtotal_store - subtotal_crm) <= {{ amount_tolerance() }} then 'not_needed'
            when reauthorization_crm = 'authorized' and authorized_amount = subtotal_crm
                then 'authorized'
            when reauthorization_crm = 'requested' and stage = 'Order Hold' then 'requested'
            else 'lacking'
        end as reauthorization,
        case payment_method when 'PO' then 'email' else 'second_cart' end as reauthorization_way
    from beside
),

int_orders__compared as (
    select
        *,
        not has_crm
        and not is_cancelled_in_store
        and not has_order_set_aside as is_missing_in_crm,
        has_crm and currency != currency_crm as is_other_currency,
        has_crm
        and queue_expected is not null
        and (queue is distinct from queue_expected) as is_other_queue,
        has_crm
        and payment_method = 'PO'
        and po_number_store is not null
        and (po_number_store is distinct from po_number_crm) as is_other_po_number,
        has_crm and is_activated != is_completed_in_store as is_other_status,
        has_crm
        and currency = currency_crm
        and is_other_quantity as is_other_quantity_sold,
        reauthorization = 'lacking' and not is_other_quantity as is_price_not_authorized,
        is_activated
        and tracking_number_store is not null
        and tracking_number is null as is_tracking_missing,
        is_activated and job_number is null as is_job_missing,
        has_crm
        and not is_cancelled_in_crm
        and job_number is not null
        and not is_job_known
        and not is_job_set_aside as is_job_unknown,
        not is_cancelled_in_crm and is_job_known and job_order_count > 1 as is_job_shared,
        not is_cancelled_in_crm and other_job_id_astea is not null as is_job_of_another,
        is_activated and is_job_known and not is_job_over as is_job_open
    from authorized
)

select * from int_orders__compared
