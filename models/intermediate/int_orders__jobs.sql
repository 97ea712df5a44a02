-- One row per job of field service, all its lines together; a job in the history is over.
with

job_lines as (
    select * from {{ ref('stg_astea__jobs') }}
    where request_id_astea is not null
),

int_orders__jobs as (
    select
        request_id_astea as job_number,
        count(*) as job_line_count,
        bool_and(is_in_history) as is_over,
        min(job_id_astea) filter (where not is_in_history) as open_job_id_astea,
        max(closed_at) as closed_at
    from job_lines
    group by request_id_astea
)

select * from int_orders__jobs
