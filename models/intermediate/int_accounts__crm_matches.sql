-- One row per account of the CRM and customer of the ERP that it is or may be, by the first step
-- that says so.
with

decisions as (
    select * from {{ ref('int_accounts__decisions') }}
    where system = 'salesforce' and object = 'account'
),

refusals as (
    select * from decisions
    where status = 'rejected'
),

customers as (
    select * from {{ ref('stg_netsuite__customers') }}
),

-- May drop: decisions for customers that are gone.
pairs as (
    select
        decisions.record_id,
        decisions.customer_id_netsuite,
        'decision' as rule,
        0 as step,
        true as is_first_word_shared,
        true as is_name_shared,
        decisions.because as evidence
    from decisions
    inner join customers using (customer_id_netsuite)
    where decisions.status = 'confirmed'
    union all
    select
        record_id,
        target_record_id as customer_id_netsuite,
        rule,
        1 as step,
        true as is_first_word_shared,
        true as is_name_shared,
        evidence
    from {{ ref('int_accounts__stored_ids') }}
    where system = 'salesforce'
    union all
    select
        record_id,
        target_record_id as customer_id_netsuite,
        rule,
        step,
        is_first_word_shared,
        is_name_shared,
        evidence
    from {{ ref('int_accounts__alike') }}
    where system = 'salesforce'
),

counted as (
    select
        pairs.*,
        count(*) over (partition by pairs.record_id, pairs.step) as account_count,
        sum(case when pairs.is_name_shared then 1 else 0 end)
            over (partition by pairs.record_id, pairs.step) as same_name_count
    from pairs
    left join refusals using (record_id, customer_id_netsuite)
    where refusals.status is null
),

judged as (
    select
        record_id,
        customer_id_netsuite,
        rule,
        step,
        evidence,
        {{ link_standing() }} as standing
    from counted
),

int_accounts__crm_matches as (
    select
        record_id as account_id_salesforce,
        customer_id_netsuite,
        {{ account_id('netsuite', 'customer_id_netsuite') }} as account_id,
        rule,
        step,
        evidence,
        standing
    from judged
    where standing != 'nothing'
    qualify rank() over (partition by record_id order by step) = 1
)

select * from int_accounts__crm_matches
