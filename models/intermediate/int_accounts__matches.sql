-- One row per record and account that it is or may be, by the first step that says so.
-- Organizations have rules of their own: int_accounts__organization_matches.
with

decisions as (
    select * from {{ ref('int_accounts__decisions') }}
    where system not in ('netsuite', 'zendesk', 'salesforce')
),

refusals as (
    select * from decisions
    where status = 'rejected'
),

crm_matches as (
    select * from {{ ref('int_accounts__crm_matches') }}
),

-- One row a record that a step can lead to: whose it is, its own where nobody of the ERP fits.
owners as (
    select
        candidates.system as target_system,
        candidates.record_id as target_record_id,
        coalesce(crm_matches.account_id, candidates.own_account_id) as account_id,
        case
            when candidates.system = 'netsuite' then candidates.record_id
            else crm_matches.customer_id_netsuite
        end as customer_id_netsuite,
        coalesce(crm_matches.standing = 'confirmed', true) as is_sure
    from {{ ref('int_accounts__candidates') }} as candidates
    left join crm_matches
        on
            candidates.system = 'salesforce'
            and candidates.record_id = crm_matches.account_id_salesforce
            and crm_matches.standing != 'ambiguous'
    where candidates.system in ('netsuite', 'salesforce')
),

leads as (
    select
        system,
        object,
        record_id,
        'netsuite' as target_system,
        customer_id_netsuite as target_record_id,
        'decision' as rule,
        0 as step,
        true as is_first_word_shared,
        true as is_name_shared,
        because as evidence
    from decisions
    where status = 'confirmed'
    union all
    select
        system,
        object,
        record_id,
        target_system,
        target_record_id,
        rule,
        1 as step,
        true as is_first_word_shared,
        true as is_name_shared,
        evidence
    from {{ ref('int_accounts__stored_ids') }}
    where system != 'salesforce'
    union all
    select
        system,
        object,
        record_id,
        target_system,
        target_record_id,
        rule,
        step,
        is_first_word_shared,
        is_name_shared,
        evidence
    from {{ ref('int_accounts__alike') }}
    where system != 'salesforce'
),

-- One row a record, step and account: a step may find an account by several of its records.
-- May drop: decisions for customers that are gone.
found as (
    select
        leads.system,
        leads.object,
        leads.record_id,
        leads.step,
        leads.rule,
        owners.account_id,
        owners.customer_id_netsuite,
        min(leads.evidence) as evidence,
        bool_or(leads.is_first_word_shared) as is_first_word_shared,
        bool_or(leads.is_name_shared) as is_name_shared,
        bool_or(owners.is_sure) as is_sure
    from leads
    inner join owners using (target_system, target_record_id)
    group by all
),

not_refused as (
    select found.*
    from found
    left join refusals using (system, object, record_id, customer_id_netsuite)
    where refusals.status is null
),

-- One row a record and step that finds several accounts: most find one.
several as (
    select
        system,
        object,
        record_id,
        step,
        count(*) as account_count,
        sum(case when is_name_shared then 1 else 0 end) as same_name_count
    from not_refused
    group by system, object, record_id, step
    having count(*) > 1
),

counted as (
    select
        not_refused.*,
        coalesce(several.account_count, 1) as account_count,
        coalesce(
            several.same_name_count, case when not_refused.is_name_shared then 1 else 0 end
        ) as same_name_count
    from not_refused
    left join several using (system, object, record_id, step)
),

judged as (
    select
        *,
        {{ link_standing() }} as standing
    from counted
),

-- One row a record that several steps say something of: the first of them.
first_steps as (
    select
        system,
        object,
        record_id,
        min(step) as first_step
    from judged
    where standing != 'nothing'
    group by system, object, record_id
    having count(*) > 1
),

-- What is found through an account of the CRM is no surer than whose that is.
int_accounts__matches as (
    select
        judged.system,
        judged.object,
        judged.record_id,
        judged.account_id,
        judged.customer_id_netsuite,
        judged.rule,
        judged.step,
        judged.evidence,
        case
            when judged.standing = 'confirmed' and not judged.is_sure then 'proposed'
            else judged.standing
        end as standing
    from judged
    left join first_steps using (system, object, record_id)
    where judged.standing != 'nothing' and coalesce(judged.step = first_steps.first_step, true)
)

select * from int_accounts__matches
