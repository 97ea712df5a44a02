-- One row per account of the receivables and subsidiary: what the general ledger has there, and
-- what the documents come to at the rates they were booked at. In the base currency.
with

postings as (
    select * from {{ ref('stg_netsuite__receivable_postings') }}
    where {{ is_there('dated_on') }}
),

transactions as (
    select * from {{ ref('stg_netsuite__transactions') }}
),

open_documents as (
    select * from {{ ref('int_financials__open_documents') }}
),

ledger_accounts as (
    select * from {{ ref('stg_netsuite__ledger_accounts') }}
),

subsidiaries as (
    select * from {{ ref('stg_netsuite__subsidiaries') }}
),

base_currencies as (
    select currency as base_currency
    from {{ ref('stg_netsuite__currencies') }}
    where is_base_currency
),

-- A posting of a document that could not be taken in, or that came after the documents were read,
-- has nothing to stand against.
booked as (
    select
        postings.transaction_id_netsuite,
        postings.ledger_account_id_netsuite,
        coalesce(postings.subsidiary_id_netsuite, '') as subsidiary_id_netsuite,
        postings.amount,
        postings.transaction_type = 'Journal' as is_journal,
        postings.transaction_type = 'FxReval' as is_revaluation,
        (
            postings.transaction_type in ('CustInvc', 'CustCred', 'CustPymt')
            and transactions.transaction_id_netsuite is null
        ) as is_not_held
    from postings
    left join transactions using (transaction_id_netsuite)
),

ledger as (
    select
        subsidiary_id_netsuite,
        ledger_account_id_netsuite,
        cast(sum(amount) as decimal(18, 2)) as ledger_balance,
        {{ sum_where('amount', 'is_journal') }} as journals_amount,
        {{ sum_where('amount', 'is_revaluation') }} as revaluations_amount,
        {{ sum_where('amount', 'is_not_held') }} as not_held_amount
    from booked
    group by subsidiary_id_netsuite, ledger_account_id_netsuite
),

-- Apart from the sums: counted beside them, every posting would be told from every other.
journals as (
    select
        coalesce(subsidiary_id_netsuite, '') as subsidiary_id_netsuite,
        ledger_account_id_netsuite,
        count(distinct transaction_id_netsuite) as journal_count
    from postings
    where transaction_type = 'Journal'
    group by subsidiary_id_netsuite, ledger_account_id_netsuite
),

-- One row an open document, in the account that it posts to.
homes as (
    select
        open_documents.transaction_id_netsuite,
        max(open_documents.base_amount) as base_amount,
        min(coalesce(postings.subsidiary_id_netsuite, '')) as subsidiary_id_netsuite,
        coalesce(min(postings.ledger_account_id_netsuite), '') as ledger_account_id_netsuite
    from open_documents
    left join postings using (transaction_id_netsuite)
    group by open_documents.transaction_id_netsuite
),

documents as (
    select
        subsidiary_id_netsuite,
        ledger_account_id_netsuite,
        cast(sum(base_amount) as decimal(18, 2)) as documents_balance,
        count(*) as open_document_count
    from homes
    group by subsidiary_id_netsuite, ledger_account_id_netsuite
),

joined as (
    select
        coalesce(ledger.subsidiary_id_netsuite, documents.subsidiary_id_netsuite)
            as subsidiary_id_netsuite,
        coalesce(ledger.ledger_account_id_netsuite, documents.ledger_account_id_netsuite)
            as ledger_account_id_netsuite,
        coalesce(ledger.ledger_balance, 0) as ledger_balance,
        coalesce(documents.documents_balance, 0) as documents_balance,
        coalesce(documents.open_document_count, 0) as open_document_count,
        coalesce(ledger.journals_amount, 0) as journals_amount,
        coalesce(journals.journal_count, 0) as journal_count,
        coalesce(ledger.revaluations_amount, 0) as revaluations_amount,
        coalesce(ledger.not_held_amount, 0) as not_held_amount
    from ledger
    full outer join documents
        on
            ledger.subsidiary_id_netsuite = documents.subsidiary_id_netsuite
            and ledger.ledger_account_id_netsuite = documents.ledger_account_id_netsuite
    left join journals
        on
            ledger.subsidiary_id_netsuite = journals.subsidiary_id_netsuite
            and ledger.ledger_account_id_netsuite = journals.ledger_account_id_netsuite
),

-- May drop: everything where no posting was read, for a role that may not see them has none.
compared as (
    select
        joined.*,
        cast(
            joined.ledger_balance - joined.documents_balance as decimal(18, 2)
        ) as difference,
        cast(
            joined.ledger_balance - joined.documents_balance - joined.journals_amount
            - joined.not_held_amount as decimal(18, 2)
        ) as unexplained_difference
    from joined
    where exists (select 1 from postings)
),

control_accounts as (
    select
        compared.subsidiary_id_netsuite || ':' || compared.ledger_account_id_netsuite
            as control_account_id,
        compared.subsidiary_id_netsuite,
        subsidiaries.subsidiary_name,
        compared.ledger_account_id_netsuite,
        ledger_accounts.ledger_account_name,
        base_currencies.base_currency as currency,
        {{ as_of() }} as as_of,
        cast(compared.ledger_balance as decimal(18, 2)) as ledger_balance,
        cast(compared.documents_balance as decimal(18, 2)) as documents_balance,
        compared.open_document_count,
        compared.difference,
        cast(compared.journals_amount as decimal(18, 2)) as journals_amount,
        compared.journal_count,
        cast(compared.revaluations_amount as decimal(18, 2)) as revaluations_amount,
        cast(compared.not_held_amount as decimal(18, 2)) as not_held_amount,
        compared.unexplained_difference,
        case
            when abs(compared.unexplained_difference) > {{ amount_tolerance() }} then 'differs'
            when compared.journal_count > 0 then 'journals'
            else 'agrees'
        end as verdict
    from compared
    left join base_currencies on true
    left join subsidiaries using (subsidiary_id_netsuite)
    left join ledger_accounts using (ledger_account_id_netsuite)
)

select * from control_accounts
