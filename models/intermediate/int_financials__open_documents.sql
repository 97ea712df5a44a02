-- One row per open document of the receivables: an unpaid invoice, an unapplied payment or credit
-- memo; what the customer has is negative. Of a past day: as it was open when that day ended.
-- depends_on: {{ ref('stg_netsuite__transaction_links') }}
with

transactions as (
    select * from {{ ref('stg_netsuite__transactions') }}
),

base_currencies as (
    select minor_unit_digits as base_digits
    from {{ ref('stg_netsuite__currencies') }}
    where is_base_currency
),

{% if is_past() %}
    links as (
        select * from {{ ref('stg_netsuite__transaction_links') }}
    ),

    -- What settles an invoice does so from the day on which both are there; a deposit application
    -- is not read, and its link says when it was made.
    -- May drop: what leads from an order, or from a document that is not held.
    applications as (
        select
            links.previous_transaction_id_netsuite,
            links.next_transaction_id_netsuite,
            abs(links.amount) as amount
        from links
        inner join transactions as settled
            on links.previous_transaction_id_netsuite = settled.transaction_id_netsuite
        left join transactions as settling
            on links.next_transaction_id_netsuite = settling.transaction_id_netsuite
        where
            settled.transaction_type = 'CustInvc'
            and greatest(
                settled.dated_on, coalesce(settling.dated_on, cast(links.modified_at as date))
            ) <= {{ as_of() }}
    ),

    both_sides as (
        select
            previous_transaction_id_netsuite as transaction_id_netsuite,
            amount
        from applications
        union all
        select
            next_transaction_id_netsuite as transaction_id_netsuite,
            amount
        from applications
    ),

    applied as (
        select
            transaction_id_netsuite,
            cast(sum(amount) as decimal(18, 2)) as applied_amount
        from both_sides
        group by transaction_id_netsuite
    ),

    of_the_day as (
        select
            transactions.*,
            cast(
                transactions.total_amount - coalesce(applied.applied_amount, 0) as decimal(18, 2)
            ) as open_amount
        from transactions
        left join applied using (transaction_id_netsuite)
        where {{ is_there('transactions.dated_on') }}
    ),
{% else %}
    of_the_day as (
        select
            *,
            case
                when transaction_type = 'CustInvc' then unpaid_amount else unused_amount
            end as open_amount
        from transactions
    ),
{% endif %}

open_documents as (
    -- pending approval, rejected and voided invoices are not in the receivables
    select
        *,
        'invoice' as kind,
        coalesce(due_on, dated_on) as falls_due_on,
        open_amount as amount
    from of_the_day
    where
        transaction_type = 'CustInvc'
        and open_amount != 0
        and status not in ('D', 'E', 'V')
    union all
    -- an unapproved payment is not in the receivables either
    select
        *,
        'unapplied' as kind,
        cast(null as date) as falls_due_on,
        -open_amount as amount
    from of_the_day
    where
        open_amount != 0
        and (transaction_type = 'CustCred' or (transaction_type = 'CustPymt' and status != 'A'))
),

-- A document that names no rate is in the base currency.
int_financials__open_documents as (
    select
        open_documents.kind,
        open_documents.transaction_id_netsuite,
        open_documents.customer_id_netsuite,
        open_documents.currency_id_netsuite,
        open_documents.transaction_number,
        open_documents.falls_due_on as due_on,
        open_documents.amount,
        {{
            money(
                in_base_currency(
                    'open_documents.amount', 'coalesce(open_documents.base_units_per_unit, 1)'
                ),
                'base_currencies.base_digits'
            )
        }} as base_amount
    from open_documents
    left join base_currencies on true
)

select * from int_financials__open_documents
