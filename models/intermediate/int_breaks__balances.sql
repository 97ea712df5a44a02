-- One row per difference found now between a billing account's balance and its copy in the CRM.
with

balances as (
    select * from {{ ref('int_billing__balances') }}
),

billing_accounts as (
    select * from {{ ref('stg_gotransverse__billing_accounts') }}
),

accounts as (
    select * from {{ ref('stg_salesforce__accounts') }}
),

copies as (
    select * from {{ ref('int_accounts__billing_copies') }}
),

held_by_several as (
    select billing_account_id_gotransverse
    from copies
    group by billing_account_id_gotransverse
    having count(*) > 1
),

-- A billing account that several hold, and that names none of them, is nobody's.
-- May drop: nothing, for a copy has both its sides.
linked as (
    select
        copies.billing_account_id_gotransverse,
        copies.account_id_salesforce,
        copies.account_id,
        copies.is_fresh,
        billing_accounts.account_number,
        accounts.account_name,
        accounts.currency as currency_crm,
        accounts.balance as balance_crm,
        accounts.overdue_balance as overdue_balance_crm,
        accounts.last_synchronized_at
    from copies
    inner join billing_accounts using (billing_account_id_gotransverse)
    inner join accounts using (account_id_salesforce)
    left join held_by_several using (billing_account_id_gotransverse)
    where
        billing_accounts.external_account_number is not null
        or held_by_several.billing_account_id_gotransverse is null
),

-- An amount that the CRM does not show is unknown; two currencies are never compared.
-- May drop: nothing, for every billing account has a balance.
compared as (
    select
        linked.*,
        coalesce(balances.currency, linked.currency_crm) as currency,
        balances.balance,
        balances.overdue_balance,
        coalesce(linked.account_name || ': ', '') || 'billing account '
        || coalesce(linked.account_number, linked.billing_account_id_gotransverse) as named,
        coalesce(abs(balances.balance - linked.balance_crm) > {{ amount_tolerance() }}, false)
            as is_other_balance,
        coalesce(
            abs(balances.overdue_balance - linked.overdue_balance_crm) > {{ amount_tolerance() }},
            false
        ) as is_other_overdue
    from linked
    inner join balances using (billing_account_id_gotransverse)
    where coalesce(balances.currency = linked.currency_crm, true)
),

found as (
    select
        *,
        case when is_fresh then 'amount' else 'stale' end as kind,
        'balance' as field,
        balance as left_amount,
        balance_crm as right_amount
    from compared
    where is_other_balance
    union all
    select
        *,
        'amount' as kind,
        'overdue_balance' as field,
        overdue_balance as left_amount,
        overdue_balance_crm as right_amount
    from compared
    where is_fresh and not is_other_balance and is_other_overdue
),

int_breaks__balances as (
    select
        'financials' as recon,
        found.kind,
        found.field,
        coalesce(
            found.account_id,
            {{ account_id('gotransverse', 'found.billing_account_id_gotransverse') }}
        ) as account_id,
        'gotransverse' as left_system,
        'billing_accounts' as left_object,
        found.billing_account_id_gotransverse as left_record_id,
        cast(found.left_amount as string) as left_value,
        'salesforce' as right_system,
        'account' as right_object,
        found.account_id_salesforce as right_record_id,
        cast(found.right_amount as string) as right_value,
        cast(found.left_amount - found.right_amount as decimal(18, 2)) as amount,
        found.currency,
        found.named
        || case when found.field = 'balance' then ' owes ' else ' has overdue ' end
        || cast(found.left_amount as string) || coalesce(' ' || found.currency, '')
        || ', Salesforce shows ' || cast(found.right_amount as string)
        || coalesce(' ' || found.currency, '')
        || case
            when found.kind = 'amount'
                then
                    ', and the copy is no older than {{ var("copy_is_fresh_for_hours") }} hours.'
            when found.last_synchronized_at is null then ' and does not say since when.'
            else
                ', copied last on ' || cast(cast(found.last_synchronized_at as date) as string)
                || '.'
        end as explanation
    from found
)

select * from int_breaks__balances
