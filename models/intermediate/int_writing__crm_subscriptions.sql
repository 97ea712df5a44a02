-- One row per line of the ERP's subscriptions that the CRM has or should have, drafts included.
with

customers as (
    select * from {{ ref('int_writing__crm_accounts') }}
),

erp_lines as (
    select * from {{ ref('int_subscriptions__erp_lines') }}
),

subscriptions as (
    select * from {{ ref('stg_netsuite__subscriptions') }}
),

terms as (
    select * from {{ ref('stg_netsuite__subscription_terms') }}
),

compared as (
    select * from {{ ref('subscriptions') }}
    where has_erp
),

terminations as (
    select
        subscription_id_netsuite,
        line_number,
        terminated_on
    from {{ ref('stg_netsuite__subscription_lines') }}
),

crm_drafts as (
    select
        stored_record_id_netsuite as record_id_netsuite,
        min(subscription_id_salesforce) as subscription_id_salesforce
    from {{ ref('int_subscriptions__crm_lines') }}
    where stored_record_id_netsuite is not null
    group by stored_record_id_netsuite
),

deleted as (
    select distinct subscription_id_netsuite as record_id_netsuite
    from {{ ref('stg_salesforce__subscriptions') }}
    where is_deleted and subscription_id_netsuite is not null
),

-- A record of the CRM that another account or product has may not be the one that is meant.
-- May drop: lines of customers that the CRM does not get, and records that were deleted there.
int_writing__crm_subscriptions as (
    select
        customers.account_id,
        customers.customer_id_netsuite,
        erp_lines.record_id_netsuite,
        erp_lines.subscription_id_netsuite,
        erp_lines.is_draft,
        erp_lines.is_add_on,
        erp_lines.product_name,
        erp_lines.sku,
        coalesce(compared.subscription_id_salesforce, crm_drafts.subscription_id_salesforce)
            as subscription_id_salesforce,
        coalesce(compared.subscription_id_salesforce, crm_drafts.subscription_id_salesforce)
        is not null as has_crm,
        compared.service_id_gotransverse,
        coalesce(compared.status_erp = 'ended', false) as is_ended,
        compared.status_crm,
        compared.status_erp,
        compared.status_billing,
        erp_lines.starts_on,
        compared.starts_on_billing,
        erp_lines.ends_on,
        compared.ends_on_billing,
        erp_lines.quantity,
        compared.quantity_billing,
        erp_lines.mrr,
        compared.mrr_billing,
        compared.renewal_type_billing,
        subscriptions.is_auto_renewed,
        erp_lines.currency,
        compared.currency_crm,
        compared.currency_billing,
        erp_lines.line_status,
        terminations.terminated_on,
        {{ term_months('terms.term_length', 'terms.term_unit') }} as term_months
    from erp_lines
    inner join customers using (customer_id_netsuite)
    inner join subscriptions using (subscription_id_netsuite)
    left join terms using (term_id_netsuite)
    left join terminations using (subscription_id_netsuite, line_number)
    left join compared on erp_lines.record_id_netsuite = compared.record_id_netsuite
    left join crm_drafts on erp_lines.record_id_netsuite = crm_drafts.record_id_netsuite
    left join deleted on erp_lines.record_id_netsuite = deleted.record_id_netsuite
    where
        coalesce(compared.verdict, '') not in ('account_differs', 'product_differs')
        and (
            coalesce(compared.subscription_id_salesforce, crm_drafts.subscription_id_salesforce)
            is not null
            or deleted.record_id_netsuite is null
        )
)

select * from int_writing__crm_subscriptions
