-- One row per difference between what leaving early costs and what was charged for it.
with

early_terminations as (
    select * from {{ ref('early_terminations') }}
    where verdict in ('not_billed', 'billed_more_than_once', 'billed_otherwise')
),

accounts as (
    select
        {{ account_id('netsuite', 'customer_id_netsuite') }} as account_id,
        customer_name
    from {{ ref('stg_netsuite__customers') }}
),

int_breaks__early_terminations as (
    select
        'early_terminations' as recon,
        case
            when early_terminations.verdict = 'not_billed' then 'missing_right'
            when early_terminations.verdict = 'billed_more_than_once' then 'duplicate'
            else 'amount'
        end as kind,
        'termination_charge' as field,
        coalesce(early_terminations.account_id, '') as account_id,
        'gotransverse' as left_system,
        'services' as left_object,
        early_terminations.service_id_gotransverse as left_record_id,
        cast(early_terminations.liability as string) as left_value,
        'gotransverse' as right_system,
        'adjustments' as right_object,
        coalesce(early_terminations.adjustment_ids_gotransverse, '') as right_record_id,
        case
            when early_terminations.charge_count > 0
                then cast(early_terminations.billed as string)
        end as right_value,
        cast(early_terminations.liability - early_terminations.billed as decimal(18, 2)) as amount,
        early_terminations.currency,
        coalesce(accounts.customer_name || ': ', '') || early_terminations.product_name
        || ' was ended on ' || cast(early_terminations.terminated_on as string) || ', '
        || cast(early_terminations.remaining_months as string)
        || ' months before its agreement: ' || cast(early_terminations.liability as string) || ' '
        || early_terminations.currency || ' is due (' || early_terminations.formula || '), '
        || case
            when early_terminations.verdict = 'not_billed' then 'nothing was charged'
            when early_terminations.charge_count > 1
                then
                    cast(early_terminations.billed as string) || ' was charged in '
                    || cast(early_terminations.charge_count as string) || ' charges'
            else cast(early_terminations.billed as string) || ' was charged'
        end || '.' as explanation
    from early_terminations
    left join accounts using (account_id)
)

select * from int_breaks__early_terminations
