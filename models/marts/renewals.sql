-- One row per term of a subscription of the ERP that ends, or has ended, on a day.
with

erp_subscriptions as (
    select * from {{ ref('stg_netsuite__subscriptions') }}
    where subscription_status != 'DRAFT' and ends_on is not null
),

base_lines as (
    select * from {{ ref('subscriptions') }}
    where has_erp and not is_add_on
),

erp_lines as (
    select * from {{ ref('int_subscriptions__erp_lines') }}
    where not is_draft
),

terms as (
    select * from {{ ref('stg_netsuite__subscription_terms') }}
),

currencies as (
    select * from {{ ref('stg_netsuite__currencies') }}
),

orders as (
    select * from {{ ref('int_renewals__orders') }}
),

survivors as (
    select * from {{ ref('int_accounts__crm_survivors') }}
),

links as (
    select * from {{ ref('int_accounts__links') }}
    where system = 'salesforce' and object = 'account' and status = 'confirmed'
),

-- May drop: accounts of the CRM of which it is not certain whose they are.
crm_accounts as (
    select
        survivors.former_account_id_salesforce,
        links.account_id
    from survivors
    inner join links on survivors.account_id_salesforce = links.record_id
),

owners as (
    select * from {{ ref('int_renewals__owners') }}
),

-- One row a subscription: whether its first period is on an invoice.
invoiced as (
    select distinct charges.subscription_id_netsuite
    from {{ ref('stg_netsuite__subscription_charges') }} as charges
    where charges.invoice_id_netsuite is not null
),

-- One row a subscription: what the lines that go on come to a month.
monthly_amounts as (
    select
        subscription_id_netsuite,
        {{ complete_sum('mrr') }} as mrr
    from erp_lines
    where is_in_renewal
    group by subscription_id_netsuite
),

ending as (
    select
        base_lines.subscription_id,
        base_lines.account_id,
        base_lines.product_name,
        base_lines.verdict in ('missing_in_billing', 'missing_in_crm', 'not_compared')
            as is_subscription_missing,
        erp_subscriptions.subscription_id_netsuite,
        erp_subscriptions.subscription_number,
        erp_subscriptions.ends_on,
        case
            when base_lines.renewal_type_crm = 'High Touch' then 'high'
            when base_lines.renewal_type_crm = 'Auto-Renew' then 'low'
            when base_lines.renewal_type_crm is not null then 'none'
            when erp_subscriptions.is_auto_renewed then 'low'
            else 'high'
        end as touch,
        base_lines.status_erp,
        {{ days_between(as_of(), 'erp_subscriptions.ends_on') }} as days_left,
        monthly_amounts.mrr,
        {{ term_months('terms.term_length', 'terms.term_unit') }} as term_months,
        currencies.currency,
        orders.change_order_id_netsuite,
        orders.change_order_number,
        coalesce(orders.is_approved, false) as is_approved,
        coalesce(orders.is_approved and orders.is_by_new_subscription, false) as is_expected,
        coalesce(orders.renewal_months, {{ term_months('terms.term_length', 'terms.term_unit') }})
            as renewal_months,
        orders.renewal_subscription_id_netsuite,
        orders.renewal_subscription_number,
        orders.renewal_subscription_status,
        orders.renewal_starts_on,
        orders.renewal_mrr,
        orders.sales_order_id_netsuite,
        orders.sales_order_number,
        orders.sales_order_status,
        orders.sales_order_amount,
        orders.step_error,
        orders.subscription_change_order_id_salesforce,
        orders.renewal_subscription_id_salesforce,
        orders.opportunity_id_salesforce,
        orders.opportunity_stage,
        coalesce(orders.is_opportunity_lost, false) as is_opportunity_lost,
        orders.opportunity_amount,
        orders.opportunity_currency,
        crm_accounts.account_id as opportunity_account_id,
        invoiced.subscription_id_netsuite is not null as is_renewal_invoiced,
        coalesce(owners.renewal_owner, 'HUBSPOT') as renewal_owner,
        coalesce(owners.renewal_owner_source, 'no_partner') as renewal_owner_source,
        owners.notice_recipients
    from erp_subscriptions
    inner join base_lines using (subscription_id_netsuite)
    left join monthly_amounts using (subscription_id_netsuite)
    left join terms using (term_id_netsuite)
    left join currencies using (currency_id_netsuite)
    left join orders using (subscription_id_netsuite)
    left join invoiced
        on orders.renewal_subscription_id_netsuite = invoiced.subscription_id_netsuite
    left join crm_accounts
        on orders.opportunity_account_id_salesforce = crm_accounts.former_account_id_salesforce
    left join owners on base_lines.account_id = owners.account_id
),

