-- One row per order of the web store that the CRM has, or is to get, and the queue it goes to.
with

orders as (
    select * from {{ ref('int_writing__store_orders') }}
),

standard as (
    select min(pricebook_id_salesforce) as pricebook_id_salesforce
    from {{ ref('stg_salesforce__pricebooks') }}
    where is_standard and not is_deleted
),

-- Where an order goes and how it is paid is settled when it is over; what people enter is theirs.
sync_salesforce__orders as (
    select
        orders.order_id,
        orders.account_id,
        orders.order_id_bigcommerce,
        orders.order_id_salesforce,
        'Store order ' || orders.order_id_bigcommerce as known_name,
        orders.customer_id_netsuite,
        cast(orders.created_at as date) as ordered_on,
        'Order Accepted' as stage,
        orders.order_type_expected as order_type,
        case when not orders.is_over then orders.queue_expected end as queue,
        case
            when orders.payment_method in ('PO', 'Credit Card', 'PayPal') then orders.payment_method
        end as payment_method,
        case when orders.payment_method = 'PO' then orders.po_number_store end as po_number,
        orders.currency,
        standard.pricebook_id_salesforce,
        case when orders.tracking_number is null then orders.tracking_number_store end
            as tracking_number
    from orders
    cross join standard
)

select * from sync_salesforce__orders
