-- One row per base service that was ended before the last day of its agreement.
with

billing_lines as (
    select * from {{ ref('int_subscriptions__billing_lines') }}
),

subscriptions as (
    select * from {{ ref('subscriptions') }}
    where has_billing
),

agreements as (
    select * from {{ ref('stg_gotransverse__agreements') }}
),

prices as (
    select
        service_id_gotransverse,
        starts_on,
        ends_on,
        {{ share_of('amount', months_in('recurrence_period')) }} as monthly_amount
    from {{ ref('stg_gotransverse__service_prices') }}
    where not {{ is_once('recurrence_period') }}
),

currencies as (
    select * from {{ ref('stg_netsuite__currencies') }}
),

-- Charges that live: not taken back, and no credits.
charges as (
    select * from {{ ref('stg_gotransverse__adjustments') }}
    where
        adjustment_type = 'TERMINATION_CHARGE'
        and adjustment_status != 'REVERSED'
        and not is_credit
),

ended_early as (
    select
        billing_lines.service_id_gotransverse,
        billing_lines.agreement_id_gotransverse,
        billing_lines.ended_on,
        billing_lines.agreement_ends_on,
        subscriptions.subscription_id,
        subscriptions.account_id,
        subscriptions.product_name,
        subscriptions.currency,
        cast(
            {{ months_left('billing_lines.ended_on', 'billing_lines.agreement_ends_on') }} as bigint
        )
            as months_left
    from billing_lines
    inner join subscriptions using (service_id_gotransverse)
    where
        not billing_lines.is_add_on
        and billing_lines.service_status = 'DEACTIVATED'
        and billing_lines.next_service_id_gotransverse is null
        and coalesce(billing_lines.agreement_end_action, '') != 'SERVICE_ONLY'
        and billing_lines.ended_on < billing_lines.agreement_ends_on
),

-- One row a service: what it and its add-ons cost a month by the prices in force on its last day.
monthly_amounts as (
    select
        ended_early.service_id_gotransverse,
        {{ complete_sum('prices.monthly_amount', 'decimal(18, 6)') }} as monthly_amount
    from ended_early
    inner join billing_lines
        on ended_early.service_id_gotransverse = billing_lines.base_service_id_gotransverse
    inner join prices
        on billing_lines.service_id_gotransverse = prices.service_id_gotransverse
    where
        {{ in_force('prices.starts_on', 'prices.ends_on', 'ended_early.ended_on') }}
        and (
            '{{ var("early_termination_basis") }}' = 'services_and_add_ons'
            or not billing_lines.is_add_on
        )
    group by ended_early.service_id_gotransverse
),

-- One row a service: the charges in one sum, in one currency or in none.
billed as (
    select
        service_id_gotransverse,
        {{ joined('adjustment_id_gotransverse') }} as adjustment_ids_gotransverse,
        count(*) as charge_count,
        count(distinct adjustment_amount) as different_charge_count,
        case when count(distinct currency) = 1 then min(currency) end as currency,
        cast(sum(adjustment_amount) as decimal(18, 2)) as billed
    from charges
    group by service_id_gotransverse
),

terms as (
    select
        ended_early.*,
        currencies.minor_unit_digits,
        case
            when monthly_amounts.service_id_gotransverse is null then 0
            else {{ money('monthly_amounts.monthly_amount', 'currencies.minor_unit_digits') }}
        end as basis,
        coalesce(agreements.termination_flat_amount, 0) as flat_amount,
        cast(round(coalesce(agreements.termination_percentage, 0), 4) as decimal(12, 4))
            as percentage,
        agreements.max_termination_amount as most,
        coalesce(agreements.is_prorated_on_cancel, false) as is_prorated,
        {{ term_months('agreements.period_count', 'agreements.period_type') }} as agreement_months,
        coalesce(agreements.termination_flat_amount, 0) = 0
        or coalesce(agreements.termination_currency, ended_early.currency) = ended_early.currency
            as is_flat_in_currency,
        agreements.max_termination_amount is null
        or coalesce(agreements.max_termination_currency, ended_early.currency)
        = ended_early.currency as is_most_in_currency,
        coalesce(billed.charge_count, 0) as charge_count,
        coalesce(billed.different_charge_count, 0) as different_charge_count,
        billed.adjustment_ids_gotransverse,
        billed.currency as billed_currency,
        coalesce(billed.billed, 0) as billed
    from ended_early
    left join agreements using (agreement_id_gotransverse)
    left join monthly_amounts using (service_id_gotransverse)
    left join billed using (service_id_gotransverse)
    left join currencies on ended_early.currency = currencies.currency
),

parts as (
    select
        *,
        is_flat_in_currency and is_most_in_currency as is_in_one_currency,
        case
            when is_prorated
                then
                    {{
                        share_of(
                            'flat_amount * cast(months_left as decimal(5, 0))', 'agreement_months'
                        )
                    }}
            else cast(flat_amount as decimal(18, 6))
        end as flat_share,
        {{ share_of('percentage * basis * cast(months_left as decimal(5, 0))', '100') }}
            as percentage_share
    from terms
),

owed as (
    select
        *,
        {{ money('flat_share', 'minor_unit_digits') }} as flat_part,
        {{ money('percentage_share', 'minor_unit_digits') }} as percentage_part,
        case
            when is_in_one_currency
                then
                    {{
                        money(
                            'least(flat_share + percentage_share, '
                            ~ 'coalesce(most, flat_share + percentage_share))',
                            'minor_unit_digits'
                        )
                    }}
        end as liability
    from parts
),

early_terminations as (
    select
        subscription_id,
        account_id,
        service_id_gotransverse,
        product_name,
        ended_on as terminated_on,
        agreement_ends_on,
        months_left as remaining_months,
        agreement_months,
        basis,
        flat_amount,
        percentage,
        is_prorated,
        flat_part,
        percentage_part,
        most as cap,
        case when most is null then '' else 'min(' end
        || cast(flat_amount as string)
        || case
            when is_prorated
                then
                    ' × ' || cast(months_left as string) || '/' || cast(agreement_months as string)
            else ''
        end
        || ' + ' || cast(cast(percentage as decimal(12, 2)) as string) || ' % × '
        || cast(basis as string) || ' × ' || cast(months_left as string)
        || case when most is null then '' else ', ' || cast(most as string) || ')' end as formula,
        liability,
        adjustment_ids_gotransverse,
        charge_count,
        billed,
        currency,
        case
            when liability is null then 'not_computed'
            when charge_count > 0 and (billed_currency is distinct from currency)
                then 'billed_in_another_currency'
            when charge_count = 0 and liability > 0 then 'not_billed'
            when charge_count = 0 then 'agrees'
            when billed = liability then 'agrees'
            when charge_count > 1 and different_charge_count = 1 then 'billed_more_than_once'
            else 'billed_otherwise'
        end as verdict
    from owed
)

select * from early_terminations
