-- One row per deal of the partner CRM that is not archived, in its own currency.
with

source as (
    select * from {{ source('hubspot', 'deals') }}
),

stg_hubspot__deals as (
    select
        -------- ids
        id as deal_id_hubspot,
        hubspot_owner_id as owner_id_hubspot,
        pipeline as pipeline_id_hubspot,
        dealstage as stage_id_hubspot,

        -------- names
        trim(dealname) as deal_name,

        -------- money
        amount,
        deal_currency_code as currency,

        -------- times
        closedate as closes_at,
        created_at,
        updated_at as modified_at
    from source
)

select * from stg_hubspot__deals
