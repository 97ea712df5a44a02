-- One row per product of billing, and per product of the CRM that billing does not have.
with

billing as (
    select
        *,
        upper(sku) as sku_key,
        {{ normalised_name('product_name') }} as name_key
    from {{ ref('stg_gotransverse__products') }}
    where coalesce(product_state, '') != 'DRAFT'
),

crm as (
    select
        *,
        upper(product_code) as sku_key,
        {{ normalised_name('product_name') }} as name_key
    from {{ ref('stg_salesforce__products') }}
    where not is_deleted
),

-- One row a SKU: the item that the ERP still sells.
items as (
    select
        sku as sku_key,
        min(item_id_netsuite) as item_id_netsuite
    from {{ ref('stg_netsuite__items') }}
    where not is_inactive
    group by sku
),

store_products as (
    select
        upper(sku) as sku_key,
        min(product_id_bigcommerce) as product_id_bigcommerce
    from {{ ref('stg_bigcommerce__products') }}
    where sku is not null
    group by upper(sku)
),

linked as (
    select
        crm.product_id_gotransverse,
        crm.product_id_salesforce,
        crm.product_name,
        crm.name_key,
        crm.is_active
    from crm
    where crm.product_id_gotransverse is not null
    qualify row_number() over (
        partition by crm.product_id_gotransverse
        order by crm.is_active desc, crm.product_id_salesforce asc
    ) = 1
),

-- Active products of the CRM that name no product of billing.
unlinked as (
    select
        crm.product_id_salesforce,
        crm.product_name,
        crm.product_code,
        crm.sku_key
    from crm
    left join billing using (product_id_gotransverse)
    where crm.is_active and billing.product_id_gotransverse is null
),

-- One row a code: those that bear it besides the product that is linked.
same_code as (
    select
        sku_key,
        {{ joined('product_id_salesforce') }} as product_ids_salesforce
    from unlinked
    group by sku_key
),

of_billing as (
    select
        {{ product_id('billing.product_id_gotransverse', 'cast(null as string)') }} as product_id,
        billing.product_id_gotransverse,
        linked.product_id_salesforce,
        items.item_id_netsuite,
        store_products.product_id_bigcommerce,
        same_code.product_ids_salesforce as twin_ids_salesforce,
        billing.sku_key as sku,
        billing.product_name,
        linked.product_name as product_name_crm,
        billing.product_state,
        linked.is_active as is_active_crm,
        billing.product_state = 'AVAILABLE' and items.item_id_netsuite is null as is_item_missing,
        case
            when linked.product_id_salesforce is null and billing.product_state = 'AVAILABLE'
                then 'missing_in_crm'
            when linked.product_id_salesforce is null then 'agrees'
            when same_code.product_ids_salesforce is not null then 'twice_in_crm'
            when (billing.name_key is distinct from linked.name_key) then 'name_differs'
            when
                billing.product_state = 'NOT_AVAILABLE' and linked.is_active
                then 'retired_but_sold'
            else 'agrees'
        end as verdict
    from billing
    left join linked using (product_id_gotransverse)
    left join items using (sku_key)
    left join store_products using (sku_key)
    left join same_code using (sku_key)
),

of_crm as (
    select
        {{ product_id('cast(null as string)', 'unlinked.product_id_salesforce') }} as product_id,
        cast(null as string) as product_id_gotransverse,
        unlinked.product_id_salesforce,
        cast(null as string) as item_id_netsuite,
        cast(null as string) as product_id_bigcommerce,
        cast(null as string) as twin_ids_salesforce,
        unlinked.product_code as sku,
        unlinked.product_name,
        unlinked.product_name as product_name_crm,
        cast(null as string) as product_state,
        true as is_active_crm,
        false as is_item_missing,
        'missing_in_billing' as verdict
    from unlinked
    left join billing using (sku_key)
    where billing.sku_key is null
),

int_catalog__products as (
    select * from of_billing
    union all
    select * from of_crm
)

select * from int_catalog__products
