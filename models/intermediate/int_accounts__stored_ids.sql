-- One row per record and record that it is kept together with by an id that somebody stored.
with

candidates as (
    select * from {{ ref('int_accounts__candidates') }}
),

customers as (
    select * from candidates
    where system = 'netsuite'
),

crm_accounts as (
    select * from candidates
    where system = 'salesforce'
),

survivors as (
    select * from {{ ref('int_accounts__crm_survivors') }}
),

orders as (
    select distinct
        customer_id_bigcommerce,
        order_id_bigcommerce
    from {{ ref('stg_bigcommerce__orders') }}
    where customer_id_bigcommerce is not null
),

crm_orders as (
    select * from {{ ref('stg_salesforce__orders') }}
    where not is_deleted and order_id_bigcommerce is not null
),

jobs as (
    select distinct
        site_id_astea,
        customer_id_astea
    from {{ ref('stg_astea__jobs') }}
),

-- The record holds the customer's own id. May drop: ids that name nobody.
by_customer_id as (
    select
        records.system,
        records.object,
        records.record_id,
        'netsuite' as target_system,
        customers.record_id as target_record_id,
        'stored_customer_id' as rule,
        1 as rule_order,
        'it holds the customer id ' || records.customer_id_netsuite as evidence
    from candidates as records
    inner join customers on records.customer_id_netsuite = customers.record_id
    where records.system in ('salesforce', 'hubspot')
),

-- The customer holds the id of the CRM's account, or of one that was merged into it.
by_crm_id_of_the_customer as (
    select
        'salesforce' as system,
        'account' as object,
        survivors.account_id_salesforce as record_id,
        'netsuite' as target_system,
        customers.record_id as target_record_id,
        'stored_crm_id' as rule,
        2 as rule_order,
        'customer ' || customers.record_id || ' holds the CRM id '
        || customers.account_id_salesforce as evidence
    from customers
    inner join survivors on customers.account_id_salesforce = survivors.former_account_id_salesforce
),

-- Both halves, as the number alone or the id alone may be left from another account.
claims as (
    select
        billing.record_id,
        billing.record_number,
        crm_accounts.record_id as account_id_salesforce,
        survivors.account_id_salesforce as account_id_salesforce_named,
        count(*) over (partition by billing.record_id) as claim_count
    from candidates as billing
    inner join crm_accounts
        on
            billing.record_id = crm_accounts.billing_account_id_gotransverse
            and billing.record_number = crm_accounts.billing_account_number
    left join survivors on billing.account_id_salesforce = survivors.former_account_id_salesforce
    where billing.system = 'gotransverse'
),

-- Of several accounts that claim one billing account, it may say itself which one is right.
by_billing_id_and_number as (
    select
        'gotransverse' as system,
        'billing_accounts' as object,
        record_id,
        'salesforce' as target_system,
        account_id_salesforce as target_record_id,
        'stored_billing_id_and_number' as rule,
        case
            when claim_count = 1 or account_id_salesforce = account_id_salesforce_named then 1
            else 2
        end as rule_order,
        'CRM account ' || account_id_salesforce || ' holds its id and its number '
        || record_number as evidence
    from claims
),

by_crm_id_of_the_billing_account as (
    select
        'gotransverse' as system,
        'billing_accounts' as object,
        billing.record_id,
        'salesforce' as target_system,
        survivors.account_id_salesforce as target_record_id,
        'stored_crm_id' as rule,
        3 as rule_order,
        'it holds the CRM id ' || billing.account_id_salesforce as evidence
    from candidates as billing
    inner join survivors on billing.account_id_salesforce = survivors.former_account_id_salesforce
    where billing.system = 'gotransverse'
),

by_order as (
    select
        'bigcommerce' as system,
        'customers' as object,
        orders.customer_id_bigcommerce as record_id,
        'salesforce' as target_system,
        survivors.account_id_salesforce as target_record_id,
        'order_of_the_account' as rule,
        1 as rule_order,
        'its order ' || max(orders.order_id_bigcommerce) || ' is an order of CRM account '
        || survivors.account_id_salesforce as evidence
    from orders
    inner join crm_orders using (order_id_bigcommerce)
    inner join survivors
        on crm_orders.account_id_salesforce = survivors.former_account_id_salesforce
    group by orders.customer_id_bigcommerce, survivors.account_id_salesforce
),

-- A job may be for somebody else than the owner of its site: the names have to agree.
by_job as (
    select
        'astea' as system,
        'sites' as object,
        sites.record_id,
        'netsuite' as target_system,
        customers.record_id as target_record_id,
        'job_of_the_customer' as rule,
        1 as rule_order,
        'a job there is for customer ' || customers.record_number as evidence
    from jobs
    inner join customers on jobs.customer_id_astea = upper(customers.record_number)
    inner join candidates as sites
        on
            jobs.site_id_astea = sites.record_id
            and customers.first_word = sites.first_word
    where sites.system = 'astea'
),

named as (
    select * from by_customer_id
    union all
    select * from by_crm_id_of_the_customer
    union all
    select * from by_billing_id_and_number
    union all
    select * from by_crm_id_of_the_billing_account
    union all
    select * from by_order
    union all
    select * from by_job
),

named_often as (
    select
        system,
        object,
        record_id,
        min(rule_order) as first_rule_order
    from named
    group by system, object, record_id
    having count(*) > 1
),

-- What the first rule names; the others only where it names nobody.
int_accounts__stored_ids as (
    select named.*
    from named
    left join named_often using (system, object, record_id)
    where coalesce(named.rule_order = named_often.first_rule_order, true)
)

select * from int_accounts__stored_ids
