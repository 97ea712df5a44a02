-- One row per line of a subscription that any system claims: a base service, or an add-on of one.
with

matched as (
    select * from {{ ref('int_subscriptions__matched') }}
),

billing as (
    select * from {{ ref('int_subscriptions__billing_lines') }}
),

erp as (
    select * from {{ ref('int_subscriptions__erp_lines') }}
),

crm as (
    select * from {{ ref('int_subscriptions__crm_lines') }}
),

late_prices as (
    select * from {{ ref('int_subscriptions__late_prices') }}
),

currencies as (
    select * from {{ ref('stg_netsuite__currencies') }}
),

-- One row an account: in which of the two systems that found accounts it is one.
known_accounts as (
    select
        account_id,
        bool_or(system = 'netsuite') as is_known_to_erp,
        bool_or(system = 'salesforce') as is_known_to_crm
    from {{ ref('int_accounts__links') }}
    where status = 'confirmed'
    group by account_id
),

side_by_side as (
    select
        matched.subscription_id,
        matched.base_subscription_id,
        matched.is_add_on,
        coalesce(billing.account_id, erp.account_id, crm.account_id) as account_id,
        billing.service_id_gotransverse is not null as has_billing,
        erp.record_id_netsuite is not null as has_erp,
        crm.subscription_id_salesforce is not null as has_crm,
        matched.service_id_gotransverse,
        matched.record_id_netsuite,
        matched.subscription_id_netsuite,
        matched.subscription_id_salesforce,
        matched.twin_ids_salesforce,
        billing.account_id as account_id_billing,
        crm.account_id as account_id_crm,
        coalesce(billing.product_name, erp.product_name, crm.product_name) as product_name,
        billing.sku as sku_billing,
        erp.sku as sku_erp,
        crm.sku as sku_crm,
        billing.status as status_billing,
        erp.status as status_erp,
        crm.status as status_crm,
        billing.starts_on as starts_on_billing,
        erp.starts_on as starts_on_erp,
        crm.starts_on as starts_on_crm,
        billing.ends_on as ends_on_billing,
        erp.ends_on as ends_on_erp,
        crm.ends_on as ends_on_crm,
        billing.renewal_type as renewal_type_billing,
        crm.renewal_type as renewal_type_crm,
        billing.quantity as quantity_billing,
        erp.quantity as quantity_erp,
        crm.quantity as quantity_crm,
        billing.account_currency as currency_billing,
        erp.currency as currency_erp,
        crm.currency as currency_crm,
        coalesce(billing.account_currency, erp.currency, crm.currency, billing.currency)
            as currency,
        billing.monthly_amount as monthly_billing,
        erp.monthly_amount as monthly_erp,
        crm.monthly_amount as monthly_crm,
        matched.twin_monthly_amount
    from matched
    left join billing using (service_id_gotransverse)
    left join erp on matched.record_id_netsuite = erp.record_id_netsuite
    left join crm on matched.subscription_id_salesforce = crm.subscription_id_salesforce
),

-- A share of money is rounded last, to the places of its currency.
valued as (
    select
        side_by_side.*,
        {{ money('side_by_side.monthly_billing', 'currencies.minor_unit_digits') }} as mrr_billing,
        {{ money('side_by_side.monthly_erp', 'currencies.minor_unit_digits') }} as mrr_erp,
        {{ money('side_by_side.monthly_crm', 'currencies.minor_unit_digits') }} as mrr_crm,
        {{ money('side_by_side.twin_monthly_amount', 'currencies.minor_unit_digits') }} as twin_mrr,
        coalesce(side_by_side.status_billing, 'ended') = 'ended'
        and coalesce(side_by_side.status_erp, 'ended') = 'ended'
        and coalesce(side_by_side.status_crm, 'ended') = 'ended' as is_ended,
        coalesce(known_accounts.is_known_to_erp, false) as is_known_to_erp,
        coalesce(known_accounts.is_known_to_crm, false) as is_known_to_crm,
        late_prices.change_order_id_netsuite as late_change_order_id_netsuite,
        late_prices.effective_on as price_effective_on,
        late_prices.billed_from_on as price_billed_from_on
    from side_by_side
    left join currencies using (currency)
    left join known_accounts using (account_id)
    left join late_prices using (service_id_gotransverse)
),

