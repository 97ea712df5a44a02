-- One row per difference found in a renewal, or in what a partner client says of one.
with

renewals as (
    select * from {{ ref('renewals') }}
),

clients as (
    select * from {{ ref('int_renewals__partner_clients') }}
),

accounts as (
    select
        {{ account_id('netsuite', 'customer_id_netsuite') }} as account_id,
        customer_name
    from {{ ref('stg_netsuite__customers') }}
),

missing as (
    select
        'missing_right' as kind,
        missing_step as field,
        account_id,
        'netsuite' as left_system,
        case
            when missing_step = 'change_order' then 'subscription'
            when missing_step in ('sales_order', 'crm_change_order') then 'subscriptionchangeorder'
            when missing_step = 'renewal_subscription' then 'subscription'
            else 'transaction'
        end as left_object,
        case
            when missing_step = 'change_order' then subscription_id_netsuite
            when missing_step in ('sales_order', 'crm_change_order') then change_order_id_netsuite
            when missing_step = 'renewal_subscription' then renewal_subscription_id_netsuite
            else sales_order_id_netsuite
        end as left_record_id,
        case
            when missing_step = 'change_order' then subscription_number
            when missing_step in ('sales_order', 'crm_change_order') then change_order_number
            when missing_step = 'renewal_subscription' then renewal_subscription_number
            else sales_order_number
        end as left_value,
        case
            when missing_step in ('change_order', 'sales_order') then 'netsuite'
            else 'salesforce'
        end as right_system,
        case
            when missing_step = 'change_order' then 'subscriptionchangeorder'
            when missing_step = 'sales_order' then 'transaction'
            when missing_step = 'crm_change_order' then 'subscription_change_order'
            when missing_step = 'renewal_subscription' then 'subscription'
            else 'opportunity'
        end as right_object,
        '' as right_record_id,
        cast(null as string) as right_value,
        case
            when missing_step = 'crm_change_order' then null
            when missing_step = 'renewal_subscription' then mrr
            else amount
        end as amount,
        case when missing_step != 'crm_change_order' then currency end as currency,
        case
            when missing_step = 'change_order'
                then
                    'subscription ' || subscription_number || ' ends on ' || cast(ends_on as string)
                    || ' and is renewed by hand, but no change order renews it'
            when missing_step = 'sales_order'
                then
                    'change order '
                    || change_order_number
                    || ' was approved and has made no sales order'
                    || coalesce(' (' || step_error || ')', '')
            when missing_step = 'crm_change_order'
                then 'change order ' || change_order_number || ' of a renewal is unknown to the CRM'
            when missing_step = 'renewal_subscription'
                then
                    'draft ' || renewal_subscription_number || ' of a renewal is unknown to the CRM'
            else
                'sales order '
                || sales_order_number
                || ' of a renewal has not become an opportunity'
        end as finding
    from renewals
    where missing_step != 'none'
),

starting_otherwise as (
    select
        'term' as kind,
        'renewal_start' as field,
        account_id,
        'netsuite' as left_system,
        'subscription' as left_object,
        subscription_id_netsuite as left_record_id,
        cast(ends_on as string) as left_value,
        'netsuite' as right_system,
        'subscription' as right_object,
        renewal_subscription_id_netsuite as right_record_id,
        cast(renewal_starts_on as string) as right_value,
        cast(null as decimal(18, 2)) as amount,
        cast(null as string) as currency,
        'subscription ' || subscription_number || ' ends on ' || cast(ends_on as string)
        || ', its renewal ' || renewal_subscription_number || ' starts on '
        || cast(renewal_starts_on as string) || case
            when renewal_starts_on > ends_on then ': a gap'
            else ': the terms overlap'
        end as finding
    from renewals
    where is_start_off
),

differing_opportunities as (
    select
        renewals.*,
        coalesce(other_accounts.customer_name, renewals.opportunity_account_id)
            as other_account_name
    from renewals
    left join accounts as other_accounts
        on renewals.opportunity_account_id = other_accounts.account_id
    where renewals.opportunity_difference != 'none'
),

