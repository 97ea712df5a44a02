-- One row per job of field service: one line of a service request, open or in the history.
with

source as (
    select * from {{ source('astea', 'jobs') }}
),

stg_astea__jobs as (
    select
        -------- ids: as people mean them, and as they were typed
        {{ typed_key('order_id') }} as job_id_astea,
        split_part({{ typed_key('request_id') }}, '@@', 1) as request_id_astea,
        order_id as job_id_written,
        request_id as request_id_written,
        {{ typed_key('customer_id') }} as customer_id_astea,
        {{ typed_key('site_id') }} as site_id_astea,
        {{ typed_key('contract_id') }} as contract_id_astea,
        {{ typed_text('reference_no') }} as reference_number,

        -------- names
        {{ typed_text('order_type_id') }} as job_type,
        {{ typed_text('status_descr') }} as job_status,
        {{ typed_text('customer_name') }} as customer_name,
        {{ typed_text('site_name') }} as site_name,
        {{ typed_text('node_id') }} as node_code,
        {{ typed_text('action_group_id') }} as action_group,
        {{ typed_text('currency') }} as currency,

        -------- numbers
        line_no as line_number,
        status_id as status_number,
        priority as job_priority,

        -------- flags
        coalesce(upper(trim(is_in_history)) in ('Y', '1', 'T', 'TRUE'), false) as is_in_history,
        coalesce(is_in_both, false) as is_being_moved,

        -------- times
        opened_at,
        closed_at,
        modified_at,

        -------- loading
        _run_id as run_id,
        _landed_at as landed_at
    from source
)

select * from stg_astea__jobs
