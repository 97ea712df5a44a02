-- One row per real customer: a customer record of the ERP, or an organization that none owns.
with

customers as (
    select
        *,
        {{ is_customer() }} as is_customer,
        {{ name_key('customer_name') }} as name_key
    from {{ ref('stg_netsuite__customers') }}
),

currencies as (
    select * from {{ ref('stg_netsuite__currencies') }}
),

organizations as (
    select * from {{ ref('int_accounts__organization_matches') }}
),

set_aside as (
    select * from {{ ref('int_landing__set_aside') }}
),

-- One row a customer that an organization is, was or may be of.
matched as (
    select
        customer_id_netsuite,
        max(organization_id_zendesk) filter (where status = 'confirmed') as organization_id_zendesk,
        max(external_id) filter (where status = 'confirmed') as organization_external_id,
        max(domain) filter (where status = 'confirmed') as domain,
        count(*) filter (where status = 'proposed' and rule = 'same_name') as namesake_count,
        count(*) filter (where status = 'proposed' and rule != 'same_name') as duplicate_count,
        count(*) filter (where status = 'deleted') as deleted_count
    from organizations
    where customer_id_netsuite is not null
    group by customer_id_netsuite
),

ambiguous_names as (
    select distinct name_key
    from organizations
    where rule = 'several_of_this_name'
),

organizations_set_aside as (
    select distinct lower(trim(external_id)) as customer_id_netsuite
    from set_aside
    where system = 'zendesk' and object = 'organizations' and external_id is not null
),

-- One row an external id that a live organization bears.
external_ids as (
    select distinct lower(trim(external_id)) as customer_id_netsuite
    from organizations
    where not is_deleted and external_id is not null
),

customer_accounts as (
    select
        {{ account_id('netsuite', 'customers.customer_id_netsuite') }} as account_id,
        customers.customer_name as name,
        matched.domain,
        currencies.currency,
        customers.is_customer,
        customers.customer_id_netsuite,
        customers.entity_id_netsuite,
        matched.organization_id_zendesk,
        matched.organization_external_id,
        case
            when matched.organization_id_zendesk is not null then 'nothing'
            when matched.duplicate_count > 0 then 'duplicate_organizations'
            when matched.namesake_count > 0 then 'organization_of_same_name'
            when ambiguous_names.name_key is not null then 'organization_of_same_name'
            when organizations_set_aside.customer_id_netsuite is not null
                then 'organization_set_aside'
            when matched.deleted_count > 0 then 'organization_deleted'
            when external_ids.customer_id_netsuite is not null then 'external_id_taken'
            else 'nothing'
        end as held_by,
        case
            when matched.organization_id_zendesk is not null then 'confirmed'
            when matched.duplicate_count > 0 or matched.namesake_count > 0 then 'proposed'
            when ambiguous_names.name_key is not null then 'proposed'
            when not customers.is_customer then 'not_expected'
            when matched.deleted_count > 0 then 'deleted'
            else 'missing'
        end as link_status
    from customers
    left join currencies using (currency_id_netsuite)
    left join matched using (customer_id_netsuite)
    left join ambiguous_names using (name_key)
    left join organizations_set_aside using (customer_id_netsuite)
    left join external_ids using (customer_id_netsuite)
),

organization_accounts as (
    select
        {{ account_id('zendesk', 'organization_id_zendesk') }} as account_id,
        organization_name as name,
        domain,
        cast(null as string) as currency,
        false as is_customer,
        cast(null as string) as customer_id_netsuite,
        cast(null as string) as entity_id_netsuite,
        organization_id_zendesk,
        external_id as organization_external_id,
        'nothing' as held_by,
        'unowned' as link_status
    from organizations
    where not is_deleted and customer_id_netsuite is null
),

united as (
    select * from customer_accounts
    union all
    select * from organization_accounts
),

accounts as (
    select
        account_id,
        name,
        domain,
        cast(null as string) as tax_id,
        currency,
        is_customer,
        cast(null as string) as account_id_salesforce,
        customer_id_netsuite,
        entity_id_netsuite,
        cast(null as string) as billing_account_id_gotransverse,
        organization_id_zendesk,
        organization_external_id,
        cast(null as string) as company_id_hubspot,
        cast(null as string) as customer_id_bigcommerce,
        cast(null as string) as site_id_astea,
        link_status,
        held_by
    from united
)

select * from accounts
