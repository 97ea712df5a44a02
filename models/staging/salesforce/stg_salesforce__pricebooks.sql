-- One row per price book of the CRM.
with

source as (
    select * from {{ source('salesforce', 'pricebook2') }}
),

stg_salesforce__pricebooks as (
    select
        -------- ids
        id as pricebook_id_salesforce,

        -------- names
        name as pricebook_name,

        -------- flags
        isstandard as is_standard,
        isactive as is_active,
        isdeleted as is_deleted,

        -------- times
        createddate as created_at,
        systemmodstamp as modified_at,

        -------- loading
        _run_id as run_id,
        _landed_at as landed_at
    from source
)

select * from stg_salesforce__pricebooks
