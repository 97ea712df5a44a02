-- One row per difference found now in an order: in the store, the CRM, field service or billing.
with

orders as (
    select
        *,
        coalesce(customer_name || ': ', '') as customer,
        'Salesforce order ' || coalesce(order_number_crm, order_id_salesforce) as order_crm
    from {{ ref('int_orders__compared') }}
),

lines as (
    select * from {{ ref('int_orders__lines') }}
),

crm_orders as (
    select
        *,
        {{ job_number('job_number_astea') }} as job_number
    from {{ ref('stg_salesforce__orders') }}
    where not is_deleted and status != 'Cancelled'
),

billing_orders as (
    select * from {{ ref('stg_gotransverse__orders') }}
    where
        order_status in ('DRAFT', 'INPROGRESS', 'ERROR')
        and {{ days_between('cast(ordered_at as date)', as_of()) }}
        > {{ var('billing_order_days') }}
),

billing_accounts as (
    select * from {{ ref('stg_gotransverse__billing_accounts') }}
),

balances as (
    select * from {{ ref('int_billing__balances') }}
),

customers as (
    select * from {{ ref('stg_netsuite__customers') }}
),

currencies as (
    select * from {{ ref('stg_netsuite__currencies') }}
),

jobs as (
    select * from {{ ref('int_orders__jobs') }}
),