-- The first step that should have happened and did not; each counts against the one before it.
judged as (
    select
        *,
        days_left between 0 and {{ var('renewal_window_days') }} as is_due,
        case
            when is_subscription_missing then 'none'
            when
                touch = 'high'
                and status_erp = 'active'
                and change_order_id_netsuite is null
                and days_left between 0 and {{ var('renewal_window_days') }}
                then 'change_order'
            when not is_expected then 'none'
            when sales_order_id_netsuite is null or renewal_subscription_id_netsuite is null
                then 'sales_order'
            when subscription_change_order_id_salesforce is null then 'crm_change_order'
            when renewal_subscription_id_salesforce is null then 'renewal_subscription'
            when opportunity_id_salesforce is null then 'opportunity'
            else 'none'
        end as missing_step,
        not is_subscription_missing
        and is_expected
        and coalesce(renewal_starts_on != {{ add_days('ends_on', 1) }}, false) as is_start_off,
        case
            when is_subscription_missing or not is_expected then 'none'
            when sales_order_id_netsuite is null or opportunity_id_salesforce is null then 'none'
            when opportunity_account_id != account_id then 'account'
            when is_opportunity_lost and sales_order_status not in ('C', 'H') then 'stage'
            when
                opportunity_currency = currency
                and opportunity_amount != sales_order_amount
                then 'amount'
            else 'none'
        end as opportunity_difference
    from ending
),

renewals as (
    select
        {{ renewal_id('subscription_id_netsuite', 'ends_on') }} as renewal_id,
        account_id,
        subscription_id,
        subscription_id_netsuite,
        subscription_number,
        product_name,
        touch,
        ends_on,
        days_left,
        change_order_id_netsuite,
        change_order_number,
        renewal_subscription_id_netsuite,
        renewal_subscription_number,
        renewal_starts_on,
        sales_order_id_netsuite,
        sales_order_number,
        step_error,
        subscription_change_order_id_salesforce,
        renewal_subscription_id_salesforce,
        opportunity_id_salesforce,
        opportunity_account_id,
        opportunity_stage,
        opportunity_amount,
        case
            when renewal_subscription_status = 'ACTIVE' and is_renewal_invoiced then 'renewed'
            when renewal_subscription_status in ('ACTIVE', 'PENDING_ACTIVATION') then 'activated'
            when status_erp = 'ended' then 'ended'
            when is_expected and missing_step = 'none' then 'ordered'
            when is_approved then 'approved'
            when change_order_id_netsuite is not null then 'pending_approval'
            when touch = 'none' then 'expires'
            when days_left < 0 then 'lapsed'
            when not is_due then 'not_due'
            when touch = 'low' then 'automatic'
            else 'not_started'
        end as renewal_status,
        cast(
            coalesce(
                sales_order_amount,
                renewal_mrr * renewal_months,
                mrr * term_months
            ) as decimal(18, 2)
        ) as amount,
        cast(coalesce(renewal_mrr, mrr) as decimal(18, 2)) as mrr,
        currency,
        renewal_owner,
        renewal_owner_source,
        notice_recipients,
        missing_step,
        is_start_off,
        opportunity_difference,
        case
            when missing_step != 'none' then missing_step || '_missing'
            when is_subscription_missing then 'not_compared'
            when opportunity_difference = 'account' then 'opportunity_of_another_account'
            when opportunity_difference = 'stage' then 'opportunity_lost'
            when is_start_off then 'renewal_start_differs'
            when opportunity_difference = 'amount' then 'opportunity_amount_differs'
            else 'agrees'
        end as verdict
    from judged
)

select * from renewals
