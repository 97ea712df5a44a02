-- One row per customer that should have an organization: the name and external id it should bear.
with

wanted as (
    select * from {{ ref('int_accounts__organizations_wanted') }}
),

sync_zendesk__organizations as (
    select
        account_id,
        customer_id_netsuite,
        customer_name,
        external_id,
        organization_id_zendesk,
        organization_name as name
    from wanted
)

select * from sync_zendesk__organizations
