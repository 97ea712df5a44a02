-- One row per difference found now between an order of the CRM and its job in field service.
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

jobs as (
    select * from {{ ref('int_orders__jobs') }}
),

links as (
    select * from {{ ref('int_accounts__links') }}
    where status = 'confirmed'
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

int_breaks__jobs as (
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
)

select * from int_breaks__jobs
