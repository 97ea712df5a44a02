-- One row per product of the billing catalogue.
with

source as (
    select * from {{ source('gotransverse', 'products') }}
),

stg_gotransverse__products as (
    select
        -------- ids
        id as product_id_gotransverse,
        nullif(trim(sku), '') as sku,
        nullif(trim(external_product_number), '') as external_product_number,

        -------- names
        trim(name) as product_name,
        internal_name,
        description as product_description,
        product_type,
        replace(upper(product_state), 'PRODUCT_', '') as product_state,

        -------- flags
        coalesce(requires_agreement, false) as is_agreement_required,
        coalesce(taxable, false) as is_taxable,

        -------- dates
        introduction_date as introduced_on,

        -------- loading
        _run_id as run_id,
        _landed_at as landed_at
    from source
)

select * from stg_gotransverse__products
