-- One row per customer that has an account in the CRM, or should have one.
-- Left out: customers of which a person has to say first which account is theirs.
with

customers as (
    select * from {{ ref('accounts') }}
    where is_customer and customer_id_netsuite is not null
),

set_aside as (
    select * from {{ ref('int_landing__set_aside') }}
),

crm_accounts as (
    select * from {{ ref('stg_salesforce__accounts') }}
),

-- An account that may be the customer's, that could not be read, or that somebody deleted.
doubts as (
    select customer_id_netsuite
    from {{ ref('int_accounts__crm_matches') }}
    where standing != 'confirmed'
    union
    select customer_id_netsuite
    from {{ ref('int_accounts__links') }}
    where system = 'salesforce' and status = 'proposed'
    union
    select customer_id_netsuite
    from set_aside
    where system = 'salesforce' and object = 'account'
    union
    select customer_id_netsuite
    from crm_accounts
    where is_deleted and not is_merged
),

int_writing__crm_accounts as (
    select
        customers.account_id,
        customers.customer_id_netsuite,
        customers.name as customer_name,
        customers.currency,
        customers.domain,
        customers.tax_id,
        customers.account_id_salesforce,
        customers.account_id_salesforce is not null as has_crm
    from customers
    left join doubts using (customer_id_netsuite)
    where customers.account_id_salesforce is not null or doubts.customer_id_netsuite is null
)

select * from int_writing__crm_accounts
