-- Per currency, what is open in the documents of the customers that we hold is what the financials
-- show. Guards against a document that is lost, or counted twice, between staging and mart. A
-- currency missing from one side is a failure, not a pass: hence the coalesce.
-- depends_on: {{ ref('int_financials__open_documents') }}
{{ config(meta={'about': 'financials'}) }}

with

customers as (
    select customer_id_netsuite from {{ ref('stg_netsuite__customers') }}
),

currencies as (
    select * from {{ ref('stg_netsuite__currencies') }}
),

{% if is_past() %}
    receivables as (
        select * from {{ ref('int_financials__open_documents') }}
    ),
{% else %}
    invoiced as (
        select
            customer_id_netsuite,
            currency_id_netsuite,
            unpaid_amount as amount
        from {{ ref('stg_netsuite__transactions') }}
        where transaction_type = 'CustInvc' and status not in ('D', 'E', 'V')
    ),

    unapplied as (
        select
            customer_id_netsuite,
            currency_id_netsuite,
            -unused_amount as amount
        from {{ ref('stg_netsuite__transactions') }}
        where transaction_type = 'CustCred' or (transaction_type = 'CustPymt' and status != 'A')
    ),

    receivables as (
        select * from invoiced
        union all
        select * from unapplied
    ),
{% endif %}

documents as (
    select
        currencies.currency,
        sum(receivables.amount) as amount
    from receivables
    inner join customers using (customer_id_netsuite)
    left join currencies using (currency_id_netsuite)
    group by currencies.currency
),

shown as (
    select
        currency,
        sum(balance_computed) as amount
    from {{ ref('financials') }}
    group by currency
)

select
    currency,
    coalesce(documents.amount, 0) as amount_in_documents,
    coalesce(shown.amount, 0) as amount_in_financials,
    coalesce(documents.amount, 0) - coalesce(shown.amount, 0) as difference
from documents
full outer join shown using (currency)
where coalesce(documents.amount, 0) != coalesce(shown.amount, 0)
