-- One row per customer of the ERP: its own organization, and why one may not be written.
with

customers as (
    select
        *,
        {{ is_customer() }} as is_customer
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

-- Customers that bear the name of an organization that could be several customers'.
ambiguous_customers as (
    select
        customers.customer_id_netsuite,
        ambiguous_names.name_key
    from customers
    left join matched using (customer_id_netsuite)
    inner join ambiguous_names
        on {{ name_key('customers.customer_name') }} = ambiguous_names.name_key
    where matched.organization_id_zendesk is null
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

int_accounts__customers as (
    select
        {{ account_id('netsuite', 'customers.customer_id_netsuite') }} as account_id,
        customers.customer_name,
        matched.domain as organization_domain,
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
            when ambiguous_customers.name_key is not null then 'organization_of_same_name'
            when organizations_set_aside.customer_id_netsuite is not null
                then 'organization_set_aside'
            when matched.deleted_count > 0 then 'organization_deleted'
            when external_ids.customer_id_netsuite is not null then 'external_id_taken'
            else 'nothing'
        end as held_by,
        case
            when matched.organization_id_zendesk is not null then 'confirmed'
            when matched.duplicate_count > 0 or matched.namesake_count > 0 then 'proposed'
            when ambiguous_customers.name_key is not null then 'proposed'
            when not customers.is_customer then 'not_expected'
            when matched.deleted_count > 0 then 'deleted'
            else 'missing'
        end as link_status
    from customers
    left join currencies using (currency_id_netsuite)
    left join matched using (customer_id_netsuite)
    left join ambiguous_customers using (customer_id_netsuite)
    left join organizations_set_aside using (customer_id_netsuite)
    left join external_ids using (customer_id_netsuite)
)

select * from int_accounts__customers
