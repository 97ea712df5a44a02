-- One row per line of a subscription, whichever of billing, ERP and CRM hold it.
with

billing as (
    select * from {{ ref('int_subscriptions__billing_lines') }}
),

erp as (
    select * from {{ ref('int_subscriptions__erp_lines') }}
    where not is_draft
),

crm as (
    select * from {{ ref('int_subscriptions__crm_lines') }}
    where not is_draft
),

-- The id of the service in the CRM comes before the id of the CRM's record in billing.
billing_and_crm as (
    select
        billing.service_id_gotransverse,
        crm.subscription_id_salesforce,
        1 as step
    from billing
    inner join crm on billing.service_id_gotransverse = crm.stored_service_id_gotransverse
    union all
    select
        billing.service_id_gotransverse,
        crm.subscription_id_salesforce,
        2 as step
    from billing
    inner join crm
        on billing.stored_subscription_id_salesforce = crm.subscription_id_salesforce
),

crm_of_service as (
    select
        service_id_gotransverse,
        subscription_id_salesforce
    from billing_and_crm
    qualify
        row_number() over (
            partition by subscription_id_salesforce
            order by step asc, service_id_gotransverse asc
        ) = 1
        and row_number() over (
            partition by service_id_gotransverse
            order by step asc, subscription_id_salesforce asc
        ) = 1
),

-- Stored ids: a base line by the ERP's external id, any line by the ERP's id in the CRM.
billing_and_erp as (
    select
        billing.service_id_gotransverse,
        erp.record_id_netsuite,
        erp.subscription_id_netsuite,
        1 as step
    from billing
    inner join erp on 'GTV-' || billing.service_id_gotransverse = erp.external_id
    where not billing.is_add_on and not erp.is_add_on
    union all
    select
        crm_of_service.service_id_gotransverse,
        erp.record_id_netsuite,
        erp.subscription_id_netsuite,
        2 as step
    from crm_of_service
    inner join crm using (subscription_id_salesforce)
    inner join erp on crm.stored_record_id_netsuite = erp.record_id_netsuite
),

erp_of_service_by_id as (
    select
        service_id_gotransverse,
        record_id_netsuite,
        subscription_id_netsuite
    from billing_and_erp
    qualify
        row_number() over (
            partition by record_id_netsuite
            order by step asc, service_id_gotransverse asc
        ) = 1
        and row_number() over (
            partition by service_id_gotransverse
            order by step asc, record_id_netsuite asc
        ) = 1
),

-- What is left of the add-ons: the same product below a base that is matched.
erp_of_add_on as (
    select
        billing.service_id_gotransverse,
        erp.record_id_netsuite
    from billing
    inner join erp_of_service_by_id as base_by_id
        on billing.parent_service_id_gotransverse = base_by_id.service_id_gotransverse
    inner join erp
        on
            base_by_id.subscription_id_netsuite = erp.subscription_id_netsuite
            and billing.sku = erp.sku
    left join erp_of_service_by_id as service_by_id
        on billing.service_id_gotransverse = service_by_id.service_id_gotransverse
    left join erp_of_service_by_id as line_by_id
        on erp.record_id_netsuite = line_by_id.record_id_netsuite
    where
        billing.is_add_on
        and erp.is_add_on
        and service_by_id.service_id_gotransverse is null
        and line_by_id.record_id_netsuite is null
    qualify
        row_number() over (
            partition by erp.record_id_netsuite
            order by billing.service_id_gotransverse asc
        ) = 1
        and row_number() over (
            partition by billing.service_id_gotransverse
            order by erp.record_id_netsuite asc
        ) = 1
),

erp_of_service as (
    select
        service_id_gotransverse,
        record_id_netsuite
    from erp_of_service_by_id
    union all
    select
        service_id_gotransverse,
        record_id_netsuite
    from erp_of_add_on
),

erp_left as (
    select erp.record_id_netsuite
    from erp
    left join erp_of_service using (record_id_netsuite)
    where erp_of_service.record_id_netsuite is null
),

crm_left as (
    select
        crm.subscription_id_salesforce,
        crm.stored_record_id_netsuite as record_id_netsuite
    from crm
    left join crm_of_service using (subscription_id_salesforce)
    where crm_of_service.subscription_id_salesforce is null
),

crm_of_erp_left as (
    select
        erp_left.record_id_netsuite,
        crm_left.subscription_id_salesforce
    from erp_left
    inner join crm_left using (record_id_netsuite)
    qualify row_number() over (
        partition by erp_left.record_id_netsuite
        order by crm_left.subscription_id_salesforce asc
    ) = 1
),

