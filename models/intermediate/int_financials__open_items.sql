-- One row per open document of a customer: an unpaid invoice, an unapplied payment or credit memo,
-- an order left to bill. Amounts are in the document's currency; what the customer has is negative.
with

receivables as (
    select * from {{ ref('int_financials__open_documents') }}
),

unbilled_orders as (
    select * from {{ ref('int_financials__unbilled_orders') }}
),

customers as (
    select * from {{ ref('stg_netsuite__customers') }}
),

currencies as (
    select * from {{ ref('stg_netsuite__currencies') }}
),

open_documents as (
    select
        kind,
        transaction_id_netsuite,
        customer_id_netsuite,
        currency_id_netsuite,
        transaction_number,
        due_on,
        amount
    from receivables
    union all
    select
        'unbilled_order' as kind,
        transaction_id_netsuite,
        customer_id_netsuite,
        currency_id_netsuite,
        transaction_number,
        cast(null as date) as due_on,
        unbilled_amount as amount
    from unbilled_orders
),

int_financials__open_items as (
    select
        open_documents.kind,
        open_documents.transaction_id_netsuite,
        open_documents.customer_id_netsuite,
        open_documents.transaction_number,
        open_documents.due_on,
        open_documents.amount,
        item_currency.currency,
        customer_currency.currency as customer_currency,
        case
            when open_documents.kind = 'invoice'
                then {{ days_between('open_documents.due_on', as_of()) }}
        end as days_past_due,
        (item_currency.currency is distinct from customer_currency.currency) as is_other_currency,
        case
            when (item_currency.currency is not distinct from customer_currency.currency)
                then open_documents.amount
            else
                {{
                    converted(
                        'open_documents.amount',
                        'item_currency.base_units_per_unit',
                        'customer_currency.base_units_per_unit',
                        'customer_currency.minor_unit_digits'
                    )
                }}
        end as amount_in_customer_currency
    from open_documents
    left join customers using (customer_id_netsuite)
    left join currencies as item_currency
        on open_documents.currency_id_netsuite = item_currency.currency_id_netsuite
    left join currencies as customer_currency
        on customers.currency_id_netsuite = customer_currency.currency_id_netsuite
)

select * from int_financials__open_items
