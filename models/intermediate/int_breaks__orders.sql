-- One row per difference found now between an order of the store and the CRM's.
with

orders as (
    select
        *,
        coalesce(customer_name || ': ', '') as customer,
        'Salesforce order ' || coalesce(order_number_crm, order_id_salesforce) as order_crm
    from {{ ref('int_orders__compared') }}
),

-- Between the store's order and the CRM's.
from_the_store as (
    select
        'missing_right' as kind,
        'order' as field,
        account_id,
        order_id_bigcommerce,
        '' as order_id_salesforce,
        status_store as left_value,
        cast(null as string) as right_value,
        subtotal_store as amount,
        currency,
        customer || 'store order ' || order_id_bigcommerce || ' over '
        || cast(subtotal_store as string) || ' ' || currency
        || coalesce(' (' || status_store || ')', '') || ' is not in Salesforce.' as explanation
    from orders
    where is_missing_in_crm
    union all
    select
        'currency' as kind,
        'currency' as field,
        account_id,
        order_id_bigcommerce,
        order_id_salesforce,
        currency as left_value,
        currency_crm as right_value,
        subtotal_crm as amount,
        currency_crm as currency,
        customer || order_crm || ' is over ' || cast(subtotal_crm as string) || ' '
        || currency_crm || ', in the store it is in ' || currency || '.' as explanation
    from orders
    where is_other_currency
    union all
    select
        'mapping' as kind,
        'queue' as field,
        account_id,
        order_id_bigcommerce,
        order_id_salesforce,
        queue_expected as left_value,
        queue as right_value,
        cast(null as decimal(18, 2)) as amount,
        cast(null as string) as currency,
        customer || order_crm || ' is in ' || coalesce('the queue ' || queue, 'no queue')
        || ' and belongs to ' || queue_expected || ' (routing rule '
        || cast(routing_rule_number as string) || ').' as explanation
    from orders
    where is_other_queue
    union all
    select
        'mapping' as kind,
        'po_number' as field,
        account_id,
        order_id_bigcommerce,
        order_id_salesforce,
        po_number_store as left_value,
        po_number_crm as right_value,
        cast(null as decimal(18, 2)) as amount,
        cast(null as string) as currency,
        customer || order_crm || ' has '
        || coalesce('purchase order number ' || po_number_crm, 'no purchase order number')
        || ', the buyer gave ' || po_number_store || ' in the store.' as explanation
    from orders
    where is_other_po_number
    union all
    select
        'status' as kind,
        'status' as field,
        account_id,
        order_id_bigcommerce,
        order_id_salesforce,
        status_store as left_value,
        stage as right_value,
        cast(null as decimal(18, 2)) as amount,
        cast(null as string) as currency,
        customer || order_crm || ' is ' || stage || ', store order ' || order_id_bigcommerce
        || ' is ' || status_store || '.' as explanation
    from orders
    where is_other_status
    union all
    select
        'quantity' as kind,
        'quantity' as field,
        account_id,
        order_id_bigcommerce,
        order_id_salesforce,
        cast(subtotal_store as string) as left_value,
        cast(subtotal_crm as string) as right_value,
        cast(subtotal_store - subtotal_crm as decimal(18, 2)) as amount,
        currency,
        customer || order_crm || ' has other quantities than the store, and comes to '
        || cast(subtotal_crm as string) || ' ' || currency || ' instead of '
        || cast(subtotal_store as string) || ' ' || currency || '.' as explanation
    from orders
    where is_other_quantity_sold
    union all
    select
        'amount' as kind,
        'total' as field,
        account_id,
        order_id_bigcommerce,
        order_id_salesforce,
        cast(subtotal_store as string) as left_value,
        cast(subtotal_crm as string) as right_value,
        cast(subtotal_store - subtotal_crm as decimal(18, 2)) as amount,
        currency,
        customer || order_crm || ' went from ' || cast(subtotal_store as string) || ' to '
        || cast(subtotal_crm as string) || ' ' || currency || ' without being held, and the buyer'
        || case reauthorization_way
            when 'email' then ' (PO: by e-mail)'
            else ' (' || payment_method || ': by a second cart)'
        end
        || ' has not authorized it.' as explanation
    from orders
    where is_price_not_authorized
    union all
    select
        'missing_right' as kind,
        'tracking_number' as field,
        account_id,
        order_id_bigcommerce,
        order_id_salesforce,
        tracking_number_store as left_value,
        tracking_number as right_value,
        cast(null as decimal(18, 2)) as amount,
        cast(null as string) as currency,
        customer || order_crm || ' is Activated without the tracking number '
        || tracking_number_store || ' of the store.' as explanation
    from orders
    where is_tracking_missing
),

int_breaks__orders as (
    select
        'orders' as recon,
        kind,
        field,
        account_id,
        'bigcommerce' as left_system,
        'orders' as left_object,
        order_id_bigcommerce as left_record_id,
        left_value,
        'salesforce' as right_system,
        'order' as right_object,
        order_id_salesforce as right_record_id,
        right_value,
        amount,
        currency,
        coalesce(
            explanation,
            'Store order ' || order_id_bigcommerce || ': its ' || field || ' differs in Salesforce.'
        ) as explanation
    from from_the_store
)

select * from int_breaks__orders
