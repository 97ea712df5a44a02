-- One row per recurring line of a subscription of the ERP, those of drafts of renewals included.
with

subscriptions as (
    select * from {{ ref('stg_netsuite__subscriptions') }}
),

lines as (
    select * from {{ ref('stg_netsuite__subscription_lines') }}
    where line_type = 'RECURRING'
),

items as (
    select * from {{ ref('stg_netsuite__items') }}
),

currencies as (
    select * from {{ ref('stg_netsuite__currencies') }}
),

customers as (
    select * from {{ ref('stg_netsuite__customers') }}
),

intervals as (
    select
        subscription_id_netsuite,
        line_number,
        starts_on,
        ends_on,
        {{ share_of('recurring_amount', '(' ~ months_in('frequency') ~ ' * repeat_every)') }}
            as monthly_amount
    from {{ ref('stg_netsuite__subscription_price_intervals') }}
    where not {{ is_once('frequency') }}
),

-- May drop: lines without a price in force, which cost nothing.
monthly_amounts as (
    select
        lines.subscription_id_netsuite,
        lines.line_number,
        {{ complete_sum('intervals.monthly_amount', 'decimal(18, 6)') }} as monthly_amount
    from lines
    inner join intervals using (subscription_id_netsuite, line_number)
    where
        {{
            in_force(
                'intervals.starts_on',
                'intervals.ends_on',
                'greatest(' ~ as_of() ~ ', lines.starts_on)'
            )
        }}
    group by lines.subscription_id_netsuite, lines.line_number
),

-- May drop: subscriptions of customers that were deleted.
int_subscriptions__erp_lines as (
    select
        case
            when lines.line_number = 1 then lines.subscription_id_netsuite
            else lines.subscription_id_netsuite || ':' || cast(lines.line_number as string)
        end as record_id_netsuite,
        lines.subscription_id_netsuite,
        lines.line_number,
        lines.subscription_line_id_netsuite,
        subscriptions.external_id,
        subscriptions.subscription_number,
        subscriptions.customer_id_netsuite,
        {{ account_id('netsuite', 'subscriptions.customer_id_netsuite') }} as account_id,
        lines.line_number != 1 as is_add_on,
        subscriptions.subscription_status = 'DRAFT' as is_draft,
        lines.is_in_renewal,
        items.item_name as product_name,
        items.sku,
        lines.line_status,
        {{ canonical_status('lines.line_status') }} as status,
        lines.starts_on,
        lines.ends_on,
        lines.quantity,
        case
            when monthly_amounts.subscription_id_netsuite is null then 0
            else monthly_amounts.monthly_amount
        end as monthly_amount,
        case
            when monthly_amounts.subscription_id_netsuite is null then 0
            else {{ money('monthly_amounts.monthly_amount', 'currencies.minor_unit_digits') }}
        end as mrr,
        currencies.currency
    from lines
    inner join subscriptions using (subscription_id_netsuite)
    inner join customers using (customer_id_netsuite)
    left join items using (item_id_netsuite)
    left join currencies on subscriptions.currency_id_netsuite = currencies.currency_id_netsuite
    left join monthly_amounts using (subscription_id_netsuite, line_number)
)

select * from int_subscriptions__erp_lines
