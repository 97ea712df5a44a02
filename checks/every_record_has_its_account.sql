-- Every living record that could be a customer's is linked to an account. Guards against a record
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
        'salesforce' as system,
        'account' as object,
        account_id_salesforce as record_id
    from {{ ref('stg_salesforce__accounts') }}
    where not is_deleted and not is_merged
    union all
    select
        'gotransverse' as system,
        'billing_accounts' as object,
        billing_account_id_gotransverse as record_id
    from {{ ref('stg_gotransverse__billing_accounts') }}
    union all
    select
        'hubspot' as system,
        'companies' as object,
        company_id_hubspot as record_id
    from {{ ref('stg_hubspot__companies') }}
    union all
    select
        'hubspot' as system,
        'partner_clients' as object,
        partner_client_id_hubspot as record_id
    from {{ ref('stg_hubspot__partner_clients') }}
    union all
    select
        'zendesk' as system,
        'organizations' as object,
        organization_id_zendesk as record_id
    from {{ ref('stg_zendesk__organizations') }}
    where not is_deleted
    union all
    select
        'bigcommerce' as system,
        'customers' as object,
        customer_id_bigcommerce as record_id
    from {{ ref('stg_bigcommerce__customers') }}
    union all
    select
        'astea' as system,
        'sites' as object,
        site_id_astea as record_id
    from {{ ref('stg_astea__sites') }}
)

select
    records.system,
    records.object,
    records.record_id
from records
left join {{ ref('account_links') }} as account_links using (system, object, record_id)
where account_links.account_id is null
