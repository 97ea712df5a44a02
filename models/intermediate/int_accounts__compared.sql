-- One row per record that no rule gives to a customer, and customer that it may be like.
with

candidates as (
    select * from {{ ref('int_accounts__candidates') }}
),

-- Organizations have rules of their own: int_accounts__organization_matches.
matched as (
    select
        'salesforce' as system,
        'account' as object,
        account_id_salesforce as record_id,
        customer_id_netsuite
    from {{ ref('int_accounts__crm_matches') }}
    union all
    select
        system,
        object,
        record_id,
        customer_id_netsuite
    from {{ ref('int_accounts__matches') }}
),

given as (
    select distinct
        system,
        object,
        record_id
    from matched
),

sides as (
    select
        'customer' as side,
        candidates.*
    from candidates
    where candidates.system = 'netsuite'
    union all
    select
        'record' as side,
        candidates.*
    from candidates
    left join given using (system, object, record_id)
    where candidates.system not in ('netsuite', 'zendesk') and given.record_id is null
),

int_accounts__compared as (
    select
        side,
        system,
        object,
        record_id,
        {{ fingerprint(['name', 'name_key', 'tax_id', 'domain', 'postal_code']) }} as fingerprint,
        name,
        name_key,
        tax_id,
        domain,
        postal_code
    from sides
)

select * from int_accounts__compared
