-- One row per order of the web store that the CRM has: what people entered for the buyer to see.
with

orders as (
    select * from {{ ref('int_writing__store_orders') }}
    where has_crm
),

store_orders as (
    select * from {{ ref('stg_bigcommerce__orders') }}
),

crm_orders as (
    select * from {{ ref('stg_salesforce__orders') }}
),

-- The lines of the comments that the store does not show yet, in their order.
new_comments as (
    select
        crm_orders.order_id_salesforce,
        {{ lines_missing_in('crm_orders.order_comments', 'store_orders.customer_message') }}
            as new_comments
    from crm_orders
    inner join store_orders using (order_id_bigcommerce)
),

-- What stands in the store stays: comments are added below it, and no parcel is entered twice.
sync_bigcommerce__orders as (
    select
        orders.order_id,
        orders.account_id,
        orders.order_id_bigcommerce,
        'Order ' || crm_orders.order_number as known_name,
        cast(null as string) as external_order_id,
        case
            when new_comments.new_comments = '' then null
            when coalesce(store_orders.customer_message, '') = '' then new_comments.new_comments
            else store_orders.customer_message || chr(10) || new_comments.new_comments
        end as customer_message,
        case when orders.tracking_number_store is null then orders.tracking_number end
            as tracking_number,
        case
            when orders.tracking_number_store is null and orders.tracking_number is not null
                then lower(crm_orders.carrier)
        end as tracking_carrier,
        case
            when
                orders.stage = 'Activated'
                and store_orders.status_id not in (
                    {{ var('store_statuses_at_an_end') | join(', ') }}
                )
                then cast(10 as bigint)
        end as status_id
    from orders
    inner join store_orders using (order_id_bigcommerce)
    inner join crm_orders using (order_id_salesforce)
    left join new_comments using (order_id_salesforce)
)

select * from sync_bigcommerce__orders
