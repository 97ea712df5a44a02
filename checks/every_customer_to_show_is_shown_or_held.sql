-- Every active customer is in both syncs, or held by a reason that its account names. Guards
-- against a customer whose figures silently stop being written.
{{ config(meta={'about': 'accounts'}) }}

select
    accounts.account_id,
    accounts.customer_id_netsuite,
    accounts.held_by,
    organizations.account_id is not null as is_in_organizations,
    financials.account_id is not null as is_in_financials
from {{ ref('accounts') }} as accounts
left join {{ ref('sync_zendesk__organizations') }} as organizations using (account_id)
left join {{ ref('sync_zendesk__organization_financials') }} as financials using (account_id)
where
    (accounts.is_customer and accounts.held_by = 'nothing')
    != (organizations.account_id is not null)
    or (organizations.account_id is not null) != (financials.account_id is not null)
