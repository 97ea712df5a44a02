-- One row per case of the CRM, without its words.
with

source as (
    select * from {{ source('salesforce', 'case') }}
),

stg_salesforce__cases as (
    select
        -------- ids
        id as case_id_salesforce,
        accountid as account_id_salesforce,
        contactid as contact_id_salesforce,
        masterrecordid as merged_into_case_id_salesforce,

        -------- names
        casenumber as case_number,
        status,
        priority,

        -------- flags
        isclosed as is_closed,
        isdeleted as is_deleted,

        -------- times
        closeddate as closed_at,
        createddate as created_at,
        systemmodstamp as modified_at,

        -------- loading
        _run_id as run_id,
        _landed_at as landed_at
    from source
)

select * from stg_salesforce__cases
