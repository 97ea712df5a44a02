-- One row per line of the ERP's own log of deleted records.
with

source as (
    select * from {{ source('netsuite', 'deletedrecord') }}
),

stg_netsuite__deleted_records as (
    select
        -------- ids
        recordid as record_id_netsuite,

        -------- names
        lower(type) as record_type,
        name as record_name,

        -------- times
        deleteddate as deleted_at
    from source
)

select * from stg_netsuite__deleted_records
