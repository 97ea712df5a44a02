-- One row per customer account that the partner sold or manages.
with

source as (
    select * from {{ source('hubspot', 'partner_clients') }}
),

stg_hubspot__partner_clients as (
    select
        -------- ids
        id as partner_client_id_hubspot,
        customer_key,

        -------- names
        trim(hs_client_name) as client_name,
        lower(hs_client_domain_name) as domain,
        hs_country as country,

        -------- renewals: ours, beside HubSpot's own date
        upper(rec_renewal_owner_mode) as renewal_owner_mode,
        lower(rec_renewal_owner_contact) as renewal_owner_contact,
        rec_renewal_owner_effective as renewal_owner_effective,
        rec_renewal_status as renewal_status,
        hs_next_renewal_date as next_renewal_on,

        -------- money
        hs_total_subscription_mrr as mrr,
        hs_managed_local_mrr_currency as currency,

        -------- flags
        coalesce(hs_is_active, false) as is_active,
        coalesce(hs_is_managed, false) as is_managed,
        coalesce(hs_is_sold, false) as is_sold,

        -------- times
        created_at,
        updated_at as modified_at,

        -------- loading
        _run_id as run_id,
        _landed_at as landed_at
    from source
)

select * from stg_hubspot__partner_clients
