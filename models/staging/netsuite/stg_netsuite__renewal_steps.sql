-- One row per step of a renewal: what it made, or why it failed.
with

source as (
    select * from {{ source('netsuite', 'subscriptionchangeorderrenewalsteps') }}
),

stg_netsuite__renewal_steps as (
    select
        -------- ids
        subscriptionchangeorder as change_order_id_netsuite,
        subscription as renewal_subscription_id_netsuite,
        transaction as transaction_id_netsuite,

        -------- names
        upper(step) as step,
        upper(status) as step_status,
        error as step_error,

        -------- times
        changeordermodified as modified_at
    from source
)

select * from stg_netsuite__renewal_steps
