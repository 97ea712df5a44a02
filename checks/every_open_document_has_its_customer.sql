-- Every open document belongs to a customer that we hold. Guards against amounts that no account
-- shows: the financials are made customer by customer. Customers that are set aside are known.
{{ config(meta={'about': 'int_financials__open_items'}) }}

with

set_aside as (
    select * from {{ ref('int_landing__set_aside') }}
    where system = 'netsuite' and object = 'customer'
)

select
    open_items.transaction_id_netsuite,
    open_items.customer_id_netsuite,
    open_items.amount,
    open_items.currency
from {{ ref('int_financials__open_items') }} as open_items
left join {{ ref('stg_netsuite__customers') }} as customers using (customer_id_netsuite)
left join set_aside on open_items.customer_id_netsuite = set_aside.record_id
where
    customers.customer_id_netsuite is null
    and set_aside.record_id is null
