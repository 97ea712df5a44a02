-- Every customer record and live organization is linked to an account. Guards against a record
-- that no reconciliation would ever look at.
{{ config(meta={'about': 'account_links'}) }}

with

records as (
    select
        'netsuite' as system,
        'customer' as object,
        customer_id_netsuite as record_id
    from {{ ref('stg_netsuite__customers') }}
    union all
    select
        'zendesk' as system,
        'organizations' as object,
        organization_id_zendesk as record_id
    from {{ ref('stg_zendesk__organizations') }}
    where not is_deleted
)

select
    records.system,
    records.object,
    records.record_id
from records
left join {{ ref('account_links') }} as account_links using (system, object, record_id)
where account_links.account_id is null
