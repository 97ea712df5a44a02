-- One row per billing account that is a customer's: the CRM account that it should name.
with

wanted as (
    select * from {{ ref('int_writing__crm_accounts') }}
),

links as (
    select * from {{ ref('int_accounts__links') }}
    where system = 'gotransverse' and object = 'billing_accounts' and status = 'confirmed'
),

billing_accounts as (
    select * from {{ ref('stg_gotransverse__billing_accounts') }}
    where coalesce(account_status, '') != 'CLOSED'
),

survivors as (
    select * from {{ ref('int_accounts__crm_survivors') }}
),

crm_links as (
    select * from {{ ref('int_accounts__links') }}
    where system = 'salesforce' and object = 'account' and status = 'confirmed'
),

-- May drop: billing accounts that name no living account of the CRM.
named as (
    select
        billing_accounts.billing_account_id_gotransverse,
        survivors.account_id_salesforce,
        crm_links.account_id
    from billing_accounts
    inner join survivors
        on billing_accounts.external_account_number = survivors.former_account_id_salesforce
    inner join crm_links on survivors.account_id_salesforce = crm_links.record_id
),

-- One that names an account of its customer already keeps it: a customer may have several.
-- May drop: billing accounts of whoever is no customer.
sync_gotransverse__billing_accounts as (
    select
        wanted.account_id,
        wanted.customer_id_netsuite,
        billing_accounts.account_name,
        billing_accounts.billing_account_id_gotransverse,
        coalesce(named.account_id_salesforce, wanted.account_id_salesforce)
            as account_id_salesforce,
        wanted.customer_id_netsuite as crm_account_key
    from billing_accounts
    inner join links on billing_accounts.billing_account_id_gotransverse = links.record_id
    inner join wanted using (account_id)
    left join named
        on
            billing_accounts.billing_account_id_gotransverse = named.billing_account_id_gotransverse
            and wanted.account_id = named.account_id
)

select * from sync_gotransverse__billing_accounts