linked_in_crm as (
    select subscription_id_salesforce from crm_of_service
    union all
    select subscription_id_salesforce from crm_of_erp_left
),

-- A record of the CRM that no id leads to, beside a linked one of the same product and start.
twins as (
    select
        twin.subscription_id_salesforce as twin_id_salesforce,
        twin.monthly_amount as twin_monthly_amount,
        crm.subscription_id_salesforce
    from crm as twin
    inner join crm
        on
            twin.account_id_salesforce = crm.account_id_salesforce
            and coalesce(twin.parent_subscription_id_salesforce, '')
            = coalesce(crm.parent_subscription_id_salesforce, '')
            and twin.product_id_salesforce = crm.product_id_salesforce
            and twin.starts_on = crm.starts_on
    inner join linked_in_crm
        on crm.subscription_id_salesforce = linked_in_crm.subscription_id_salesforce
    left join linked_in_crm as linked_itself
        on twin.subscription_id_salesforce = linked_itself.subscription_id_salesforce
    where
        linked_itself.subscription_id_salesforce is null
        and twin.stored_service_id_gotransverse is null
        and twin.stored_record_id_netsuite is null
    qualify row_number() over (
        partition by twin.subscription_id_salesforce
        order by crm.subscription_id_salesforce asc
    ) = 1
),

twins_by_line as (
    select
        subscription_id_salesforce,
        {{ joined('twin_id_salesforce') }} as twin_ids_salesforce,
        cast(sum(twin_monthly_amount) as decimal(18, 6)) as twin_monthly_amount
    from twins
    group by subscription_id_salesforce
),

lines as (
    select
        billing.service_id_gotransverse,
        erp_of_service.record_id_netsuite,
        crm_of_service.subscription_id_salesforce
    from billing
    left join erp_of_service using (service_id_gotransverse)
    left join crm_of_service using (service_id_gotransverse)
    union all
    select
        cast(null as string) as service_id_gotransverse,
        erp_left.record_id_netsuite,
        crm_of_erp_left.subscription_id_salesforce
    from erp_left
    left join crm_of_erp_left using (record_id_netsuite)
    union all
    select
        cast(null as string) as service_id_gotransverse,
        cast(null as string) as record_id_netsuite,
        crm_left.subscription_id_salesforce
    from crm_left
    left join crm_of_erp_left using (subscription_id_salesforce)
    left join twins on crm_left.subscription_id_salesforce = twins.twin_id_salesforce
    where
        crm_of_erp_left.subscription_id_salesforce is null
        and twins.twin_id_salesforce is null
),

keyed as (
    select
        {{
            subscription_id(
                'lines.service_id_gotransverse',
                'lines.record_id_netsuite',
                'lines.subscription_id_salesforce'
            )
        }} as subscription_id,
        lines.service_id_gotransverse,
        lines.record_id_netsuite,
        lines.subscription_id_salesforce,
        billing.parent_service_id_gotransverse,
        erp.subscription_id_netsuite,
        crm.parent_subscription_id_salesforce,
        coalesce(billing.is_add_on, erp.is_add_on, crm.is_add_on) as is_add_on,
        twins_by_line.twin_ids_salesforce,
        twins_by_line.twin_monthly_amount
    from lines
    left join billing using (service_id_gotransverse)
    left join erp using (record_id_netsuite)
    left join crm using (subscription_id_salesforce)
    left join twins_by_line using (subscription_id_salesforce)
),

int_subscriptions__matched as (
    select
        keyed.subscription_id,
        case
            when not keyed.is_add_on then keyed.subscription_id
            else
                coalesce(
                    base_in_billing.subscription_id,
                    base_in_erp.subscription_id,
                    base_in_crm.subscription_id
                )
        end as base_subscription_id,
        keyed.is_add_on,
        keyed.service_id_gotransverse,
        keyed.record_id_netsuite,
        keyed.subscription_id_netsuite,
        keyed.subscription_id_salesforce,
        keyed.twin_ids_salesforce,
        keyed.twin_monthly_amount
    from keyed
    left join keyed as base_in_billing
        on keyed.parent_service_id_gotransverse = base_in_billing.service_id_gotransverse
    left join keyed as base_in_erp
        on keyed.subscription_id_netsuite = base_in_erp.record_id_netsuite
    left join keyed as base_in_crm
        on keyed.parent_subscription_id_salesforce = base_in_crm.subscription_id_salesforce
)

select * from int_subscriptions__matched
