-- One row per real customer: a customer record of the ERP, or a record elsewhere that none owns.
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

candidates as (
    select * from {{ ref('int_accounts__candidates') }}
),

links as (
    select * from {{ ref('int_accounts__links') }}
),

primary_ids as (
    select * from {{ ref('int_accounts__primary_ids') }}
),

-- What the records of an account say of it, the ERP first: each has gaps of its own.
known as (
    select
        links.account_id,
        max(candidates.domain) filter (where candidates.system = 'netsuite') as domain_erp,
        max(candidates.domain) filter (where candidates.system = 'salesforce') as domain_crm,
        max(candidates.domain) filter (where candidates.object = 'companies') as domain_partner,
        max(candidates.tax_id) filter (where candidates.system = 'netsuite') as tax_id_erp,
        max(candidates.tax_id) filter (where candidates.system = 'salesforce') as tax_id_crm,
        max(candidates.tax_id) filter (where candidates.system = 'gotransverse') as tax_id_billing,
        max(candidates.tax_id) filter (where candidates.system = 'astea') as tax_id_site
    from links
    left join candidates using (system, object, record_id)
    where links.status = 'confirmed'
    group by links.account_id
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

-- Whoever is known elsewhere only: prospects, strangers, records that a person has to look at.
other_accounts as (
    select
        candidates.own_account_id as account_id,
        candidates.name,
        cast(null as string) as domain,
        candidates.currency,
        false as is_customer,
        cast(null as string) as customer_id_netsuite,
        cast(null as string) as entity_id_netsuite,
        cast(null as string) as organization_id_zendesk,
        cast(null as string) as organization_external_id,
        'nothing' as held_by,
        'unowned' as link_status
    from candidates
    left join links using (system, object, record_id)
    where
        candidates.system not in ('netsuite', 'zendesk')
        and candidates.own_account_id = links.account_id
),

united as (
    select * from customer_accounts
    union all
    select * from organization_accounts
    union all
    select * from other_accounts
),

accounts as (
    select
        united.account_id,
        united.name,
        coalesce(
            united.domain, known.domain_erp, known.domain_crm, known.domain_partner
        ) as domain,
        coalesce(
            known.tax_id_erp, known.tax_id_crm, known.tax_id_billing, known.tax_id_site
        ) as tax_id,
        united.currency,
        united.is_customer,
        primary_ids.account_id_salesforce,
        united.customer_id_netsuite,
        united.entity_id_netsuite,
        primary_ids.billing_account_id_gotransverse,
        united.organization_id_zendesk,
        united.organization_external_id,
        primary_ids.company_id_hubspot,
        primary_ids.partner_client_id_hubspot,
        primary_ids.customer_id_bigcommerce,
        primary_ids.site_id_astea,
        united.link_status,
        united.held_by
    from united
    left join primary_ids using (account_id)
    left join known using (account_id)
)

select * from accounts
