-- One row per currency of the ERP.
with

source as (
    select * from {{ source('netsuite', 'currency') }}
),

stg_netsuite__currencies as (
    select
        -------- ids
        id as currency_id_netsuite,

        -------- names
        symbol as currency,
        name as currency_name,

        -------- numbers
        currencyprecision as minor_unit_digits,
        cast(exchangerate as decimal(18, 8)) as base_units_per_unit,

        -------- flags
        coalesce(isbasecurrency, false) as is_base_currency
    from source
)

select * from stg_netsuite__currencies
