-- One row per account of the CRM that copies a billing account, linked by both halves of its id.
with

linked as (
    select * from {{ ref('int_accounts__stored_ids') }}
    where rule = 'stored_billing_id_and_number' and rule_order = 1
),

crm_accounts as (
    select * from {{ ref('stg_salesforce__accounts') }}
),

links as (
    select * from {{ ref('int_accounts__links') }}
    where system = 'gotransverse' and object = 'billing_accounts'
),

int_accounts__billing_copies as (
    select
        linked.target_record_id as account_id_salesforce,
        linked.record_id as billing_account_id_gotransverse,
        links.account_id,
        crm_accounts.last_synchronized_at,
        coalesce(
            crm_accounts.last_synchronized_at
            >= {{ hours_before_as_of("copy_is_fresh_for_hours") }},
            false
        ) as is_fresh
    from linked
    left join crm_accounts on linked.target_record_id = crm_accounts.account_id_salesforce
    left join links using (record_id)
)

select * from int_accounts__billing_copies
