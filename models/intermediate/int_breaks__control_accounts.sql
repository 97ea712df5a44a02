-- One row per journal on an account of the receivables, and per such account that differs besides.
with

control_accounts as (
    select
        *,
        coalesce(nullif(ledger_account_name, ''), 'no account of the receivables')
        || coalesce(' of ' || subsidiary_name, '') as named
    from {{ ref('control_accounts') }}
),

-- Nobody can put a document behind what was booked by hand.
journals as (
    select
        transaction_id_netsuite,
        coalesce(subsidiary_id_netsuite, '') || ':' || ledger_account_id_netsuite
            as control_account_id,
        min(customer_id_netsuite) as customer_id_netsuite,
        min(transaction_number) as transaction_number,
        min(memo) as memo,
        min(dated_on) as dated_on,
        cast(sum(amount) as decimal(18, 2)) as amount
    from {{ ref('stg_netsuite__receivable_postings') }}
    where
        transaction_type = 'Journal'
        and {{ is_there('dated_on') }}
    group by
        transaction_id_netsuite,
        coalesce(subsidiary_id_netsuite, '') || ':' || ledger_account_id_netsuite
),

-- May drop: nothing, for a posting has its account.
journal_breaks as (
    select
        coalesce(
            {{ account_id('netsuite', 'journals.customer_id_netsuite') }}, ''
        ) as account_id,
        'transaction' as left_object,
        journals.transaction_id_netsuite as left_record_id,
        control_accounts.control_account_id,
        cast(journals.amount as string) as left_value,
        cast(null as string) as right_value,
        journals.amount,
        control_accounts.currency,
        'Journal ' || coalesce(journals.transaction_number, journals.transaction_id_netsuite)
        || ' of ' || cast(journals.dated_on as string) || ' books '
        || cast(journals.amount as string) || ' ' || control_accounts.currency || ' to '
        || control_accounts.named || ' by hand' || coalesce(' (' || journals.memo || ')', '')
        || ': no document stands behind it.' as explanation
    from journals
    inner join control_accounts using (control_account_id)
),

balance_breaks as (
    select
        '' as account_id,
        'account' as left_object,
        control_account_id as left_record_id,
        control_account_id,
        cast(ledger_balance as string) as left_value,
        cast(documents_balance as string) as right_value,
        unexplained_difference as amount,
        currency,
        'The ledger has ' || cast(ledger_balance as string) || ' ' || currency || ' in ' || named
        || ', the open documents come to ' || cast(documents_balance as string) || ' ' || currency
        || case
            when journal_count > 0
                then ', journals to ' || cast(journals_amount as string) || ' ' || currency
            else ''
        end
        || ': ' || cast(abs(unexplained_difference) as string) || ' ' || currency
        || case when unexplained_difference > 0 then ' too much' else ' too little' end
        || ' in the ledger'
        || case
            when revaluations_amount != 0
                then
                    '. Currency revaluations are ' || cast(revaluations_amount as string) || ' '
                    || currency || ' of its balance'
            else ''
        end
        || '.' as explanation
    from control_accounts
    where verdict = 'differs'
),

found as (
    select * from journal_breaks
    union all
    select * from balance_breaks
),

int_breaks__control_accounts as (
    select
        'financials' as recon,
        'control' as kind,
        'control_account' as field,
        account_id,
        'netsuite' as left_system,
        left_object,
        left_record_id,
        left_value,
        'netsuite' as right_system,
        'account' as right_object,
        control_account_id as right_record_id,
        right_value,
        amount,
        currency,
        explanation
    from found
)

select * from int_breaks__control_accounts
