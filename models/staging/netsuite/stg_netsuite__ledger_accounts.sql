-- One row per account of the ERP's general ledger.
with

source as (
    select * from {{ source('netsuite', 'account') }}
),

stg_netsuite__ledger_accounts as (
    select
        -------- ids
        id as ledger_account_id_netsuite,

        -------- names
        acctnumber as ledger_account_number,
        coalesce(accountsearchdisplayname, acctnumber, id) as ledger_account_name,
        accttype as ledger_account_type,

        -------- flags
        coalesce(isinactive, false) as is_inactive
    from source
)

select * from stg_netsuite__ledger_accounts
