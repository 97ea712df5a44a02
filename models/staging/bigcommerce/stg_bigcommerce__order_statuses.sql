-- One row per status that orders of the web store can have.
with

source as (
    select * from {{ source('bigcommerce', 'order_statuses') }}
),

stg_bigcommerce__order_statuses as (
    select
        -------- ids
        cast(id as integer) as status_id,

        -------- names
        system_label as status_name,
        coalesce(custom_label, name) as status_name_in_store,

        -------- numbers
        display_order
    from source
)

select * from stg_bigcommerce__order_statuses
