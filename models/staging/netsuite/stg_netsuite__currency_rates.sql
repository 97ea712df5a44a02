-- One row per rate of a currency against another from a day on.
with

source as (
    select * from {{ source('netsuite', 'currencyrate') }}
),

stg_netsuite__currency_rates as (
    select
        -------- ids
        basecurrency as base_currency_id_netsuite,
        transactioncurrency as currency_id_netsuite,

        -------- numbers
        exchangerate as base_units_per_unit,

        -------- dates
        effectivedate as effective_on
    from source
)

select * from stg_netsuite__currency_rates
