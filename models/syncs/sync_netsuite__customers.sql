-- One row per customer that has an account in the CRM, or should: the id of that account.
with

wanted as (
    select * from {{ ref('int_writing__crm_accounts') }}
),

sync_netsuite__customers as (
    select
        account_id,
        customer_id_netsuite,
        customer_name,
        account_id_salesforce,
        customer_id_netsuite as crm_account_key
    from wanted
)

select * from sync_netsuite__customers
