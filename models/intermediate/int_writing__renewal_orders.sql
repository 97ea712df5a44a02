-- One row per sales order of a renewal that is, or is to become, an opportunity of the CRM.
-- Left out: renewals that nobody has to win, since they happen by themselves.
with

renewals as (
    select * from {{ ref('renewals') }}
    where touch = 'high' and sales_order_id_netsuite is not null
),

orders as (
    select * from {{ ref('int_renewals__orders') }}
    where is_approved and is_by_new_subscription
),

customers as (
    select * from {{ ref('int_writing__crm_accounts') }}
),

subscriptions as (
    select * from {{ ref('int_writing__crm_subscriptions') }}
),

deleted as (
    select distinct sales_order_id_netsuite
    from {{ ref('stg_salesforce__opportunities') }}
    where is_deleted and sales_order_id_netsuite is not null
),

opportunities as (
    select
        *,
        opportunity_id_salesforce in (
            select opportunity_lines.opportunity_id_salesforce
            from {{ ref('stg_salesforce__opportunity_lines') }} as opportunity_lines
            where not opportunity_lines.is_deleted
        ) as has_lines
    from {{ ref('stg_salesforce__opportunities') }}
    where not is_deleted
),

-- An order that was closed or cancelled before anybody heard of it becomes none.
int_writing__renewal_orders as (
    select
        renewals.renewal_id,
        renewals.account_id,
        customers.customer_id_netsuite,
        renewals.subscription_id_netsuite,
        renewals.change_order_id_netsuite,
        renewals.sales_order_id_netsuite,
        renewals.sales_order_number,
        renewals.product_name,
        renewals.ends_on,
        orders.renewal_starts_on,
        orders.sales_order_amount,
        renewals.currency,
        renewals.opportunity_id_salesforce,
        renewals.opportunity_id_salesforce is not null as has_crm,
        coalesce(opportunities.is_closed, false) as is_closed_in_crm,
        coalesce(opportunities.has_lines, false) as has_lines,
        opportunities.currency as currency_crm
    from renewals
    inner join orders using (change_order_id_netsuite)
    inner join customers using (account_id)
    inner join subscriptions
        on renewals.subscription_id_netsuite = subscriptions.record_id_netsuite
    left join opportunities
        on renewals.opportunity_id_salesforce = opportunities.opportunity_id_salesforce
    left join deleted
        on renewals.sales_order_id_netsuite = deleted.sales_order_id_netsuite
    where
        renewals.opportunity_id_salesforce is not null
        or (
            {{ var('opportunities_from_sales_orders') }}
            and deleted.sales_order_id_netsuite is null
            and orders.sales_order_status not in ('C', 'H')
        )
)

select * from int_writing__renewal_orders
