-- One row per difference found between the ERP's customers and the helpdesk's organizations.
with

accounts as (
    select * from {{ ref('accounts') }}
),

organizations as (
    select * from {{ ref('int_accounts__organization_matches') }}
),

deleted_customers as (
    select
        record_id_netsuite as customer_id_netsuite,
        max(deleted_at) as deleted_at
    from {{ ref('stg_netsuite__deleted_records') }}
    where record_type = 'customer'
    group by record_id_netsuite
),

-- One row a customer whose organization is gone: the last one that was.
deleted_organizations as (
    select
        customer_id_netsuite,
        organization_id_zendesk,
        deleted_at
    from organizations
    where is_deleted and customer_id_netsuite is not null
    qualify row_number() over (
        partition by customer_id_netsuite
        order by deleted_at desc nulls last, organization_id_zendesk asc
    ) = 1
),

-- An organization that could not be taken in may be the missing one: nothing is claimed then.
customers_without as (
    select
        'missing_right' as kind,
        'organization' as field,
        accounts.customer_id_netsuite as left_record_id,
        accounts.customer_id_netsuite as left_value,
        '' as right_record_id,
        cast(null as string) as right_value,
        accounts.account_id,
        case
            when deleted_organizations.organization_id_zendesk is not null
                then
                    accounts.name || ': its organization '
                    || deleted_organizations.organization_id_zendesk
                    || ' was deleted or merged away in Zendesk on '
                    || cast(cast(deleted_organizations.deleted_at as date) as string)
                    || '; it is not made again unless a person says so.'
            else
                accounts.name
                || ': an active customer in NetSuite without an organization in Zendesk.'
        end as explanation
    from accounts
    left join deleted_organizations using (customer_id_netsuite)
    where
        accounts.is_customer
        and accounts.link_status in ('missing', 'deleted')
        and accounts.held_by != 'organization_set_aside'
),

organizations_without as (
    select
        'missing_left' as kind,
        'customer' as field,
        '' as left_record_id,
        cast(null as string) as left_value,
        organization_id_zendesk as right_record_id,
        organization_name as right_value,
        {{ account_id('zendesk', 'organization_id_zendesk') }} as account_id,
        organization_name || ': an organization in Zendesk that names no customer,'
        || ' and nobody of that name is left without one in NetSuite.' as explanation
    from organizations
    where status in ('unmatched', 'rejected') and external_id is null
),

wrongly_keyed as (
    select
        'mapping' as kind,
        'external_id' as field,
        coalesce(organizations.customer_id_netsuite, '') as left_record_id,
        organizations.customer_id_netsuite as left_value,
        organizations.organization_id_zendesk as right_record_id,
        organizations.external_id as right_value,
        case
            when organizations.customer_id_netsuite is null
                then {{ account_id('zendesk', 'organizations.organization_id_zendesk') }}
            else {{ account_id('netsuite', 'organizations.customer_id_netsuite') }}
        end as account_id,
        organizations.organization_name || ': '
        || case
            when organizations.external_id is null then 'it has no external id'
            when organizations.status = 'rejected'
                then
                    'its external id ' || organizations.external_id
                    || ' names a customer that a person ruled out'
            when deleted_customers.deleted_at is not null
                then
                    'its external id ' || organizations.external_id
                    || ' names a customer that was deleted in NetSuite on '
                    || cast(cast(deleted_customers.deleted_at as date) as string)
            else 'its external id ' || organizations.external_id || ' names no customer in NetSuite'
        end
        || case
            when organizations.customer_id_netsuite is not null
                then ', but customer ' || organizations.customer_id_netsuite || ' has its name.'
            else '.'
        end as explanation
    from organizations
    left join deleted_customers
        on organizations.external_id = deleted_customers.customer_id_netsuite
    where
        organizations.rule = 'same_name'
        or (
            organizations.status in ('unmatched', 'rejected')
            and organizations.external_id is not null
        )
),

ambiguous as (
    select
        'ambiguous' as kind,
        'customer' as field,
        namesake_ids as left_record_id,
        namesake_ids as left_value,
        organization_id_zendesk as right_record_id,
        external_id as right_value,
        {{ account_id('zendesk', 'organization_id_zendesk') }} as account_id,
        organization_name || ': customers ' || namesake_ids
        || ' of NetSuite all have the name of this organization, and none its external id.'
            as explanation
    from organizations
    where rule = 'several_of_this_name'
),

duplicates as (
    select
        'duplicate' as kind,
        'organization' as field,
        customer_id_netsuite as left_record_id,
        customer_id_netsuite as left_value,
        {{ joined('organization_id_zendesk') }} as right_record_id,
        {{ joined('external_id') }} as right_value,
        {{ account_id('netsuite', 'customer_id_netsuite') }} as account_id,
        max(organization_name) || ': ' || cast(count(*) as string)
        || ' organizations in Zendesk point to customer ' || customer_id_netsuite
        || ' of NetSuite; nothing is written to those that no person has confirmed.' as explanation
    from organizations
    where not is_deleted and organization_count > 1
    group by customer_id_netsuite
),

found as (
    select * from customers_without
    union all
    select * from organizations_without
    union all
    select * from wrongly_keyed
    union all
    select * from ambiguous
    union all
    select * from duplicates
),

int_accounts__organization_breaks as (
    select
        kind,
        field,
        account_id,
        'netsuite' as left_system,
        'customer' as left_object,
        left_record_id,
        left_value,
        'zendesk' as right_system,
        'organizations' as right_object,
        right_record_id,
        right_value,
        explanation
    from found
)

select * from int_accounts__organization_breaks
