-- One row per user of the CRM, without name and address.
with

source as (
    select * from {{ source('salesforce', 'user') }}
),

stg_salesforce__users as (
    select
        -------- ids
        id as user_id_salesforce,
        managerid as manager_user_id_salesforce,

        -------- names
        usertype as user_type,

        -------- flags
        isactive as is_active,

        -------- times
        createddate as created_at,
        systemmodstamp as modified_at,

        -------- loading
        _run_id as run_id,
        _landed_at as landed_at
    from source
)

select * from stg_salesforce__users
