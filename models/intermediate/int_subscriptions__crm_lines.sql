-- One row per living subscription of the CRM, or add-on of one, those of drafts included.
with

subscriptions as (
    select * from {{ ref('stg_salesforce__subscriptions') }}
    where not is_deleted
),

products as (
    select * from {{ ref('stg_salesforce__products') }}
),

survivors as (
    select * from {{ ref('int_accounts__crm_survivors') }}
),

links as (
    select * from {{ ref('int_accounts__links') }}
    where system = 'salesforce' and object = 'account' and status = 'confirmed'
),

-- May drop: subscriptions of accounts that were deleted.
int_subscriptions__crm_lines as (
    select
        subscriptions.subscription_id_salesforce,
        subscriptions.parent_subscription_id_salesforce,
        subscriptions.subscription_id_netsuite as stored_record_id_netsuite,
        subscriptions.service_id_gotransverse as stored_service_id_gotransverse,
        survivors.account_id_salesforce,
        links.account_id,
        subscriptions.product_id_salesforce,
        subscriptions.parent_subscription_id_salesforce is not null as is_add_on,
        subscriptions.status = 'Draft' as is_draft,
        subscriptions.subscription_name as product_name,
        upper(products.product_code) as sku,
        subscriptions.status as crm_status,
        {{ canonical_status('subscriptions.status') }} as status,
        subscriptions.starts_on,
        subscriptions.ends_on,
        subscriptions.renewal_type,
        cast(subscriptions.quantity as decimal(18, 8)) as quantity,
        cast(subscriptions.mrr as decimal(18, 6)) as monthly_amount,
        subscriptions.currency
    from subscriptions
    inner join survivors
        on subscriptions.account_id_salesforce = survivors.former_account_id_salesforce
    left join products using (product_id_salesforce)
    left join links on survivors.account_id_salesforce = links.record_id
)

select * from int_subscriptions__crm_lines
