-- Every recurring service of billing, line of the ERP and record of the CRM is in exactly one row
-- of the subscriptions. Guards against lines that fall out where systems are matched, or twice.
{{ config(meta={'about': 'subscriptions'}) }}

with

held as (
    select
        'gotransverse' as system,
        service_id_gotransverse as record_id
    from {{ ref('int_subscriptions__billing_lines') }}
    union all
    select
        'netsuite' as system,
        record_id_netsuite as record_id
    from {{ ref('int_subscriptions__erp_lines') }}
    where not is_draft
    union all
    select
        'salesforce' as system,
        subscription_id_salesforce as record_id
    from {{ ref('int_subscriptions__crm_lines') }}
    where not is_draft
),

without_ids as (
    select subscription_id_salesforce
    from {{ ref('int_subscriptions__crm_lines') }}
    where stored_service_id_gotransverse is null and stored_record_id_netsuite is null
),

with_twins as (
    select twin_ids_salesforce
    from {{ ref('subscriptions') }}
    where twin_ids_salesforce is not null
),

-- A twin has no row of its own: its id is among those beside the record that is linked.
shown as (
    select
        'gotransverse' as system,
        service_id_gotransverse as record_id
    from {{ ref('subscriptions') }}
    union all
    select
        'netsuite' as system,
        record_id_netsuite as record_id
    from {{ ref('subscriptions') }}
    union all
    select
        'salesforce' as system,
        subscription_id_salesforce as record_id
    from {{ ref('subscriptions') }}
    union all
    select
        'salesforce' as system,
        without_ids.subscription_id_salesforce as record_id
    from without_ids
    inner join with_twins
        on with_twins.twin_ids_salesforce like '%' || without_ids.subscription_id_salesforce || '%'
),

counted as (
    select
        system,
        record_id,
        count(*) as row_count
    from shown
    where record_id is not null
    group by system, record_id
)

select
    held.system,
    held.record_id,
    coalesce(counted.row_count, 0) as row_count
from held
left join counted using (system, record_id)
where coalesce(counted.row_count, 0) != 1
