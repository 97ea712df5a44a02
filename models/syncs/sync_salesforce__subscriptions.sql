-- One row per line of the ERP's subscriptions, drafts included, as the CRM should have it.
with

wanted as (
    select * from {{ ref('int_writing__crm_subscriptions') }}
),

products as (
    select
        sku,
        min(product_id_gotransverse) as product_id_gotransverse
    from {{ ref('int_writing__crm_products') }}
    group by sku
),

settled as (
    select
        *,
        {{ agreed_or_first('status_erp', 'status_billing', 'has_crm') }} as status,
        {{ agreed_or_first('starts_on', 'starts_on_billing', 'has_crm') }} as first_day,
        {{ agreed_or_first('ends_on', 'ends_on_billing', 'has_crm') }} as last_day,
        {{ agreed_or_first('quantity', 'quantity_billing', 'has_crm') }} as settled_quantity,
        {{ agreed_or_first('mrr', 'mrr_billing', 'has_crm') }} as settled_mrr,
        has_crm and is_ended as is_history
    from wanted
),

-- An empty value leaves what the CRM holds: where the two books contradict each other, where the
-- status says the same in its own words, and of what has ended all but that it has.
sync_salesforce__subscriptions as (
    select
        settled.account_id,
        settled.customer_id_netsuite,
        settled.record_id_netsuite,
        settled.subscription_id_salesforce,
        settled.service_id_gotransverse,
        settled.product_name || ' ' || settled.record_id_netsuite as known_name,
        case
            when settled.is_draft then settled.product_name || ' renewal'
            else settled.product_name
        end as name,
        case when settled.is_add_on then settled.subscription_id_netsuite end as parent_key,
        products.product_id_gotransverse,
        case
            when settled.is_draft then 'Draft'
            when settled.has_crm and settled.status = settled.status_crm then null
            when settled.status = 'scheduled' then 'New'
            when settled.status = 'active' then 'In Service'
            when settled.status = 'suspended' then 'Suspended'
            when settled.status = 'ended' and settled.line_status = 'TERMINATED' then 'Canceled'
            when settled.status = 'ended' then 'Expired'
        end as status,
        case when not settled.is_history then settled.first_day end as starts_on,
        settled.starts_on as term_starts_on,
        case when not settled.is_history then settled.last_day end as ends_on,
        cast(settled.term_months as bigint) as term_months,
        case when settled.is_draft then 'Customer-Renewed' else 'Initial' end as term_type,
        case
            when settled.is_history then null
            when settled.renewal_type_billing is not null then settled.renewal_type_billing
            when settled.has_crm then null
            when settled.is_auto_renewed then 'Auto-Renew'
            else 'High Touch'
        end as renewal_type,
        case when not settled.is_history then cast(settled.settled_quantity as decimal(18, 4)) end
            as quantity,
        case
            when settled.is_history then null
            when
                settled.has_crm
                and not coalesce(
                    settled.currency_crm = settled.currency, settled.currency_crm is null
                )
                then null
            when settled.currency_billing != settled.currency then null
            else settled.settled_mrr
        end as mrr,
        settled.currency,
        case when settled.line_status = 'TERMINATED' then settled.terminated_on end
            as terminated_on
    from settled
    left join products using (sku)
)

select * from sync_salesforce__subscriptions
