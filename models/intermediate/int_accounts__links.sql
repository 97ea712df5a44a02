-- One row per living record of any system that is, or may be, an account's.
with

candidates as (
    select * from {{ ref('int_accounts__candidates') }}
),

organizations as (
    select * from {{ ref('int_accounts__organization_matches') }}
    where not is_deleted
),

decisions as (
    select * from {{ ref('int_accounts__decisions') }}
),

-- All in one shape; only what no rule has matched is there because it is like a customer.
matches as (
    select
        'salesforce' as system,
        'account' as object,
        account_id_salesforce as record_id,
        account_id,
        customer_id_netsuite,
        rule,
        step,
        evidence,
        standing,
        cast(null as decimal(4, 3)) as score
    from {{ ref('int_accounts__crm_matches') }}
    union all
    select
        system,
        object,
        record_id,
        account_id,
        customer_id_netsuite,
        rule,
        step,
        evidence,
        standing,
        cast(null as decimal(4, 3)) as score
    from {{ ref('int_accounts__matches') }}
    union all
    select
        system,
        object,
        record_id,
        account_id,
        customer_id_netsuite,
        'likeness' as rule,
        5 as step,
        evidence,
        standing,
        score
    from {{ ref('int_accounts__likely') }}
),

records_of_several as (
    select
        system,
        object,
        record_id
    from matches
    group by system, object, record_id
    having count(*) > 1
),

-- One row a record; of several accounts that are equally likely none is taken for the one.
outcomes as (
    select
        matches.system,
        matches.object,
        matches.record_id,
        matches.rule,
        matches.step,
        matches.standing,
        case when matches.standing != 'ambiguous' then matches.account_id end as account_id,
        case
            when matches.standing != 'ambiguous' then matches.customer_id_netsuite
        end as customer_id_netsuite,
        matches.evidence,
        matches.score,
        1 as account_count,
        matches.account_id as account_ids
    from matches
    left join records_of_several using (system, object, record_id)
    where records_of_several.record_id is null
    union all
    select
        matches.system,
        matches.object,
        matches.record_id,
        min(matches.rule) as rule,
        min(matches.step) as step,
        min(matches.standing) as standing,
        case
            when min(matches.standing) != 'ambiguous' then min(matches.account_id)
        end as account_id,
        case
            when min(matches.standing) != 'ambiguous' then min(matches.customer_id_netsuite)
        end as customer_id_netsuite,
        min(matches.evidence) as evidence,
        min(matches.score) as score,
        count(*) as account_count,
        {{ joined('matches.account_id') }} as account_ids
    from matches
    inner join records_of_several using (system, object, record_id)
    group by matches.system, matches.object, matches.record_id
),

confirmations as (
    select * from decisions
    where status = 'confirmed'
),

-- One row a record that a person refused to some customer: the last time that happened.
refusals as (
    select * from decisions
    where status = 'rejected'
    qualify row_number() over (
        partition by system, object, record_id
        order by decided_at desc nulls last, customer_id_netsuite asc
    ) = 1
),

record_links as (
    select
        coalesce(outcomes.account_id, candidates.own_account_id) as account_id,
        case
            when candidates.system = 'netsuite' then candidates.record_id
            else outcomes.customer_id_netsuite
        end as customer_id_netsuite,
        candidates.system,
        candidates.object,
        candidates.record_id,
        candidates.domain,
        candidates.tax_id,
        coalesce(outcomes.rule, 'founds_the_account') as rule,
        case
            when outcomes.standing is null then cast(1 as decimal(4, 3))
            when outcomes.standing = 'ambiguous' then cast(0.5 as decimal(4, 3))
            when outcomes.rule = 'likeness' then outcomes.score
            when outcomes.standing = 'proposed' then cast(0.6 as decimal(4, 3))
            when outcomes.step <= 1 then cast(1 as decimal(4, 3))
            when outcomes.rule = 'tax_id' then cast(0.98 as decimal(4, 3))
            when outcomes.rule = 'domain' then cast(0.95 as decimal(4, 3))
            else cast(0.9 as decimal(4, 3))
        end as score,
        case
            when outcomes.standing = 'ambiguous'
                then
                    cast(outcomes.account_count as string) || ' accounts are equally likely, '
                    || outcomes.account_ids || ': ' || outcomes.evidence
            when outcomes.standing is not null then outcomes.evidence
            when candidates.system = 'netsuite' then 'customer record ' || candidates.record_number
            when refusals.status is not null then refusals.because
            else 'no customer record owns it'
        end as evidence,
        case
            when outcomes.standing = 'confirmed' then 'confirmed'
            when outcomes.standing is not null then 'proposed'
            when refusals.status is not null then 'rejected'
            else 'confirmed'
        end as status
    from candidates
    left join outcomes using (system, object, record_id)
    left join refusals using (system, object, record_id)
    where candidates.system != 'zendesk'
),

organization_links as (
    select
        case
            when organizations.customer_id_netsuite is null
                then {{ account_id('zendesk', 'organizations.organization_id_zendesk') }}
            else {{ account_id('netsuite', 'organizations.customer_id_netsuite') }}
        end as account_id,
        organizations.customer_id_netsuite,
        'zendesk' as system,
        'organizations' as object,
        organizations.organization_id_zendesk as record_id,
        cast(null as string) as domain,
        cast(null as string) as tax_id,
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
            when organizations.rule = 'decision' then confirmations.because
            when organizations.status = 'rejected' then refusals.because
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
        end as status
    from organizations
    left join confirmations
        on
            organizations.organization_id_zendesk = confirmations.record_id
            and confirmations.object = 'organizations'
    left join refusals
        on
            organizations.organization_id_zendesk = refusals.record_id
            and refusals.object = 'organizations'
),

united as (
    select * from record_links
    union all
    select * from organization_links
),

-- What a person said, where that made the link what it is.
int_accounts__links as (
    select
        united.account_id,
        united.customer_id_netsuite,
        united.system,
        united.object,
        united.record_id,
        united.domain,
        united.tax_id,
        united.rule,
        united.score,
        united.evidence,
        united.status,
        case
            when united.rule = 'decision' then confirmations.decided_by
            when united.status = 'rejected' then refusals.decided_by
        end as decided_by,
        case
            when united.rule = 'decision' then confirmations.decided_at
            when united.status = 'rejected' then refusals.decided_at
        end as decided_at
    from united
    left join confirmations using (system, object, record_id)
    left join refusals using (system, object, record_id)
)

select * from int_accounts__links
