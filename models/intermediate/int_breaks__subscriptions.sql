-- One row per difference found between billing, ERP and CRM in a line of a subscription.
with

subscriptions as (
    select * from {{ ref('subscriptions') }}
    where verdict not in ('agrees', 'not_compared', 'mrr_unknown')
),

accounts as (
    select
        {{ account_id('netsuite', 'customer_id_netsuite') }} as account_id,
        customer_name
    from {{ ref('stg_netsuite__customers') }}
),

change_orders as (
    select * from {{ ref('stg_netsuite__subscription_change_orders') }}
),

systems_say as (
    select
        subscriptions.*,
        coalesce(accounts.customer_name || ': ', '') || subscriptions.product_name as line_name,
        coalesce(other_accounts.customer_name, subscriptions.account_id_crm) as other_account_name,
        coalesce(change_orders.change_order_number, subscriptions.late_change_order_id_netsuite)
            as change_order_name,
        {{
            line_says(
                'sku_billing',
                'currency_billing',
                'status_billing',
                'ends_on_billing',
                'renewal_type_billing',
                'quantity_billing',
                'mrr_billing'
            )
        }} as billing_says,
        {{
            line_says(
                'sku_erp',
                'currency_erp',
                'status_erp',
                'ends_on_erp',
                'cast(null as string)',
                'quantity_erp',
                'mrr_erp'
            )
        }} as erp_says,
        {{
            line_says(
                'sku_crm',
                'currency_crm',
                'status_crm',
                'ends_on_crm',
                'renewal_type_crm',
                'quantity_crm',
                'mrr_crm'
            )
        }} as crm_says
    from subscriptions
    left join accounts using (account_id)
    left join accounts as other_accounts on subscriptions.account_id_crm = other_accounts.account_id
    left join change_orders
        on subscriptions.late_change_order_id_netsuite = change_orders.change_order_id_netsuite
),

sides as (
    select
        *,
        {{ left_of('differing_pair', "'gotransverse'", "'netsuite'") }} as left_system,
        {{ left_of('differing_pair', "'billing'", "'the ERP'") }} as left_name,
        {{ left_of('differing_pair', 'service_id_gotransverse', 'record_id_netsuite') }} as left_id,
        {{ left_of('differing_pair', 'billing_says', 'erp_says') }} as left_says,
        {{ left_of('differing_pair', 'mrr_billing', 'mrr_erp') }} as left_mrr,
        {{ right_of('differing_pair', "'netsuite'", "'salesforce'") }} as right_system,
        {{ right_of('differing_pair', "'the ERP'", "'the CRM'") }} as right_name,
        {{ right_of('differing_pair', 'record_id_netsuite', 'subscription_id_salesforce') }}
            as right_id,
        {{ right_of('differing_pair', 'erp_says', 'crm_says') }} as right_says,
        {{ right_of('differing_pair', 'mrr_erp', 'mrr_crm') }} as right_mrr,
        {{ right_of('differing_pair', 'currency_erp', 'currency_crm') }} as right_currency
    from systems_say
),

missing as (
    select
        case when left_id is null then 'missing_left' else 'missing_right' end as kind,
        'subscription' as field,
        account_id,
        left_system,
        coalesce(left_id, '') as left_record_id,
        left_says as left_value,
        right_system,
        coalesce(right_id, '') as right_record_id,
        right_says as right_value,
        case
            when left_id is null then cast(-right_mrr as decimal(18, 2))
            else left_mrr
        end as amount,
        case when coalesce(left_mrr, right_mrr) is not null then currency end as currency,
        line_name || ' has '
        || coalesce(
            'an MRR of ' || coalesce(left_says, right_says) || ' ' || currency, 'an unknown MRR'
        )
        || ' in ' || case when left_id is null then right_name else left_name end
        || ' and is unknown to ' || case when left_id is null then left_name else right_name end
        || '.' as explanation
    from sides
    where verdict in ('missing_in_billing', 'missing_in_erp', 'missing_in_crm')
),

twice as (
    select
        'duplicate' as kind,
        'subscription' as field,
        account_id,
        left_system,
        coalesce(left_id, record_id_netsuite) as left_record_id,
        left_says as left_value,
        right_system,
        case
            when right_id < twin_ids_salesforce then right_id || ',' || twin_ids_salesforce
            else twin_ids_salesforce || ',' || right_id
        end as right_record_id,
        right_says as right_value,
        cast(-twin_mrr as decimal(18, 2)) as amount,
        currency,
        line_name || ' is in the CRM again, with an MRR of ' || cast(twin_mrr as string) || ' '
        || currency || ' that no other system has: ' || twin_ids_salesforce || '.' as explanation
    from sides
    where verdict = 'twice_in_crm'
),

