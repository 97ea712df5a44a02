-- One row per contract of the CRM.
with

source as (
    select * from {{ source('salesforce', 'contract') }}
),

stg_salesforce__contracts as (
    select
        -------- ids
        id as contract_id_salesforce,
        accountid as account_id_salesforce,

        -------- names
        contractnumber as contract_number,
        status,
        statuscode as status_code,

        -------- numbers
        cast(contractterm as bigint) as term_months,

        -------- dates
        startdate as starts_on,
        enddate as ends_on,

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

select * from stg_salesforce__contracts
