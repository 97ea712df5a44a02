-- One row per item line of a sales order; header and tax lines are not read.
with

source as (
    select * from {{ source('netsuite', 'transactionline') }}
),

stg_netsuite__transaction_lines as (
    select
        -------- ids
        uniquekey as transaction_line_id_netsuite,
        transaction as transaction_id_netsuite,
        id as line_number,
        item as item_id_netsuite,

        -------- numbers: the ERP books what is sold as negative, what is billed as positive
        abs(cast(quantity as decimal(18, 8))) as quantity_ordered,
        cast(quantitybilled as decimal(18, 8)) as quantity_billed,

        -------- money, in the order's currency
        cast(rate as decimal(18, 8)) as unit_price,
        abs(foreignamount) as amount,

        -------- flags
        coalesce(isclosed, false) as is_closed,

        -------- times
        linelastmodifieddate as modified_at
    from source
)

select * from stg_netsuite__transaction_lines
