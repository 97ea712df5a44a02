-- One row per line of the ERP's subscriptions, drafts of renewals included, as the CRM should have it.
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
        case
            when not settled.is_history
                then {{ agreed_or_first('settled.starts_on', 'settled.starts_on_billing', 'settled.has_crm') }}
        end as starts_on,
        settled.starts_on as term_starts_on,
        case
            when not settled.is_history
                then {{ agreed_or_first('settled.ends_on', 'settled.ends_on_billing', 'settled.has_crm') }}
        end as ends_on,
        cast(settled.term_months as bigint) as term_months,
        case when settled.is_draft then 'Customer-Renewed' else 'Initial' end as term_type,
        case
            when settled.is_history then null
            when settled.renewal_type_billing is not null then settled.renewal_type_billing
            when settled.has_crm then null
            when settled.is_auto_renewed then 'Auto-Renew'
            else 'High Touch'
        end as renewal_type,
        case
            when not settled.is_history
                then
                    cast(
                        {{ agreed_or_first('settled.quantity', 'settled.quantity_billing', 'settled.has_crm') }}
                        as decimal(18, 4)
                    )
        end as quantity,
        case
            when settled.is_history then null
            when
                settled.has_crm
                and not coalesce(
                    settled.currency_crm = settled.currency, settled.currency_crm is null
                )
                then null
            when settled.currency_billing != settled.currency then null
            else {{ agreed_or_first('settled.mrr', 'settled.mrr_billing', 'settled.has_crm') }}
        end as mrr,
        settled.currency,
        case when settled.line_status = 'TERMINATED' then settled.terminated_on end
            as terminated_on
    from settled
    left join products using (sku)
)

select * from sync_salesforce__subscriptions
