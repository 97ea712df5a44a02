-- One row per sales order of a renewal that is to become an opportunity, or that one should follow.
with

orders as (
    select * from {{ ref('int_writing__renewal_orders') }}
),

-- Once won or lost it is history; an amount that is the sum of its products is not ours to set.
sync_salesforce__opportunities as (
    select
        renewal_id,
        account_id,
        sales_order_id_netsuite,
        sales_order_number,
        opportunity_id_salesforce,
        customer_id_netsuite,
        subscription_id_netsuite as subscription_key,
        product_name || ' renewal '
        || cast(extract(year from {{ add_days('ends_on', 1) }}) as string) as name,
        'Renewal' as opportunity_type,
        '{{ var("renewal_opportunity_stage") }}' as stage,
        coalesce({{ add_days('renewal_starts_on', -1) }}, ends_on) as closes_on,
        case
            when not has_lines and coalesce(currency_crm = currency, currency_crm is null)
                then sales_order_amount
        end as amount,
        currency
    from orders
    where not has_crm or ({{ var('opportunities_follow_sales_orders') }} and not is_closed_in_crm)
)

select * from sync_salesforce__opportunities
