-- One row per price of a subscription line from a day to a day.
with

source as (
    select * from {{ source('netsuite', 'subscriptionpriceinterval') }}
),

stg_netsuite__subscription_price_intervals as (
    select
        -------- ids
        id as price_interval_id_netsuite,
        subscription as subscription_id_netsuite,
        item as item_id_netsuite,

        -------- names
        upper(chargetype) as charge_type,
        upper(frequency) as frequency,
        upper(status) as interval_status,

        -------- numbers
        linenumber as line_number,
        coalesce(repeatevery, 1) as repeat_every,
        quantity,

        -------- money, in the currency of the subscription
        recurringamount as recurring_amount,

        -------- dates
        startdate as starts_on,
        enddate as ends_on,

        -------- times
        subscriptionmodified as modified_at
    from source
)

select * from stg_netsuite__subscription_price_intervals
