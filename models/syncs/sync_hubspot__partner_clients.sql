-- One row per partner client that is a customer's: who is told of its renewals, and of which.
with

clients as (
    select * from {{ ref('int_renewals__partner_clients') }}
),

renewals as (
    select * from {{ ref('renewals') }}
),

-- Of the subscription that ends first. May drop: subscriptions that do not end.
statuses as (
    select
        subscription_id_netsuite,
        renewal_status
    from renewals
    qualify row_number() over (
        partition by subscription_id_netsuite
        order by ends_on desc
    ) = 1
),

sync_hubspot__partner_clients as (
    select
        clients.account_id,
        clients.customer_id_netsuite,
        clients.client_name,
        clients.partner_client_id_hubspot,
        clients.renewal_owner,
        clients.next_renewal_on_erp as next_renewal_on,
        statuses.renewal_status
    from clients
    left join statuses
        on clients.next_subscription_id_netsuite = statuses.subscription_id_netsuite
)

select * from sync_hubspot__partner_clients
