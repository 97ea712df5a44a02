-- One row per order of the web store: the queue it goes to first, and whether it needs a quote.
with

orders as (
    select * from {{ ref('stg_bigcommerce__orders') }}
    where not is_left_checkout and not is_archived
),

customers as (
    select * from {{ ref('stg_bigcommerce__customers') }}
),

lines as (
    select * from {{ ref('int_orders__lines') }}
    where has_store
),

rules as (
    select * from {{ ref('order_routing_rules') }}
),

vendors as (
    select
        order_id_bigcommerce,
        vendor,
        count(*) as vendor_line_count
    from lines
    group by order_id_bigcommerce, vendor
),

-- Only what is known to be new bypasses the quote: parts of Partsco are quoted.
sizes as (
    select
        order_id_bigcommerce,
        count(*) as line_count,
        count(*) filter (where vendor = 'Partsco') as quoted_line_count,
        count(*) filter (where vendor in ('Legacy', 'Harvard', 'New')) as new_line_count
    from lines
    group by order_id_bigcommerce
),

buyers as (
    select
        orders.order_id_bigcommerce,
        customers.customer_group as buyer_group,
        coalesce(sizes.line_count, 0) as line_count,
        case
            when sizes.quoted_line_count > 0 then 'Quote'
            when sizes.new_line_count = sizes.line_count then 'New'
            else 'unknown'
        end as order_type_expected
    from orders
    left join customers using (customer_id_bigcommerce)
    left join sizes using (order_id_bigcommerce)
),

-- The first rule that fits. May drop: nothing, as long as the last rule fits every order.
int_orders__routes as (
    select
        buyers.order_id_bigcommerce,
        buyers.buyer_group,
        buyers.line_count,
        buyers.order_type_expected,
        rules.rule_number as routing_rule_number,
        rules.queue as queue_expected
    from buyers
    cross join rules
    left join vendors
        on
            buyers.order_id_bigcommerce = vendors.order_id_bigcommerce
            and rules.vendor = vendors.vendor
    where
        (rules.buyer_group = 'any' or rules.buyer_group = buyers.buyer_group)
        and (
            rules.lines = 'any'
            or (rules.lines = 'only' and vendors.vendor_line_count = buyers.line_count)
            or (rules.lines = 'mixed' and vendors.vendor_line_count < buyers.line_count)
        )
    qualify row_number() over (
        partition by buyers.order_id_bigcommerce
        order by rules.rule_number
    ) = 1
)

select * from int_orders__routes
