-- One row per record and customer that it is most like, where no rule says whose it is.
with

pairs as (
    select * from {{ ref('account_likeness') }}
    where side = 'pair'
),

compared as (
    select * from {{ ref('int_accounts__compared') }}
    where side = 'record'
),

refusals as (
    select * from {{ ref('int_accounts__decisions') }}
    where status = 'rejected'
),

-- May drop: pairs of records that are gone, or that somebody has refused.
possible as (
    select
        pairs.system,
        pairs.object,
        pairs.record_id,
        pairs.customer_id as customer_id_netsuite,
        pairs.score,
        pairs.evidence
    from pairs
    inner join compared using (system, object, record_id)
    left join refusals
        on
            pairs.system = refusals.system
            and pairs.object = refusals.object
            and pairs.record_id = refusals.record_id
            and pairs.customer_id = refusals.customer_id_netsuite
    where refusals.status is null
    qualify rank() over (
        partition by pairs.system, pairs.object, pairs.record_id order by pairs.score desc
    ) = 1
),

int_accounts__likely as (
    select
        system,
        object,
        record_id,
        {{ account_id('netsuite', 'customer_id_netsuite') }} as account_id,
        customer_id_netsuite,
        score,
        evidence,
        case
            when count(*) over (partition by system, object, record_id) > 1 then 'ambiguous'
            else 'proposed'
        end as standing
    from possible
)

select * from int_accounts__likely
