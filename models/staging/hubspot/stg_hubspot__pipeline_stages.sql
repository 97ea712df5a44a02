-- One row per stage of a pipeline of the partner CRM.
with

source as (
    select * from {{ source('hubspot', 'pipelines') }}
),

stg_hubspot__pipeline_stages as (
    select
        -------- ids
        object_type,
        pipeline_id as pipeline_id_hubspot,
        stage_id as stage_id_hubspot,

        -------- names
        pipeline_label as pipeline_name,
        stage_label as stage_name,

        -------- numbers
        display_order,
        probability as probability_share,

        -------- flags
        coalesce(is_closed, false) as is_closed,
        coalesce(archived, false) as is_archived
    from source
)

select * from stg_hubspot__pipeline_stages
