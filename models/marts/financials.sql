-- One row per account and currency: the customer's own currency with what the ERP states of it, and
-- each other currency in which one of its documents is open.
with

-- What the ERP states stands beside the customer's own currency only.
header as (
    select
        customer_id_netsuite,
        credit_hold_override,
        credit_limit,
        false as is_other_currency,
        {{ stated('is_on_credit_hold', 'boolean') }} as is_on_credit_hold,
        {{ stated('deposit_balance', 'decimal(18, 2)') }} as deposit_balance,
        {{ stated('balance', 'decimal(18, 2)') }} as balance,
        {{ stated('overdue_balance', 'decimal(18, 2)') }} as overdue_balance,
        {{ stated('unbilled_orders', 'decimal(18, 2)') }} as unbilled_orders,
        {{ stated('days_overdue', 'bigint') }} as days_overdue
    from {{ ref('stg_netsuite__customers') }}
),

recomputed as (
    select * from {{ ref('int_financials__recomputed') }}
),

-- Converting may cost a smallest unit a document: nobody knows how the ERP rounds on the way.
currencies as (
    select
        *,
        case
            when minor_unit_digits = 0 then cast('1.00' as decimal(18, 2))
            else cast('0.01' as decimal(18, 2))
        end as smallest_unit
    from {{ ref('stg_netsuite__currencies') }}
),

-- Documents that could not be taken in; a line names its document, and that its customer.
documents_set_aside as (
    select
        set_aside.record_id,
        coalesce(
            set_aside.customer_id_netsuite, transactions.customer_id_netsuite
        ) as customer_id_netsuite
    from {{ ref('int_landing__set_aside') }} as set_aside
    left join {{ ref('stg_netsuite__transactions') }} as transactions
        using (transaction_id_netsuite)
    where set_aside.system = 'netsuite' and set_aside.object in ('transaction', 'transactionline')
),

-- One row a customer whose recomputed figures lack some of its documents.
set_aside as (
    select
        customer_id_netsuite,
        count(*) as documents_set_aside
    from documents_set_aside
    group by customer_id_netsuite
),

-- Where the ERP hides a figure from our role, the recomputed one stands in for it.
figures as (
    select
        recomputed.customer_id_netsuite,
        recomputed.currency,
        recomputed.is_other_currency,
        recomputed.other_currency_item_count,
        recomputed.open_item_count,
        header.credit_hold_override,
        header.is_on_credit_hold,
        header.credit_limit,
        header.deposit_balance,
        header.balance as balance_stated,
        header.overdue_balance as overdue_balance_stated,
        header.unbilled_orders as unbilled_orders_stated,
        header.days_overdue as days_overdue_stated,
        coalesce(header.balance, recomputed.balance_expected) as balance,
        coalesce(header.overdue_balance, recomputed.overdue_balance_expected) as overdue_balance,
        coalesce(header.unbilled_orders, recomputed.unbilled_orders_expected) as unbilled_orders,
        coalesce(header.days_overdue, recomputed.days_overdue_expected) as days_overdue,
        recomputed.balance_expected,
        recomputed.overdue_balance_expected,
        recomputed.unbilled_orders_expected,
        recomputed.days_overdue_expected,
        recomputed.balance as balance_computed,
        recomputed.overdue_balance as overdue_balance_computed,
        recomputed.unbilled_orders as unbilled_orders_computed,
        recomputed.days_overdue as days_overdue_computed,
        recomputed.aging_current,
        recomputed.aging_1_30,
        recomputed.aging_31_60,
        recomputed.aging_61_90,
        recomputed.aging_over_90,
        recomputed.unapplied,
        cast(
            cast('{{ var("amount_tolerance") }}' as decimal(18, 2))
            + coalesce(currencies.smallest_unit, 0) * recomputed.other_currency_item_count
            as decimal(18, 2)
        ) as tolerance,
        coalesce(set_aside.documents_set_aside, 0) as documents_set_aside
    from recomputed
    left join header using (customer_id_netsuite, is_other_currency)
    left join currencies using (currency)
    left join set_aside using (customer_id_netsuite)
),

judged as (
    select
        *,
        case
            when is_other_currency then null
            else
                {{
                    credit_hold_reason(
                        'credit_hold_override', 'credit_limit',
                        'balance', 'unbilled_orders', 'days_overdue'
                    )
                }}
        end as credit_hold_reason,
        case
            when is_other_currency then null
            else
                {{
                    credit_hold_reason(
                        'credit_hold_override', 'credit_limit',
                        'balance_expected', 'unbilled_orders_expected', 'days_overdue_expected'
                    )
                }}
        end as credit_hold_reason_computed,
        case
            when is_other_currency then 'not_stated'
            when
                balance_stated is null
                or overdue_balance_stated is null
                or unbilled_orders_stated is null
                or days_overdue_stated is null
                then 'open_transactions'
            else 'header'
        end as figures_source
    from figures
),

financials as (
    select
        {{ account_id('netsuite', 'customer_id_netsuite') }} as account_id,
        customer_id_netsuite,
        currency,
        {{ as_of() }} as as_of,
        is_other_currency,
        {{ is_held('credit_hold_reason') }} as credit_hold,
        credit_hold_reason,
        is_on_credit_hold as credit_hold_erp,
        {{ is_held('credit_hold_reason_computed') }} as credit_hold_computed,
        credit_hold_reason_computed,
        {{ is_warned('credit_hold_reason') }} as credit_warning,
        credit_hold_override,
        credit_limit,
        balance,
        balance_computed,
        balance_expected,
        overdue_balance,
        overdue_balance_computed,
        overdue_balance_expected,
        unbilled_orders,
        unbilled_orders_computed,
        unbilled_orders_expected,
        days_overdue,
        days_overdue_computed,
        days_overdue_expected,
        '{{ var("days_overdue_rule") }}' as days_overdue_rule,
        deposit_balance,
        aging_current,
        aging_1_30,
        aging_31_60,
        aging_61_90,
        aging_over_90,
        unapplied,
        aging_current as aging_current_computed,
        aging_1_30 as aging_1_30_computed,
        aging_31_60 as aging_31_60_computed,
        aging_61_90 as aging_61_90_computed,
        aging_over_90 as aging_over_90_computed,
        unapplied as unapplied_computed,
        '{{ var("aging_rule") }}' as aging_rule,
        'open_transactions' as aging_source,
        figures_source,
        open_item_count,
        other_currency_item_count,
        documents_set_aside,
        tolerance,
        case
            when {{ 'true' if is_past() else 'false' }} then 'not_compared'
            when is_other_currency or other_currency_item_count > 0 then 'currency_differs'
            when abs(balance - balance_expected) > tolerance then 'balance_differs'
            when abs(overdue_balance - overdue_balance_expected) > tolerance
                then 'overdue_differs'
            when abs(unbilled_orders - unbilled_orders_expected) > tolerance
                then 'unbilled_differs'
            when days_overdue != days_overdue_expected then 'days_overdue_differs'
            when is_on_credit_hold != {{ is_held('credit_hold_reason') }} then 'hold_differs'
            else 'agrees'
        end as verdict
    from judged
)

select * from financials
