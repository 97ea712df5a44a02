-- One row per account of the ERP that subscriptions are billed to.
with

source as (
    select * from {{ source('netsuite', 'billingaccount') }}
),

stg_netsuite__billing_accounts as (
    select
        -------- ids
        id as billing_account_id_netsuite,
        customer as customer_id_netsuite,
        currency as currency_id_netsuite,

        -------- names
        idnumber as billing_account_number,
        name as billing_account_name,
        frequency as billing_frequency,

        -------- dates
        startdate as starts_on,

        -------- flags
        coalesce(customerdefault, false) as is_default,
        coalesce(inactive, false) as is_inactive,

        -------- times
        lastmodifieddate as modified_at
    from source
)

select * from stg_netsuite__billing_accounts
