-- One row per account of the CRM that lives or was merged into one that does: the one that lives.
with recursive

accounts as (
    select * from {{ ref('stg_salesforce__accounts') }}
),

-- From each living account back to what was merged into it, and into that.
survivors as (
    select
        account_id_salesforce as former_account_id_salesforce,
        account_id_salesforce
    from accounts
    where not is_deleted and not is_merged
    union all
    select
        accounts.account_id_salesforce as former_account_id_salesforce,
        survivors.account_id_salesforce
    from survivors
    inner join accounts
        on survivors.former_account_id_salesforce = accounts.merged_into_account_id_salesforce
),

int_accounts__crm_survivors as (
    select
        former_account_id_salesforce,
        account_id_salesforce
    from survivors
)

select * from int_accounts__crm_survivors