opportunity_breaks as (
    select
        case
            when opportunity_difference = 'account' then 'ownership'
            when opportunity_difference = 'stage' then 'status'
            else 'amount'
        end as kind,
        case
            when opportunity_difference = 'account' then 'opportunity'
            when opportunity_difference = 'stage' then 'opportunity_stage'
            else 'opportunity_amount'
        end as field,
        account_id,
        'netsuite' as left_system,
        'transaction' as left_object,
        sales_order_id_netsuite as left_record_id,
        case
            when opportunity_difference = 'account' then account_id
            when opportunity_difference = 'stage' then 'open'
            else cast(amount as string)
        end as left_value,
        'salesforce' as right_system,
        'opportunity' as right_object,
        opportunity_id_salesforce as right_record_id,
        case
            when opportunity_difference = 'account' then opportunity_account_id
            when opportunity_difference = 'stage' then opportunity_stage
            else cast(opportunity_amount as string)
        end as right_value,
        case
            when opportunity_difference = 'amount'
                then cast(amount - opportunity_amount as decimal(18, 2))
        end as amount,
        case when opportunity_difference = 'amount' then currency end as currency,
        'sales order ' || sales_order_number || case
            when opportunity_difference = 'account'
                then
                    ' of a renewal has its opportunity under '
                    || other_account_name
            when opportunity_difference = 'stage'
                then ' of a renewal is open, its opportunity is lost (' || opportunity_stage || ')'
            else
                ' comes to ' || cast(amount as string) || ' ' || currency
                || ', its opportunity to ' || cast(opportunity_amount as string) || ' ' || currency
        end as finding
    from differing_opportunities
),

contacts_gone as (
    select
        'mapping' as kind,
        'renewal_contact' as field,
        account_id,
        'hubspot' as left_system,
        'partner_clients' as left_object,
        partner_client_id_hubspot as left_record_id,
        renewal_contact as left_value,
        'hubspot' as right_system,
        'owners' as right_object,
        coalesce(renewal_contact_owner_id_hubspot, '') as right_record_id,
        cast(null as string) as right_value,
        cast(null as decimal(18, 2)) as amount,
        cast(null as string) as currency,
        'notices of renewals go to ' || case
            when renewal_contact is null then 'the partner alone, and nobody is named there'
            when renewal_contact_owner_id_hubspot is null
                then renewal_contact || ' alone, who is no owner in HubSpot'
            else renewal_contact || ' alone, who has left'
        end as finding
    from clients
    where is_contact_gone
),

renewing_otherwise as (
    select
        'term' as kind,
        'next_renewal_on' as field,
        account_id,
        'netsuite' as left_system,
        'subscription' as left_object,
        coalesce(next_subscription_id_netsuite, '') as left_record_id,
        cast(next_renewal_on_erp as string) as left_value,
        'hubspot' as right_system,
        'partner_clients' as right_object,
        partner_client_id_hubspot as right_record_id,
        cast(next_renewal_on as string) as right_value,
        cast(null as decimal(18, 2)) as amount,
        cast(null as string) as currency,
        'partner client ' || client_name || ' renews on '
        || coalesce(cast(next_renewal_on as string), 'no day') || ' in HubSpot; '
        || coalesce(
            'subscription ' || next_subscription_number || ' begins its next term on '
            || cast(next_renewal_on_erp as string),
            'no active subscription of the customer ends'
        ) as finding
    from clients
    where (next_renewal_on is distinct from next_renewal_on_erp)
),

paying_otherwise as (
    select
        'amount' as kind,
        'partner_mrr' as field,
        account_id,
        'netsuite' as left_system,
        'customer' as left_object,
        customer_id_netsuite as left_record_id,
        cast(mrr_erp as string) as left_value,
        'hubspot' as right_system,
        'partner_clients' as right_object,
        partner_client_id_hubspot as right_record_id,
        cast(mrr as string) as right_value,
        cast(mrr_erp - mrr as decimal(18, 2)) as amount,
        currency,
        'the subscriptions of the ERP come to ' || cast(mrr_erp as string) || ' ' || currency
        || ' a month, partner client ' || client_name || ' to ' || cast(mrr as string) || ' '
        || currency as finding
    from clients
    where is_mrr_comparable and mrr_erp != mrr
),

found as (
    select * from missing
    union all
    select * from starting_otherwise
    union all
    select * from opportunity_breaks
    union all
    select * from contacts_gone
    union all
    select * from renewing_otherwise
    union all
    select * from paying_otherwise
),

int_breaks__renewals as (
    select
        'renewals' as recon,
        found.kind,
        found.field,
        found.account_id,
        found.left_system,
        found.left_object,
        found.left_record_id,
        found.left_value,
        found.right_system,
        found.right_object,
        found.right_record_id,
        found.right_value,
        cast(found.amount as decimal(18, 2)) as amount,
        found.currency,
        coalesce(accounts.customer_name || ': ', '') || found.finding || '.' as explanation
    from found
    left join accounts using (account_id)
)

select * from int_breaks__renewals
