-- One row per source record that is, or may be, an account's: customer records, live organizations.
with

customers as (
    select * from {{ ref('stg_netsuite__customers') }}
),

organizations as (
    select
        *,
        case
            when rule = 'decision' then 'confirmed'
            when status = 'rejected' then 'rejected'
        end as decision -- the one that made the link what it is
    from {{ ref('int_accounts__organization_matches') }}
    where not is_deleted
),

decisions as (
    select * from {{ ref('account_link_decisions') }}
    where system = 'zendesk' and object = 'organizations'
    qualify row_number() over (
        partition by record_id, status
        order by decided_at desc nulls last, customer_id_netsuite asc
    ) = 1
),

customer_links as (
    select
        {{ account_id('netsuite', 'customer_id_netsuite') }} as account_id,
        'netsuite' as system,
        'customer' as object,
        customer_id_netsuite as record_id,
        'founds_the_account' as rule,
        cast(1 as decimal(4, 3)) as score,
        'customer record ' || entity_id_netsuite as evidence,
        'confirmed' as status,
        cast(null as string) as decided_by,
        cast(null as {{ instant() }}) as decided_at
    from customers
),

organization_links as (
    select
        case
            when organizations.customer_id_netsuite is null
                then {{ account_id('zendesk', 'organizations.organization_id_zendesk') }}
            else {{ account_id('netsuite', 'organizations.customer_id_netsuite') }}
        end as account_id,
        'zendesk' as system,
        'organizations' as object,
        organizations.organization_id_zendesk as record_id,
        case
            when organizations.rule = 'none' then 'founds_the_account'
            else organizations.rule
        end as rule,
        case
            when organizations.rule = 'same_name' then cast(0.8 as decimal(4, 3))
            when organizations.rule = 'several_of_this_name' then cast(0.5 as decimal(4, 3))
            else cast(1 as decimal(4, 3))
        end as score,
        case
            when organizations.rule = 'decision' then decisions.because
            when organizations.status = 'rejected' then decisions.because
            when organizations.rule = 'same_name'
                then 'both are called ' || organizations.organization_name
            when organizations.rule = 'several_of_this_name'
                then
                    'customers ' || organizations.namesake_ids || ' are all called '
                    || organizations.organization_name
            when organizations.rule = 'none' then 'no customer record owns it'
            else 'external id is ' || organizations.external_id
        end as evidence,
        case
            when organizations.status in ('unmatched', 'set_aside') then 'confirmed'
            else organizations.status
        end as status,
        decisions.decided_by,
        decisions.decided_at
    from organizations
    left join decisions
        on
            organizations.organization_id_zendesk = decisions.record_id
            and organizations.decision = decisions.status
),

account_links as (
    select * from customer_links
    union all
    select * from organization_links
)

select * from account_links
