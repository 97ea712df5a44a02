-- One row per service of billing that recurs: a base service, or an add-on of one.
with

services as (
    select * from {{ ref('stg_gotransverse__services') }}
),

products as (
    select * from {{ ref('stg_gotransverse__products') }}
),

billing_accounts as (
    select * from {{ ref('stg_gotransverse__billing_accounts') }}
),

links as (
    select * from {{ ref('int_accounts__links') }}
    where system = 'gotransverse' and object = 'billing_accounts' and status = 'confirmed'
),

-- A product is a one-time charge where every price of it is.
one_time_products as (
    select product_id_gotransverse
    from {{ ref('stg_gotransverse__product_prices') }}
    group by product_id_gotransverse
    having bool_and({{ is_once('recurrence_period') }})
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

-- Prices to come wait: what counts is the day, or the first day of a service that is to come.
-- May drop: services without a price in force, which cost nothing.
monthly_amounts as (
    select
        services.service_id_gotransverse,
        {{ complete_sum('prices.monthly_amount', 'decimal(18, 6)') }} as monthly_amount
    from services
    inner join prices using (service_id_gotransverse)
    where
        {{
            in_force(
                'prices.starts_on', 'prices.ends_on', 'greatest(' ~ as_of() ~ ', services.starts_on)'
            )
        }}
    group by services.service_id_gotransverse
),

int_subscriptions__billing_lines as (
    select
        services.service_id_gotransverse,
        services.parent_service_id_gotransverse,
        coalesce(services.parent_service_id_gotransverse, services.service_id_gotransverse)
            as base_service_id_gotransverse,
        services.next_service_id_gotransverse,
        services.billing_account_id_gotransverse,
        services.agreement_id_gotransverse,
        services.subscription_id_crm as stored_subscription_id_salesforce,
        links.account_id,
        services.is_add_on,
        coalesce(products.product_name, services.product_name) as product_name,
        upper(products.sku) as sku,
        services.service_status,
        {{ canonical_status('services.service_status') }} as status,
        services.starts_on,
        case
            when services.agreement_end_action = 'SERVICE_ONLY' then null
            when services.is_add_on then services.commitment_ends_on
            else coalesce(services.agreement_ends_on, services.commitment_ends_on)
        end as ends_on,
        coalesce(services.ends_on, services.status_on) as ended_on,
        services.agreement_ends_on,
        services.agreement_end_action,
        {{ renewal_type_of('services.agreement_end_action') }} as renewal_type,
        services.quantity,
        case
            when monthly_amounts.service_id_gotransverse is null then 0
            else monthly_amounts.monthly_amount
        end as monthly_amount,
        billing_accounts.currency as account_currency,
        coalesce(billing_accounts.currency, services.currency) as currency
    from services
    left join products using (product_id_gotransverse)
    left join billing_accounts using (billing_account_id_gotransverse)
    left join links on services.billing_account_id_gotransverse = links.record_id
    left join monthly_amounts using (service_id_gotransverse)
    left join one_time_products using (product_id_gotransverse)
    where one_time_products.product_id_gotransverse is null
)

select * from int_subscriptions__billing_lines
