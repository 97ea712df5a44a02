-- One row per device that a job of field service is about.
with

source as (
    select * from {{ source('astea', 'job_items') }}
),

stg_astea__job_items as (
    select
        -------- ids
        {{ typed_key('order_id') }} as job_id_astea,
        item_no as item_number,
        {{ typed_key('part_id') }} as part_id_astea,
        {{ typed_text('serial_no') }} as serial_number,
        {{ typed_text('tag_no') }} as tag_number,

        -------- names
        {{ typed_text('part_descr') }} as part_name
    from source
)

select * from stg_astea__job_items
