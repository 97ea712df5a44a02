-- One row per organization, deleted ones too: the customer it belongs to, and by which rule.
with

organizations as (
    select
        *,
        lower(trim(external_id)) as external_key
    from {{ ref('stg_zendesk__organizations') }}
),

customers as (
    select
        *,
        lower(entity_id_netsuite) as entity_key,
        {{ is_customer() }} as is_customer
    from {{ ref('stg_netsuite__customers') }}
),

decisions as (
    select
        record_id as organization_id_zendesk,
        customer_id_netsuite,
        status
    from {{ ref('account_link_decisions') }}
    where system = 'zendesk' and object = 'organizations'
),

refusals as (
    select * from decisions
    where status = 'rejected'
),

-- Customers that could not be taken in: their organizations are nobody's for now, without fault.
customers_set_aside as (
    select record_id as external_key
    from {{ ref('int_landing__set_aside') }}
    where system = 'netsuite' and object = 'customer'
    union
    select lower(entity_id_netsuite) as external_key
    from {{ ref('int_landing__set_aside') }}
    where system = 'netsuite' and object = 'customer'
),

-- Who could be whom. The helpdesk compares external ids without case, and so do we.
-- May drop: organizations whose external id names nobody.
candidates as (
    select
        organization_id_zendesk,
        customer_id_netsuite,
        'decision' as rule,
        1 as rule_order
    from decisions
    where status = 'confirmed'
    union all
    select
        organizations.organization_id_zendesk,
        customers.customer_id_netsuite,
        'external_id_is_customer_id' as rule,
        2 as rule_order
    from organizations
    inner join customers on organizations.external_key = customers.customer_id_netsuite
    union all
    select
        organizations.organization_id_zendesk,
        customers.customer_id_netsuite,
        'external_id_is_entity_id' as rule,
        3 as rule_order
    from organizations
    inner join customers on organizations.external_key = customers.entity_key
),

-- One row an organization that points to a customer: the first rule that is not refused.
-- May drop: decisions on organizations that are gone.
pointing as (
    select
        candidates.*,
        organizations.is_deleted
    from candidates
    inner join organizations using (organization_id_zendesk)
    left join refusals using (organization_id_zendesk, customer_id_netsuite)
    where refusals.status is null
    qualify row_number() over (
        partition by candidates.organization_id_zendesk
        order by candidates.rule_order, candidates.customer_id_netsuite
    ) = 1
),

-- One row a customer that a live organization points to.
pointed_at as (
    select
        customer_id_netsuite,
        count(*) as organization_count,
        count(*) filter (where rule = 'decision') as decision_count
    from pointing
    where not is_deleted
    group by customer_id_netsuite
),

-- Names are compared of those only that no key gives to anybody.
unclaimed_organizations as (
    select
        organizations.organization_id_zendesk,
        {{ name_key('organizations.organization_name') }} as name_key
    from organizations
    left join pointing using (organization_id_zendesk)
    where not organizations.is_deleted and pointing.rule is null
),

unclaimed_customers as (
    select
        customers.customer_id_netsuite,
        customers.is_customer,
        {{ name_key('customers.customer_name') }} as name_key
    from customers
    left join pointed_at using (customer_id_netsuite)
    where pointed_at.organization_count is null
),

-- Pairs of an organization and a customer, neither taken, of one name. Active customers win.
-- May drop: organizations that nobody shares a name with.
namesakes as (
    select
        unclaimed_organizations.organization_id_zendesk,
        unclaimed_customers.customer_id_netsuite
    from unclaimed_organizations
    inner join unclaimed_customers using (name_key)
    left join refusals
        on
            unclaimed_organizations.organization_id_zendesk = refusals.organization_id_zendesk
            and unclaimed_customers.customer_id_netsuite = refusals.customer_id_netsuite
    where refusals.status is null
    qualify
        rank() over (
            partition by unclaimed_organizations.organization_id_zendesk
            order by unclaimed_customers.is_customer desc
        ) = 1
),

-- One row an organization that shares a name; of several namesakes none is taken for the one.
named as (
    select
        organization_id_zendesk,
        count(*) as namesake_count,
        case when count(*) = 1 then max(customer_id_netsuite) end as customer_id_netsuite,
        {{ joined('customer_id_netsuite') }} as namesake_ids
    from namesakes
    group by organization_id_zendesk
),

refused as (
    select
        organization_id_zendesk,
        {{ joined('customer_id_netsuite') }} as refused_ids
    from refusals
    group by organization_id_zendesk
),

int_accounts__organization_matches as (
    select
        organizations.organization_id_zendesk,
        organizations.organization_name,
        organizations.external_id,
        organizations.domain,
        unclaimed_organizations.name_key,
        organizations.is_deleted,
        organizations.deleted_at,
        coalesce(pointing.customer_id_netsuite, named.customer_id_netsuite) as customer_id_netsuite,
        coalesce(pointed_at.organization_count, 0) as organization_count,
        named.namesake_ids,
        refused.refused_ids,
        case
            when pointing.rule is not null then pointing.rule
            when named.namesake_count = 1 then 'same_name'
            when named.namesake_count > 1 then 'several_of_this_name'
            else 'none'
        end as rule,
        case
            when organizations.is_deleted then 'deleted'
            when pointing.rule = 'decision' and pointed_at.decision_count = 1 then 'confirmed'
            when pointed_at.organization_count = 1 then 'confirmed'
            when pointing.rule is not null or named.namesake_count > 0 then 'proposed'
            when customers_set_aside.external_key is not null then 'set_aside'
            when refused.refused_ids is not null then 'rejected'
            else 'unmatched'
        end as status
    from organizations
    left join pointing using (organization_id_zendesk)
    left join pointed_at on pointing.customer_id_netsuite = pointed_at.customer_id_netsuite
    left join unclaimed_organizations
        on organizations.organization_id_zendesk = unclaimed_organizations.organization_id_zendesk
    left join named on organizations.organization_id_zendesk = named.organization_id_zendesk
    left join customers_set_aside using (external_key)
    left join refused on organizations.organization_id_zendesk = refused.organization_id_zendesk
)

select * from int_accounts__organization_matches
