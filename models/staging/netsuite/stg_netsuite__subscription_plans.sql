-- One row per plan that subscriptions are sold by.
with

source as (
    select * from {{ source('netsuite', 'subscriptionplan') }}
),

stg_netsuite__subscription_plans as (
    select
        -------- ids
        id as plan_id_netsuite,
        initialterm as term_id_netsuite,

        -------- names
        itemid as plan_name,

        -------- flags
        coalesce(isinactive, false) as is_inactive,

        -------- times
        lastmodifieddate as modified_at
    from source
)

select * from stg_netsuite__subscription_plans
