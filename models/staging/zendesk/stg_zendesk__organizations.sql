-- One row per organization of the helpdesk; a deleted one stays, with the time of its deletion.
with

source as (
    select * from {{ source('zendesk', 'organizations') }}
),

stg_zendesk__organizations as (
    select
        -------- ids
        id as organization_id_zendesk,
        external_id,

        -------- names
        name as organization_name,
        {{ first_in_json_list('domain_names') }} as domain,

        -------- flags
        deleted_at is not null as is_deleted,

        -------- times
        created_at,
        updated_at,
        deleted_at,

        -------- loading
        _run_id as run_id,
        _landed_at as landed_at
    from source
)

select * from stg_zendesk__organizations
