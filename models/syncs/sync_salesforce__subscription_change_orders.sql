-- One row per change order of the ERP on a subscription that the CRM has or should have.
with

change_orders as (
    select * from {{ ref('stg_netsuite__subscription_change_orders') }}
),

subscriptions as (
    select * from {{ ref('int_writing__crm_subscriptions') }}
    where not is_add_on
),

renewals as (
    select * from {{ ref('int_renewals__orders') }}
),

opportunities as (
    select * from {{ ref('int_writing__renewal_orders') }}
),

held as (
    select
        change_order_id_netsuite,
        min(subscription_change_order_id_salesforce) as subscription_change_order_id_salesforce
    from {{ ref('stg_salesforce__subscription_change_orders') }}
    where not is_deleted and change_order_id_netsuite is not null
    group by change_order_id_netsuite
),

deleted as (
    select distinct change_order_id_netsuite
    from {{ ref('stg_salesforce__subscription_change_orders') }}
    where is_deleted and change_order_id_netsuite is not null
),

drafts as (
    select
        record_id_netsuite,
        count(*) as line_count
    from subscriptions
    group by record_id_netsuite
),

-- May drop: change orders of subscriptions that the CRM does not get, and those deleted there.
sync_salesforce__subscription_change_orders as (
    select
        subscriptions.account_id,
        change_orders.change_order_id_netsuite,
        held.subscription_change_order_id_salesforce,
        change_orders.change_order_number,
        change_orders.subscription_id_netsuite as subscription_key,
        case change_orders.change_action
            when 'ACTIVATE' then 'Activate'
            when 'MODIFY_PRICING' then 'Modify Pricing'
            when 'SUSPEND' then 'Suspend'
            when 'REACTIVATE' then 'Reactivate'
            when 'RENEW' then 'Renew'
            when 'TERMINATE' then 'Terminate'
        end as change_action,
        case
            when change_orders.change_order_status = 'VOIDED' then 'Voided'
            when change_orders.approval_status = 'PENDING_APPROVAL' then 'Pending Approval'
            when change_orders.approval_status = 'APPROVED' then 'Active'
        end as change_order_status,
        change_orders.effective_on,
        case
            when drafts.record_id_netsuite is not null
                then renewals.renewal_subscription_id_netsuite
        end as renewal_subscription_key,
        opportunities.sales_order_id_netsuite as opportunity_key
    from change_orders
    inner join subscriptions
        on change_orders.subscription_id_netsuite = subscriptions.record_id_netsuite
    left join renewals using (change_order_id_netsuite)
    left join drafts
        on renewals.renewal_subscription_id_netsuite = drafts.record_id_netsuite
    left join opportunities using (change_order_id_netsuite)
    left join held using (change_order_id_netsuite)
    left join deleted using (change_order_id_netsuite)
    where
        held.change_order_id_netsuite is not null or deleted.change_order_id_netsuite is null
)

select * from sync_salesforce__subscription_change_orders
