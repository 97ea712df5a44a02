-- One row per real customer: a customer record of the ERP, or a record elsewhere that none owns.
with

customers as (
    select * from {{ ref('int_accounts__customers') }}
),

organizations as (
    select * from {{ ref('int_accounts__organization_matches') }}
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
        account_id,
        max(domain) filter (where system = 'netsuite') as domain_erp,
        max(domain) filter (where system = 'salesforce') as domain_crm,
        max(domain) filter (where object = 'companies') as domain_partner,
        max(tax_id) filter (where system = 'netsuite') as tax_id_erp,
        max(tax_id) filter (where system = 'salesforce') as tax_id_crm,
        max(tax_id) filter (where system = 'gotransverse') as tax_id_billing,
        max(tax_id) filter (where system = 'astea') as tax_id_site
    from links
    where status = 'confirmed' and (domain is not null or tax_id is not null)
    group by account_id
),

customer_accounts as (
    select
        account_id,
        customer_name as name,
        organization_domain as domain,
        currency,
        is_customer,
        customer_id_netsuite,
        entity_id_netsuite,
        organization_id_zendesk,
        organization_external_id,
        held_by,
        link_status
    from customers
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

-- Records that no customer of the ERP owns: among them those that found an account.
unowned as (
    select
        system,
        object,
        record_id,
        account_id
    from links
    where customer_id_netsuite is null and system not in ('netsuite', 'zendesk')
),

-- Whoever is known elsewhere only: prospects, strangers, records that a person has to look at.
-- May drop: records that are another one's account.
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
    inner join unowned using (system, object, record_id)
    where candidates.own_account_id = unowned.account_id
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
