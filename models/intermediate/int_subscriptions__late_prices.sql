-- One row per service whose price changed in the ERP on one day and in billing up to a month later.
with

matched as (
    select * from {{ ref('int_subscriptions__matched') }}
),

erp_lines as (
    select * from {{ ref('int_subscriptions__erp_lines') }}
),

change_orders as (
    select * from {{ ref('stg_netsuite__subscription_change_orders') }}
    where
        change_action = 'MODIFY_PRICING'
        and approval_status = 'APPROVED'
        and coalesce(change_order_status, 'ACTIVE') != 'VOIDED'
        and effective_on < {{ as_of() }}
),

change_order_lines as (
    select * from {{ ref('stg_netsuite__subscription_change_order_lines') }}
),

intervals as (
    select
        subscription_id_netsuite,
        line_number,
        starts_on,
        {{ share_of('recurring_amount', '(' ~ months_in('frequency') ~ ' * repeat_every)') }}
            as monthly_amount
    from {{ ref('stg_netsuite__subscription_price_intervals') }}
    where not {{ is_once('frequency') }}
),

prices as (
    select
        service_id_gotransverse,
        starts_on,
        {{ share_of('amount', months_in('recurrence_period')) }} as monthly_amount
    from {{ ref('stg_gotransverse__service_prices') }}
    where not {{ is_once('recurrence_period') }}
),

-- May drop: changes of lines that billing does not have; that is told of the subscription.
changes as (
    select
        change_orders.change_order_id_netsuite,
        change_orders.change_order_number,
        change_orders.effective_on,
        matched.service_id_gotransverse,
        intervals.monthly_amount
    from change_orders
    inner join change_order_lines using (change_order_id_netsuite)
    inner join erp_lines
        on
            change_orders.subscription_id_netsuite = erp_lines.subscription_id_netsuite
            and change_order_lines.subscription_line_id_netsuite
            = erp_lines.subscription_line_id_netsuite
    inner join matched on erp_lines.record_id_netsuite = matched.record_id_netsuite
    inner join intervals
        on
            erp_lines.subscription_id_netsuite = intervals.subscription_id_netsuite
            and erp_lines.line_number = intervals.line_number
            and change_orders.effective_on = intervals.starts_on
    where matched.service_id_gotransverse is not null
),

int_subscriptions__late_prices as (
    select
        changes.service_id_gotransverse,
        changes.change_order_id_netsuite,
        changes.change_order_number,
        changes.effective_on,
        min(late.starts_on) as billed_from_on
    from changes
    left join prices as on_the_day
        on
            changes.service_id_gotransverse = on_the_day.service_id_gotransverse
            and changes.effective_on = on_the_day.starts_on
    inner join prices as late
        on
            changes.service_id_gotransverse = late.service_id_gotransverse
            and changes.monthly_amount = late.monthly_amount
    where
        on_the_day.service_id_gotransverse is null
        and late.starts_on > changes.effective_on
        and {{ days_between('changes.effective_on', 'late.starts_on') }} <= 31
    group by
        changes.service_id_gotransverse,
        changes.change_order_id_netsuite,
        changes.change_order_number,
        changes.effective_on
    qualify row_number() over (
        partition by changes.service_id_gotransverse
        order by changes.effective_on asc, changes.change_order_id_netsuite asc
    ) = 1
)

select * from int_subscriptions__late_prices
