-- One row per term of a subscription that a change order renews: what became of it, step by step.
with

change_orders as (
    select * from {{ ref('stg_netsuite__subscription_change_orders') }}
    where
        change_action = 'RENEW'
        and approval_status in ('PENDING_APPROVAL', 'APPROVED')
        and coalesce(change_order_status, 'ACTIVE') != 'VOIDED'
),

subscriptions as (
    select * from {{ ref('stg_netsuite__subscriptions') }}
),

terms as (
    select * from {{ ref('stg_netsuite__subscription_terms') }}
),

steps as (
    select * from {{ ref('stg_netsuite__renewal_steps') }}
),

erp_lines as (
    select * from {{ ref('int_subscriptions__erp_lines') }}
),

sales_orders as (
    select * from {{ ref('stg_netsuite__transactions') }}
    where transaction_type = 'SalesOrd'
),

crm_change_orders as (
    select * from {{ ref('stg_salesforce__subscription_change_orders') }}
    where not is_deleted and change_order_id_netsuite is not null
),

crm_subscriptions as (
    select * from {{ ref('int_subscriptions__crm_lines') }}
),

opportunities as (
    select * from {{ ref('stg_salesforce__opportunities') }}
    where not is_deleted and sales_order_id_netsuite is not null
),

-- One row a change order: the two records that its steps have made, where they have.
made as (
    select
        change_order_id_netsuite,
        max(renewal_subscription_id_netsuite) filter (
            where step = 'CREATE_NEW_SUBSCRIPTION' and step_status = 'SUCCESS'
        ) as renewal_subscription_id_netsuite,
        max(transaction_id_netsuite) filter (
            where step = 'CREATE_NEW_SALES_TRANSACTION' and step_status = 'SUCCESS'
        ) as transaction_id_netsuite,
        max(step_error) filter (where step_status = 'FAILURE') as step_error
    from steps
    group by change_order_id_netsuite
),

-- One row a subscription: what its recurring lines come to a month.
monthly_amounts as (
    select
        subscription_id_netsuite,
        {{ complete_sum('mrr') }} as mrr
    from erp_lines
    group by subscription_id_netsuite
),

-- A renewal that ends with the present term has made it: what counts is the one of the next term.
of_next_term as (
    select change_orders.*
    from change_orders
    inner join subscriptions using (subscription_id_netsuite)
    where
        subscriptions.ends_on is not null
        and (
            change_orders.renewal_ends_on is null
            or change_orders.renewal_ends_on > subscriptions.ends_on
        )
    qualify row_number() over (
        partition by change_orders.subscription_id_netsuite
        order by
            change_orders.created_at desc nulls last, change_orders.change_order_id_netsuite asc
    ) = 1
),

int_renewals__orders as (
    select
        of_next_term.subscription_id_netsuite,
        of_next_term.change_order_id_netsuite,
        of_next_term.change_order_number,
        of_next_term.approval_status = 'APPROVED' as is_approved,
        coalesce(of_next_term.renewal_method, '')
        = 'CREATE_NEW_SUBSCRIPTION' as is_by_new_subscription,
        {{ term_months('terms.term_length', 'terms.term_unit') }} as renewal_months,
        renewals.subscription_id_netsuite as renewal_subscription_id_netsuite,
        renewals.subscription_number as renewal_subscription_number,
        renewals.subscription_status as renewal_subscription_status,
        renewals.starts_on as renewal_starts_on,
        monthly_amounts.mrr as renewal_mrr,
        sales_orders.transaction_id_netsuite as sales_order_id_netsuite,
        sales_orders.transaction_number as sales_order_number,
        sales_orders.status as sales_order_status,
        sales_orders.total_amount as sales_order_amount,
        made.step_error,
        crm_change_orders.subscription_change_order_id_salesforce,
        crm_subscriptions.subscription_id_salesforce as renewal_subscription_id_salesforce,
        opportunities.opportunity_id_salesforce,
        opportunities.account_id_salesforce as opportunity_account_id_salesforce,
        opportunities.stage as opportunity_stage,
        opportunities.is_closed and not opportunities.is_won as is_opportunity_lost,
        opportunities.amount as opportunity_amount,
        opportunities.currency as opportunity_currency
    from of_next_term
    left join terms on of_next_term.renewal_term_id_netsuite = terms.term_id_netsuite
    left join made using (change_order_id_netsuite)
    left join subscriptions as renewals
        on made.renewal_subscription_id_netsuite = renewals.subscription_id_netsuite
    left join monthly_amounts
        on made.renewal_subscription_id_netsuite = monthly_amounts.subscription_id_netsuite
    left join sales_orders
        on made.transaction_id_netsuite = sales_orders.transaction_id_netsuite
    left join crm_change_orders
        on of_next_term.change_order_id_netsuite = crm_change_orders.change_order_id_netsuite
    left join crm_subscriptions
        on made.renewal_subscription_id_netsuite = crm_subscriptions.stored_record_id_netsuite
    left join opportunities
        on made.transaction_id_netsuite = opportunities.sales_order_id_netsuite
)

select * from int_renewals__orders