of_another as (
    select
        'ownership' as kind,
        'account' as field,
        account_id,
        left_system,
        left_id as left_record_id,
        account_id_billing as left_value,
        right_system,
        right_id as right_record_id,
        account_id_crm as right_value,
        cast(null as decimal(18, 2)) as amount,
        cast(null as string) as currency,
        line_name || ' is a subscription of ' || other_account_name || ' in the CRM.' as explanation
    from sides
    where verdict = 'account_differs'
),

other_words as (
    select
        case
            when verdict = 'product_differs' then 'mapping'
            when verdict = 'currency_differs' then 'currency'
            when verdict = 'status_differs' then 'status'
            else 'term'
        end as kind,
        case
            when verdict = 'product_differs' then 'product'
            when verdict = 'currency_differs' then 'currency'
            when verdict = 'status_differs' then 'status'
            else 'term'
        end as field,
        account_id,
        left_system,
        left_id as left_record_id,
        left_says as left_value,
        right_system,
        right_id as right_record_id,
        right_says as right_value,
        case when verdict = 'currency_differs' then right_mrr end as amount,
        case when verdict = 'currency_differs' then right_currency end as currency,
        line_name || case
            when verdict = 'product_differs' then ' is product '
            when verdict = 'currency_differs' then ' is in '
            when verdict = 'status_differs' then ' is '
            when verdict = 'term_differs' then ' has a term that ends: '
            else ' renews as '
        end || coalesce(left_says, 'none') || ' in ' || left_name || ', '
        || coalesce(right_says, 'none') || ' in ' || right_name || '.' as explanation
    from sides
    where
        verdict in (
            'product_differs',
            'currency_differs',
            'status_differs',
            'term_differs',
            'renewal_type_differs'
        )
),

outliving as (
    select
        'term' as kind,
        'co_termination' as field,
        account_id,
        'gotransverse' as left_system,
        base_service_id_gotransverse as left_record_id,
        cast(base_ends_on as string) as left_value,
        'gotransverse' as right_system,
        service_id_gotransverse as right_record_id,
        billing_says as right_value,
        cast(null as decimal(18, 2)) as amount,
        cast(null as string) as currency,
        line_name
        || ', an add-on, ends on '
        || billing_says
        || ', after its base service, which ends on '
        || cast(base_ends_on as string) || '.' as explanation
    from sides
    where verdict = 'outlives_its_base'
),

late as (
    select
        'timing' as kind,
        'effective_on' as field,
        account_id,
        left_system,
        left_id as left_record_id,
        cast(price_billed_from_on as string) as left_value,
        right_system,
        late_change_order_id_netsuite as right_record_id,
        cast(price_effective_on as string) as right_value,
        cast(null as decimal(18, 2)) as amount,
        cast(null as string) as currency,
        line_name || ' has a new price from ' || cast(price_effective_on as string)
        || ' by change order ' || change_order_name || ', in billing only from '
        || cast(price_billed_from_on as string) || '.' as explanation
    from sides
    where verdict = 'price_late'
),

other_amounts as (
    select
        case when verdict = 'quantity_differs' then 'quantity' else 'amount' end as kind,
        case when verdict = 'quantity_differs' then 'quantity' else 'mrr' end as field,
        account_id,
        left_system,
        left_id as left_record_id,
        left_says as left_value,
        right_system,
        right_id as right_record_id,
        right_says as right_value,
        cast(left_mrr - right_mrr as decimal(18, 2)) as amount,
        currency,
        line_name || case
            when verdict = 'quantity_differs'
                then
                    ' has a quantity of ' || left_says || ' in ' || left_name || ', ' || right_says
                    || ' in ' || right_name || ', at one price: '
            else
                ' has an MRR of ' || left_says || ' ' || currency || ' in ' || left_name || ', '
                || right_says || ' ' || currency || ' in ' || right_name || ': '
        end || cast(abs(left_mrr - right_mrr) as string) || ' ' || currency || ' a month '
        || case when left_mrr > right_mrr then 'less' else 'more' end || ' in ' || right_name || '.'
            as explanation
    from sides
    where verdict in ('quantity_differs', 'mrr_differs')
),

found as (
    select * from missing
    union all
    select * from twice
    union all
    select * from of_another
    union all
    select * from other_words
    union all
    select * from outliving
    union all
    select * from late
    union all
    select * from other_amounts
),

int_breaks__subscriptions as (
    select
        'subscriptions' as recon,
        kind,
        field,
        account_id,
        left_system,
        {{ object_of_line('left_system') }} as left_object,
        left_record_id,
        left_value,
        right_system,
        case
            when kind = 'timing' then 'subscriptionchangeorder'
            else {{ object_of_line('right_system') }}
        end as right_object,
        right_record_id,
        right_value,
        amount,
        currency,
        explanation
    from found
)

select * from int_breaks__subscriptions
