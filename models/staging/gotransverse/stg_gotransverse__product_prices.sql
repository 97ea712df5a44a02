-- One row per price of a product, in force from a day to a day.
with

source as (
    select * from {{ source('gotransverse', 'product_prices') }}
),

stg_gotransverse__product_prices as (
    select
        -------- ids
        product_id as product_id_gotransverse,
        id as product_price_id_gotransverse,

        -------- names
        upper(recurrence_period) as recurrence_period,
        charge_category,
        upper(rule_type) as rule_type,

        -------- money, to eight places
        currency_code as currency,
        cast(round(amount, 8) as decimal(18, 8)) as amount,
        price_ranges,

        -------- flags
        coalesce(bill_in_advance, false) as is_billed_in_advance,

        -------- dates
        from_date as starts_on,
        thru_date as ends_on
    from source
)

select * from stg_gotransverse__product_prices
