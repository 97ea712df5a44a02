-- One row per item of a billing invoice, with what its days should have come to.
with

items as (
    select * from {{ ref('stg_gotransverse__invoice_items') }}
),

invoices as (
    select * from {{ ref('stg_gotransverse__invoices') }}
),

accounts as (
    select * from {{ ref('stg_gotransverse__billing_accounts') }}
),

currencies as (
    select * from {{ ref('stg_netsuite__currencies') }}
),

periods as (
    select
        *,
        {{ add_days('ends_on', 1) }} as next_starts_on,
        {{ months_begun('starts_on', add_days('ends_on', 1)) }} as months
    from items
),

-- May drop: items of invoices that we do not hold; the control totals count them.
counted as (
    select
        periods.*,
        coalesce(invoices.currency, accounts.currency) as currency,
        periods.full_amount is not null
        and periods.starts_on is not null
        and periods.ends_on is not null as is_of_a_period,
        periods.months > 0
        and {{ add_months('periods.starts_on', 'periods.months') }} = periods.next_starts_on
            as is_whole_months,
        {{ days_prorated('periods.starts_on', 'periods.ends_on') }} as day_count,
        {{ days_of_whole_month('periods.starts_on') }} as whole_day_count
    from periods
    inner join invoices using (invoice_id_gotransverse)
    left join accounts using (billing_account_id_gotransverse)
),

-- Whole months are billed in full, but that a single one may be other than thirty days of thirty.
int_invoices__items as (
    select
        counted.invoice_id_gotransverse,
        counted.invoice_item_id_gotransverse,
        counted.service_id_gotransverse,
        counted.item_description,
        counted.starts_on,
        counted.ends_on,
        counted.currency,
        counted.total_amount,
        counted.full_amount,
        case
            when not counted.is_of_a_period then counted.total_amount
            when
                counted.is_whole_months
                and (
                    counted.months > 1
                    or '{{ var("proration_basis") }}' in ('actual', 'term_days')
                )
                then {{ money('counted.full_amount', 'currencies.minor_unit_digits') }}
            else
                {{
                    prorated(
                        'counted.full_amount', 'counted.day_count', 'counted.whole_day_count',
                        'currencies.minor_unit_digits'
                    )
                }}
        end as expected_amount
    from counted
    left join currencies using (currency)
)

select * from int_invoices__items