links as (
    select * from {{ ref('int_accounts__links') }}
    where status = 'confirmed'
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

-- Between the CRM's order and the job of field service.
in_field_service as (
    select
        'missing_right' as kind,
        'job_number' as field,
        account_id,
        order_id_salesforce,
        '' as job_id_astea,
        stage as left_value,
        cast(null as string) as right_value,
        customer || order_crm || ' is Activated and has no job number.' as explanation
    from orders
    where is_job_missing
    union all
    select
        'mapping' as kind,
        'job_number' as field,
        account_id,
        order_id_salesforce,
        '' as job_id_astea,
        job_number as left_value,
        cast(null as string) as right_value,
        customer || 'job ' || job_number || ' of ' || order_crm
        || ' is neither open in Astea nor in its history.' as explanation
    from orders
    where is_job_unknown
    union all
    select
        'ownership' as kind,
        'job_customer' as field,
        account_id,
        order_id_salesforce,
        other_job_id_astea as job_id_astea,
        customer_name as left_value,
        other_job_id_astea as right_value,
        customer || 'job ' || other_job_id_astea || ' of ' || order_crm
        || ' is for another customer in Astea.' as explanation
    from orders
    where is_job_of_another
    union all
    select
        'status' as kind,
        'job_status' as field,
        account_id,
        order_id_salesforce,
        open_job_id_astea as job_id_astea,
        stage as left_value,
        'open' as right_value,
        customer || order_crm || ' is Activated, its job ' || open_job_id_astea
        || ' is still open in Astea.' as explanation
    from orders
    where is_job_open
),

-- May drop: lines of archived orders, and of those that have no job or one that nobody knows.
stray_lines as (
    select
        orders.account_id,
        orders.order_id_salesforce,
        lines.order_line_id_salesforce,
        orders.job_number as left_value,
        lines.job_number as right_value,
        orders.customer || 'line ' || coalesce(lines.order_line_number, '') || ' of '
        || orders.order_crm || ' has job ' || lines.job_number || ', the order has '
        || orders.job_number || '.' as explanation
    from lines
    inner join orders using (order_id_bigcommerce)
    where
        orders.is_job_known
        and not orders.is_cancelled_in_crm
        and lines.job_number != orders.job_number
),

jobs_of_several as (
    select job_number
    from crm_orders
    where job_number is not null
    group by job_number
    having count(*) > 1
),

-- May drop: jobs that field service does not know, and those that one order has.
shared_jobs as (
    select
        crm_orders.job_number,
        {{ joined('crm_orders.order_id_salesforce') }} as order_ids_salesforce,
        {{ joined('crm_orders.order_number') }} as order_numbers,
        min(
            coalesce(
                links.account_id, {{ account_id('salesforce', 'crm_orders.account_id_salesforce') }}
            )
        ) as account_id
    from crm_orders
    left join links
        on
            crm_orders.account_id_salesforce = links.record_id
            and links.system = 'salesforce'
            and links.object = 'account'
    inner join jobs_of_several on crm_orders.job_number = jobs_of_several.job_number
    inner join jobs on crm_orders.job_number = jobs.job_number
    group by crm_orders.job_number
),

-- The order's own currency, else the account's, else the customer's.
stuck as (
    select
        billing_orders.order_id_gotransverse,
        billing_orders.order_number,
        billing_orders.order_status,
        billing_orders.total_amount,
        cast(billing_orders.ordered_at as date) as ordered_on,
        billing_accounts.account_name,
        coalesce(billing_orders.currency, balances.currency, currencies.currency) as currency,
        coalesce(
            links.account_id,
            {{ account_id('gotransverse', 'billing_orders.billing_account_id_gotransverse') }}
        ) as account_id
    from billing_orders
    left join billing_accounts using (billing_account_id_gotransverse)
    left join balances using (billing_account_id_gotransverse)
    left join links
        on
            billing_orders.billing_account_id_gotransverse = links.record_id
            and links.system = 'gotransverse'
            and links.object = 'billing_accounts'
    left join customers on links.customer_id_netsuite = customers.customer_id_netsuite
    left join currencies on customers.currency_id_netsuite = currencies.currency_id_netsuite
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
    union all
    select
        'orders' as recon,
        kind,
        field,
        account_id,
        'salesforce' as left_system,
        'order' as left_object,
        order_id_salesforce as left_record_id,
        left_value,
        'astea' as right_system,
        'jobs' as right_object,
        job_id_astea as right_record_id,
        right_value,
        cast(null as decimal(18, 2)) as amount,
        cast(null as string) as currency,
        explanation
    from in_field_service
    union all
    select
        'orders' as recon,
        'mapping' as kind,
        'line_job_number' as field,
        account_id,
        'salesforce' as left_system,
        'order' as left_object,
        order_id_salesforce as left_record_id,
        left_value,
        'salesforce' as right_system,
        'orderitem' as right_object,
        order_line_id_salesforce as right_record_id,
        right_value,
        cast(null as decimal(18, 2)) as amount,
        cast(null as string) as currency,
        explanation
    from stray_lines
    union all
    select
        'orders' as recon,
        'duplicate' as kind,
        'job_number' as field,
        account_id,
        'astea' as left_system,
        'jobs' as left_object,
        job_number as left_record_id,
        job_number as left_value,
        'salesforce' as right_system,
        'order' as right_object,
        order_ids_salesforce as right_record_id,
        order_numbers as right_value,
        cast(null as decimal(18, 2)) as amount,
        cast(null as string) as currency,
        'Job ' || job_number || ' of Astea is on several Salesforce orders: ' || order_numbers
        || '.' as explanation
    from shared_jobs
    union all
    select
        'orders' as recon,
        'status' as kind,
        'billing_order' as field,
        account_id,
        'gotransverse' as left_system,
        'orders' as left_object,
        order_id_gotransverse as left_record_id,
        order_status as left_value,
        'gotransverse' as right_system,
        'orders' as right_object,
        order_id_gotransverse as right_record_id,
        order_status as right_value,
        total_amount as amount,
        currency,
        coalesce(account_name || ': ', '') || 'billing order '
        || coalesce(order_number, order_id_gotransverse)
        || coalesce(' over ' || cast(total_amount as string), '')
        || coalesce(' ' || currency, '') || ' has been '
        || order_status || ' since ' || cast(ordered_on as string) || '.' as explanation
    from stuck
)

select * from int_breaks__orders
