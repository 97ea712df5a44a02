-- One row per price of a service, in force from a day to a day.
with

source as (
    select * from {{ source('gotransverse', 'service_prices') }}
),

stg_gotransverse__service_prices as (
    select
        -------- ids
        service_id as service_id_gotransverse,
        id as service_price_id_gotransverse,
        recurring_product_price_id as recurring_price_id_gotransverse,
        one_time_product_price_id as one_time_price_id_gotransverse,

        -------- names
        upper(recurrence_period) as recurrence_period,

        -------- money, in the account's currency, to eight places
        cast(round(amount, 8) as decimal(18, 8)) as amount,

        -------- flags
        coalesce(bill_in_advance, false) as is_billed_in_advance,

        -------- dates
        start_date as starts_on,
        end_date as ends_on
    from source
)

select * from stg_gotransverse__service_prices
