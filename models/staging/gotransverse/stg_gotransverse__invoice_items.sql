-- One row per item of an invoice of the billing system.
with

source as (
    select * from {{ source('gotransverse', 'invoice_items') }}
),

stg_gotransverse__invoice_items as (
    select
        -------- ids
        invoice_id as invoice_id_gotransverse,
        id as invoice_item_id_gotransverse,
        service_id as service_id_gotransverse,

        -------- names
        upper(type) as item_type,
        description as item_description,
        product_name,

        -------- money, in the invoice's currency
        total_amount,
        cast(round(unit_amount, 8) as decimal(18, 8)) as unit_amount,
        cast(round(un_prorated_amount, 8) as decimal(18, 8)) as full_amount,

        -------- numbers, to eight places
        cast(round(quantity, 8) as decimal(18, 8)) as quantity,
        cast(round(prorated_percentage, 8) as decimal(18, 8)) as prorated_percentage,

        -------- flags
        coalesce(taxable, false) as is_taxable,

        -------- dates
        charge_start_date as starts_on,
        charge_end_date as ends_on
    from source
)

select * from stg_gotransverse__invoice_items
