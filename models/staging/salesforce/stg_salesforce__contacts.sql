-- One row per person at an account of the CRM, without name and address.
with

source as (
    select * from {{ source('salesforce', 'contact') }}
),

stg_salesforce__contacts as (
    select
        -------- ids
        id as contact_id_salesforce,
        accountid as account_id_salesforce,
        masterrecordid as merged_into_contact_id_salesforce,

        -------- names
        role__c as contact_role,

        -------- flags
        isdeleted as is_deleted,

        -------- times
        createddate as created_at,
        systemmodstamp as modified_at,

        -------- loading
        _run_id as run_id,
        _landed_at as landed_at
    from source
)

select * from stg_salesforce__contacts
