-- One row per link between two lines of documents: order to invoice, invoice to its settlement.
with

source as (
    select * from {{ source('netsuite', 'transactionlink') }}
),

stg_netsuite__transaction_links as (
    select
        -------- ids
        previousdoc as previous_transaction_id_netsuite,
        previousline as previous_line_number,
        nextdoc as next_transaction_id_netsuite,
        nextline as next_line_number,

        -------- names
        linktype as link_type,

        -------- money, in the documents' currency
        foreignamount as amount,

        -------- times
        lastmodifieddate as modified_at
    from source
)

select * from stg_netsuite__transaction_links
