-- One row per record that no stored id gives to anybody, and record with a key that it shares.
with

candidates as (
    select * from {{ ref('int_accounts__candidates') }}
),

decisions as (
    select distinct
        system,
        object,
        record_id
    from {{ ref('account_link_decisions') }}
    where status = 'rejected'
),

stored_ids as (
    select distinct
        system,
        object,
        record_id
    from {{ ref('int_accounts__stored_ids') }}
),

-- Organizations have rules of their own: int_accounts__organization_matches.
unnamed as (
    select candidates.*
    from candidates
    left join stored_ids using (system, object, record_id)
    left join decisions using (system, object, record_id)
    where
        candidates.system not in ('netsuite', 'zendesk')
        and (stored_ids.record_id is null or decisions.record_id is not null)
),

targets as (
    select * from candidates
    where system in ('netsuite', 'salesforce')
),

-- A domain of very many is a reseller's or a provider's, and tells nothing.
domains_of_many as (
    select domain
    from targets
    group by domain
    having count(*) > {{ var('domain_shared_by_at_most') }}
),

pairs as (
    select
        unnamed.system,
        unnamed.object,
        unnamed.record_id,
        targets.system as target_system,
        targets.record_id as target_record_id,
        'tax_id' as rule,
        2 as step,
        unnamed.first_word = targets.first_word as is_first_word_shared,
        unnamed.name_key = targets.name_key as is_name_shared,
        'both have the tax id ' || unnamed.tax_id as evidence
    from unnamed
    inner join targets on unnamed.tax_id = targets.tax_id
    union all
    select
        unnamed.system,
        unnamed.object,
        unnamed.record_id,
        targets.system as target_system,
        targets.record_id as target_record_id,
        'domain' as rule,
        3 as step,
        unnamed.first_word = targets.first_word as is_first_word_shared,
        unnamed.name_key = targets.name_key as is_name_shared,
        'both are at ' || unnamed.domain as evidence
    from unnamed
    inner join targets on unnamed.domain = targets.domain
    left join domains_of_many on targets.domain = domains_of_many.domain
    where domains_of_many.domain is null
    union all
    select
        unnamed.system,
        unnamed.object,
        unnamed.record_id,
        targets.system as target_system,
        targets.record_id as target_record_id,
        'name_and_place' as rule,
        4 as step,
        true as is_first_word_shared,
        true as is_name_shared,
        'both are ' || unnamed.name_key || ' at ' || unnamed.postal_code as evidence
    from unnamed
    inner join targets
        on unnamed.name_key = targets.name_key and unnamed.postal_code = targets.postal_code
),

-- An account of the CRM is compared with the ERP's customers only, and nothing with itself.
int_accounts__alike as (
    select
        system,
        object,
        record_id,
        target_system,
        target_record_id,
        rule,
        step,
        coalesce(is_first_word_shared, false) as is_first_word_shared,
        coalesce(is_name_shared, false) as is_name_shared,
        evidence
    from pairs
    where system != 'salesforce' or target_system = 'netsuite'
)

select * from int_accounts__alike
