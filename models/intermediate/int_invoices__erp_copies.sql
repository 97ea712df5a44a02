-- One row per invoice of the ERP that says which billing invoice it is a copy of.
with

transactions as (
    select * from {{ ref('stg_netsuite__transactions') }}
    where transaction_type = 'CustInvc'
),

currencies as (
    select * from {{ ref('stg_netsuite__currencies') }}
),

-- The connector's external id is unique in the ERP; a copy made by hand only has the memo.
-- May drop: invoices that the ERP made by itself.
named as (
    select
        *,
        case
            when external_id like '{{ var("billing_external_id_prefix") }}%' then 'external_id'
            else 'memo'
        end as named_by,
        case
            when external_id like '{{ var("billing_external_id_prefix") }}%'
                then
                    substr(external_id, {{ var("billing_external_id_prefix") | length + 1 }})
            else substr(memo, {{ var("billing_memo_prefix") | length + 1 }})
        end as invoice_number
    from transactions
    where
        external_id like '{{ var("billing_external_id_prefix") }}%'
        or memo like '{{ var("billing_memo_prefix") }}%'
),

-- External ids are unique in the ERP: only a copy by hand can be a second one.
made_by_hand as (
    select distinct invoice_number
    from named
    where named_by = 'memo'
),

-- May drop: invoices whose one copy the connector made.
numbered as (
    select
        named.transaction_id_netsuite,
        row_number() over (
            partition by named.invoice_number
            order by
                named.named_by asc,
                length(named.transaction_id_netsuite) asc,
                named.transaction_id_netsuite asc
        ) as copy_number
    from named
    inner join made_by_hand using (invoice_number)
),

int_invoices__erp_copies as (
    select
        named.transaction_id_netsuite,
        named.customer_id_netsuite,
        named.invoice_number,
        named.named_by,
        coalesce(numbered.copy_number, 1) as copy_number,
        named.transaction_number,
        named.status,
        currencies.currency,
        coalesce(currencies.is_base_currency, false) as is_base_currency,
        named.total_amount,
        named.unpaid_amount as open_amount,
        named.base_units_per_unit,
        currencies.base_units_per_unit as base_units_per_unit_in_table,
        named.dated_on,
        named.due_on
    from named
    left join numbered using (transaction_id_netsuite)
    left join currencies using (currency_id_netsuite)
)

select * from int_invoices__erp_copies
