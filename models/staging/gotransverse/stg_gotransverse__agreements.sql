-- One row per agreement, the terms that services are sold under.
with

source as (
    select * from {{ source('gotransverse', 'agreements') }}
),

stg_gotransverse__agreements as (
    select
        -------- ids
        id as agreement_id_gotransverse,
        next_agreement_id as next_agreement_id_gotransverse,

        -------- names
        name as agreement_name,
        upper(status) as agreement_status,
        upper(agreement_period_type) as period_type,
        upper(end_action) as end_action,

        -------- money: what leaving early costs
        termination_fee_currency_type as termination_currency,
        termination_flat_charge as termination_flat_amount,
        max_termination_fee_currency_type as max_termination_currency,
        max_termination_charge as max_termination_amount,
        minimum_amount,

        -------- numbers
        agreement_period as period_count,
        cast(round(termination_percentage_charge, 8) as decimal(18, 8)) as termination_percentage,

        -------- flags
        coalesce(prorate_on_cancel, false) as is_prorated_on_cancel,

        -------- dates
        from_date as starts_on,
        thru_date as ends_on
    from source
)

select * from stg_gotransverse__agreements
