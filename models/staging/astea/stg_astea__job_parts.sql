-- One row per demand for material of a job of field service.
with

source as (
    select * from {{ source('astea', 'job_parts') }}
),

stg_astea__job_parts as (
    select
        -------- ids
        trim(demand_id) as demand_id_astea,
        {{ typed_key('order_id') }} as job_id_astea,
        {{ typed_key('part_id') }} as part_id_astea,
        {{ typed_text('warehouse_id') }} as warehouse_code,

        -------- numbers
        qty as quantity,

        -------- money, to four places
        {{ typed_text('currency') }} as currency,
        unit_cost,
        unit_price,
        total_price,

        -------- flags
        coalesce(upper(trim(is_billable)) in ('Y', '1', 'T', 'TRUE'), false) as is_billable,
        coalesce(upper(trim(is_fulfilled)) in ('Y', '1', 'T', 'TRUE'), false) as is_fulfilled,

        -------- times
        actual_at as used_at
    from source
)

select * from stg_astea__job_parts
