-- Every line of a sales order belongs to an order that we hold. Guards against orders that were
-- lost on the way: their customers would seem to have less left to bill. Those set aside are known.
{{ config(meta={'about': 'stg_netsuite__transactions'}) }}

with

set_aside as (
    select * from {{ ref('int_landing__set_aside') }}
    where system = 'netsuite' and object = 'transaction'
)

select
    order_lines.transaction_id_netsuite,
    order_lines.line_number,
    order_lines.amount
from {{ ref('stg_netsuite__transaction_lines') }} as order_lines
left join {{ ref('stg_netsuite__transactions') }} as orders using (transaction_id_netsuite)
left join set_aside on order_lines.transaction_id_netsuite = set_aside.record_id
where
    orders.transaction_id_netsuite is null
    and set_aside.record_id is null
