-- One row per customer that should have an organization: the figures that the helpdesk should show.
with

wanted as (
    select * from {{ ref('int_accounts__organizations_wanted') }}
),

financials as (
    select * from {{ ref('financials') }}
    where not is_other_currency
),

-- Drops nobody: every customer has the row of its own currency.
sync_zendesk__organization_financials as (
    select
        wanted.account_id,
        wanted.customer_id_netsuite,
        wanted.customer_name,
        wanted.external_id,
        wanted.organization_id_zendesk,
        financials.credit_hold,
        financials.balance,
        financials.overdue_balance,
        financials.unbilled_orders,
        financials.days_overdue,
        financials.credit_limit,
        financials.currency
    from wanted
    inner join financials using (account_id)
)

select * from sync_zendesk__organization_financials
