-- One row per customer that should have an organization, by the name and key that it should bear.
-- Left out: customers of which a person has to say first which organization is theirs.
with

customers as (
    select * from {{ ref('int_accounts__customers') }}
    where is_customer and held_by = 'nothing'
),

organizations as (
    select * from {{ ref('int_accounts__organization_matches') }}
    where not is_deleted
),

-- Names are unique in the helpdesk: these are borne by organizations that we leave as they are.
names_taken as (
    select distinct lower(trim(organizations.organization_name)) as bare_name
    from organizations
    left join customers using (organization_id_zendesk)
    where customers.account_id is null
),

-- And so are external ids, without case.
keys_taken as (
    select
        lower(external_id) as customer_id_netsuite,
        max(organization_id_zendesk) as organization_id_zendesk
    from organizations
    where external_id is not null
    group by lower(external_id)
),

ranked as (
    select
        *,
        lower(customer_name) as bare_name,
        lower(organization_external_id) in (
            customer_id_netsuite, lower(entity_id_netsuite)
        ) as is_well_keyed,
        row_number() over (
            partition by lower(customer_name)
            order by length(customer_id_netsuite), customer_id_netsuite
        ) as name_order
    from customers
),

int_accounts__organizations_wanted as (
    select
        ranked.account_id,
        ranked.customer_id_netsuite,
        ranked.customer_name,
        case
            when ranked.is_well_keyed then ranked.organization_external_id
            when keys_taken.organization_id_zendesk != ranked.organization_id_zendesk
                then ranked.organization_external_id
            else ranked.customer_id_netsuite
        end as external_id,
        ranked.organization_id_zendesk,
        case
            when ranked.name_order > 1 or names_taken.bare_name is not null
                then ranked.customer_name || ' (' || ranked.entity_id_netsuite || ')'
            else ranked.customer_name
        end as organization_name
    from ranked
    left join names_taken using (bare_name)
    left join keys_taken using (customer_id_netsuite)
)

select * from int_accounts__organizations_wanted
