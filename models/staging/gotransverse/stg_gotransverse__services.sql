-- One row per service of the billing system: a subscription, or an add-on, which has a parent.
with

source as (
    select * from {{ source('gotransverse', 'services') }}
),

stg_gotransverse__services as (
    select
        -------- ids
        id as service_id_gotransverse,
        billing_account_id as billing_account_id_gotransverse,
        product_id as product_id_gotransverse,
        parent_service_id as parent_service_id_gotransverse,
        next_service_id as next_service_id_gotransverse,
        agreement_service_id as agreement_service_id_gotransverse,
        agreement_id as agreement_id_gotransverse,
        {{
            json_text('custom_fields', var('billing_service_field', 'crm_subscription_id'))
        }} as subscription_id_crm,

        -------- names
        replace(upper(status), 'SERVICE_', '') as service_status, -- also written SERVICE_ACTIVE
        description as service_description,
        product_name,
        agreement_end_action,
        agreement_next_end_action,
        currency_code as currency,

        -------- numbers, to eight places
        cast(round(quantity, 8) as decimal(18, 8)) as quantity,
        renewal_count,

        -------- flags
        parent_service_id is not null as is_add_on,
        coalesce(agreement_renewed, false) as is_agreement_renewed,
        coalesce(agreement_preserves_price, false) as is_price_preserved,

        -------- dates; the last day of a term is in it
        status_date as status_on,
        start_date as starts_on,
        end_date as ends_on,
        commitment_end_date as commitment_ends_on,
        agreement_start_date as agreement_starts_on,
        agreement_end_date as agreement_ends_on,

        -------- loading
        _run_id as run_id,
        _landed_at as landed_at
    from source
)

select * from stg_gotransverse__services
