-- One row per order of the web store, checkouts that were left and archived orders apart.
with

compared as (
    select * from {{ ref('int_orders__compared') }}
),

-- Lines whose job is another than that of their order, which is known.
stray_lines as (
    select
        compared.order_id_bigcommerce,
        count(*) as stray_line_count
    from {{ ref('int_orders__lines') }} as order_lines
    inner join compared using (order_id_bigcommerce) -- lines of archived orders have none
    where compared.is_job_known and order_lines.job_number != compared.job_number
    group by compared.order_id_bigcommerce
),

orders as (
    select
        {{ order_id('bigcommerce', 'compared.order_id_bigcommerce') }} as order_id,
        compared.account_id,
        compared.order_id_bigcommerce,
        compared.order_id_salesforce,
        compared.order_number_crm,
        compared.job_number as job_id_astea,
        compared.line_job_numbers as line_job_ids_astea,
        case
            when not compared.has_crm or compared.job_number is null then 'none'
            when not compared.is_job_known then 'unknown'
            when compared.is_job_over then 'history'
            else 'open'
        end as job_state,
        compared.buyer_group,
        compared.queue,
        compared.queue_expected,
        compared.routing_rule_number,
        compared.order_type_crm,
        compared.order_type_expected,
        compared.stage,
        compared.status_store,
        compared.payment_method,
        compared.po_number_store,
        compared.po_number_crm,
        compared.currency,
        compared.subtotal_store,
        compared.subtotal_crm,
        compared.is_price_changed as price_changed,
        compared.authorized_amount,
        compared.reauthorization,
        case
            when compared.reauthorization in ('requested', 'authorized', 'lacking')
                then compared.reauthorization_way
        end as reauthorization_way,
        compared.tracking_number,
        compared.tracking_number_store,
        case
            when compared.is_missing_in_crm then 'not_in_crm'
            when not compared.has_crm then 'not_expected'
            when compared.is_other_currency then 'currency_differs'
            when compared.is_other_queue then 'queue_differs'
            when compared.is_other_po_number then 'po_number_differs'
            when compared.is_other_status then 'status_differs'
            when compared.is_other_quantity_sold then 'quantity_differs'
            when compared.is_price_not_authorized then 'price_not_authorized'
            when compared.is_tracking_missing then 'tracking_missing'
            when compared.is_job_missing then 'job_missing'
            when compared.is_job_unknown then 'job_unknown'
            when coalesce(stray_lines.stray_line_count, 0) > 0 then 'line_job_differs'
            when compared.is_job_shared then 'job_shared'
            when compared.is_job_of_another then 'job_of_another_customer'
            when compared.is_job_open then 'job_still_open'
            else 'agrees'
        end as verdict
    from compared
    left join stray_lines using (order_id_bigcommerce)
)

select * from orders
