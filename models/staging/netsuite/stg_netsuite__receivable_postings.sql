-- One row per posting to an account of the receivables, of whatever document or journal.
with

source as (
    select * from {{ source('netsuite', 'transactionaccountingline') }}
),

stg_netsuite__receivable_postings as (
    select
        -------- ids
        transaction as transaction_id_netsuite,
        transactionline as line_number,
        accountingbook as accounting_book_id_netsuite,
        account as ledger_account_id_netsuite,
        subsidiary as subsidiary_id_netsuite,
        entity as customer_id_netsuite,

        -------- names
        type as transaction_type,
        tranid as transaction_number,
        nullif(trim(memo), '') as memo,

        -------- money, in the base currency
        coalesce(amount, 0) as amount,

        -------- dates and times
        trandate as dated_on,
        lastmodifieddate as modified_at
    from source
)

select * from stg_netsuite__receivable_postings
