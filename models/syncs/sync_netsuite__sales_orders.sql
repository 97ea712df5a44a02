-- One row per sales order of a renewal that is, or is to become, an opportunity: the id of that.
with

orders as (
    select * from {{ ref('int_writing__renewal_orders') }}
),

sync_netsuite__sales_orders as (
    select
        renewal_id,
        account_id,
        sales_order_id_netsuite,
        sales_order_number,
        opportunity_id_salesforce,
        sales_order_id_netsuite as opportunity_key
    from orders
)

select * from sync_netsuite__sales_orders