-- Between which two systems each value is told to differ.
compared as (
    select
        valued.*,
        base.has_billing as has_base_in_billing,
        base.has_erp as has_base_in_erp,
        base.has_crm as has_base_in_crm,
        base.service_id_gotransverse as base_service_id_gotransverse,
        case
            when
                base.ends_on_billing = base.ends_on_erp and base.ends_on_billing = base.ends_on_crm
                then base.ends_on_billing
        end as base_ends_on,
        {{ pair_that_differs('valued.sku_billing', 'valued.sku_erp', 'valued.sku_crm') }}
            as sku_pair,
        {{
            pair_that_differs_where_known(
                'valued.currency_billing', 'valued.currency_erp', 'valued.currency_crm'
            )
        }} as currency_pair,
        {{ pair_that_differs('valued.status_billing', 'valued.status_erp', 'valued.status_crm') }}
            as status_pair,
        {{
            pair_that_differs(
                'valued.ends_on_billing', 'valued.ends_on_erp', 'valued.ends_on_crm'
            )
        }} as ends_on_pair,
        {{
            pair_that_differs(
                'valued.quantity_billing', 'valued.quantity_erp', 'valued.quantity_crm'
            )
        }} as quantity_pair,
        {{ pair_that_differs('valued.mrr_billing', 'valued.mrr_erp', 'valued.mrr_crm') }}
            as mrr_pair
    from valued
    left join valued as base on valued.base_subscription_id = base.subscription_id
),

judged as (
    select
        *,
        case
            when is_ended and not (has_billing and has_erp and has_crm) then 'not_compared'
            when
                (not has_erp and not is_known_to_erp) or (not has_crm and not is_known_to_crm)
                then 'not_compared'
            when is_add_on and not has_billing and not coalesce(has_base_in_billing, true)
                then 'not_compared'
            when not has_billing then 'missing_in_billing'
            when is_add_on and not has_erp and not coalesce(has_base_in_erp, true)
                then 'not_compared'
            when not has_erp then 'missing_in_erp'
            when is_add_on and not has_crm and not coalesce(has_base_in_crm, true)
                then 'not_compared'
            when not has_crm then 'missing_in_crm'
            when twin_ids_salesforce is not null then 'twice_in_crm'
            when is_ended then 'agrees'
            when account_id_billing != account_id_crm then 'account_differs'
            when sku_pair != 'agree' then 'product_differs'
            when currency_pair != 'agree' then 'currency_differs'
            when status_pair != 'agree' then 'status_differs'
            when ends_on_pair != 'agree' then 'term_differs'
            when
                not is_add_on and renewal_type_billing != renewal_type_crm
                then 'renewal_type_differs'
            when is_add_on and ends_on_billing > base_ends_on then 'outlives_its_base'
            when late_change_order_id_netsuite is not null then 'price_late'
            when mrr_billing is null or mrr_erp is null or mrr_crm is null then 'mrr_unknown'
            when
                quantity_pair = 'billing_erp'
                and mrr_billing != mrr_erp
                and mrr_billing * quantity_erp = mrr_erp * quantity_billing
                then 'quantity_differs'
            when
                quantity_pair = 'billing_crm'
                and mrr_billing != mrr_crm
                and mrr_billing * quantity_crm = mrr_crm * quantity_billing
                then 'quantity_differs'
            when mrr_pair != 'agree' then 'mrr_differs'
            else 'agrees'
        end as verdict
    from compared
),

subscriptions as (
    select
        subscription_id,
        base_subscription_id,
        account_id,
        account_id_crm,
        account_id_billing,
        is_add_on,
        has_crm,
        has_erp,
        has_billing,
        service_id_gotransverse,
        record_id_netsuite,
        subscription_id_netsuite,
        subscription_id_salesforce,
        base_service_id_gotransverse,
        base_ends_on,
        twin_ids_salesforce,
        product_name,
        sku_crm,
        sku_erp,
        sku_billing,
        status_crm,
        status_erp,
        status_billing,
        starts_on_crm,
        starts_on_erp,
        starts_on_billing,
        ends_on_crm,
        ends_on_erp,
        ends_on_billing,
        renewal_type_crm,
        renewal_type_billing,
        quantity_crm,
        quantity_erp,
        quantity_billing,
        mrr_crm,
        mrr_erp,
        mrr_billing,
        twin_mrr,
        currency_crm,
        currency_erp,
        currency_billing,
        currency,
        late_change_order_id_netsuite,
        price_effective_on,
        price_billed_from_on,
        case
            when verdict = 'missing_in_billing' and has_erp then 'billing_erp'
            when verdict = 'missing_in_billing' then 'billing_crm'
            when verdict = 'missing_in_erp' and has_billing then 'billing_erp'
            when verdict = 'missing_in_erp' then 'erp_crm'
            when verdict = 'missing_in_crm' and has_billing then 'billing_crm'
            when verdict = 'missing_in_crm' then 'erp_crm'
            when verdict in ('twice_in_crm', 'account_differs', 'renewal_type_differs')
                then 'billing_crm'
            when verdict = 'product_differs' then sku_pair
            when verdict = 'currency_differs' then currency_pair
            when verdict = 'status_differs' then status_pair
            when verdict = 'term_differs' then ends_on_pair
            when verdict = 'outlives_its_base' then 'billing_alone'
            when verdict = 'price_late' then 'billing_erp'
            when verdict = 'quantity_differs' then quantity_pair
            when verdict = 'mrr_differs' then mrr_pair
            else 'agree'
        end as differing_pair,
        verdict
    from judged
)

select * from subscriptions
