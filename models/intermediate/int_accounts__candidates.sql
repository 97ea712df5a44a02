-- One row per living record of any system that could be a customer's, in one shape.
with

addresses as (
    select * from {{ ref('stg_netsuite__customer_addresses') }}
    qualify row_number() over (
        partition by customer_id_netsuite
        order by
            is_billing_address desc,
            is_shipping_address desc,
            length(address_id_netsuite) asc,
            address_id_netsuite asc
    ) = 1
),

currencies as (
    select * from {{ ref('stg_netsuite__currencies') }}
),

united as (
    select
        'netsuite' as system,
        'customer' as object,
        customers.customer_id_netsuite as record_id,
        customers.entity_id_netsuite as record_number,
        customers.customer_name as name,
        customers.tax_number as tax_id,
        customers.website,
        customers.email_domain,
        addresses.postal_code,
        currencies.currency,
        customers.customer_id_netsuite,
        customers.account_id_salesforce,
        cast(null as string) as billing_account_id_gotransverse,
        cast(null as string) as billing_account_number
    from {{ ref('stg_netsuite__customers') }} as customers
    left join addresses on customers.customer_id_netsuite = addresses.customer_id_netsuite
    left join currencies on customers.currency_id_netsuite = currencies.currency_id_netsuite
    union all
    select
        'salesforce' as system,
        'account' as object,
        account_id_salesforce as record_id,
        account_number as record_number,
        account_name as name,
        tax_id,
        website,
        cast(null as string) as email_domain,
        postal_code,
        currency,
        customer_id_netsuite,
        account_id_salesforce,
        billing_account_id_gotransverse,
        billing_account_number
    from {{ ref('stg_salesforce__accounts') }}
    where not is_deleted and not is_merged
    union all
    select
        'gotransverse' as system,
        'billing_accounts' as object,
        billing_account_id_gotransverse as record_id,
        account_number as record_number,
        account_name as name,
        tax_id,
        cast(null as string) as website,
        split_part(primary_email, '@', 2) as email_domain,
        billing_postal_code as postal_code,
        currency,
        cast(null as string) as customer_id_netsuite,
        external_account_number as account_id_salesforce,
        billing_account_id_gotransverse,
        account_number as billing_account_number
    from {{ ref('stg_gotransverse__billing_accounts') }}
    union all
    select
        'hubspot' as system,
        'companies' as object,
        company_id_hubspot as record_id,
        cast(null as string) as record_number,
        company_name as name,
        cast(null as string) as tax_id,
        domain as website,
        cast(null as string) as email_domain,
        postal_code,
        cast(null as string) as currency,
        customer_key as customer_id_netsuite,
        cast(null as string) as account_id_salesforce,
        cast(null as string) as billing_account_id_gotransverse,
        cast(null as string) as billing_account_number
    from {{ ref('stg_hubspot__companies') }}
    union all
    select
        'hubspot' as system,
        'partner_clients' as object,
        partner_client_id_hubspot as record_id,
        cast(null as string) as record_number,
        client_name as name,
        cast(null as string) as tax_id,
        domain as website,
        cast(null as string) as email_domain,
        cast(null as string) as postal_code,
        cast(null as string) as currency,
        customer_key as customer_id_netsuite,
        cast(null as string) as account_id_salesforce,
        cast(null as string) as billing_account_id_gotransverse,
        cast(null as string) as billing_account_number
    from {{ ref('stg_hubspot__partner_clients') }}
    union all
    select
        'zendesk' as system,
        'organizations' as object,
        organization_id_zendesk as record_id,
        cast(null as string) as record_number,
        organization_name as name,
        cast(null as string) as tax_id,
        domain as website,
        cast(null as string) as email_domain,
        cast(null as string) as postal_code,
        cast(null as string) as currency,
        external_id as customer_id_netsuite,
        cast(null as string) as account_id_salesforce,
        cast(null as string) as billing_account_id_gotransverse,
        cast(null as string) as billing_account_number
    from {{ ref('stg_zendesk__organizations') }}
    where not is_deleted
    union all
    select
        'bigcommerce' as system,
        'customers' as object,
        customer_id_bigcommerce as record_id,
        cast(null as string) as record_number,
        company_name as name,
        cast(null as string) as tax_id,
        cast(null as string) as website,
        email_domain,
        postal_code,
        cast(null as string) as currency,
        cast(null as string) as customer_id_netsuite,
        cast(null as string) as account_id_salesforce,
        cast(null as string) as billing_account_id_gotransverse,
        cast(null as string) as billing_account_number
    from {{ ref('stg_bigcommerce__customers') }}
    union all
    select
        'astea' as system,
        'sites' as object,
        site_id_astea as record_id,
        cast(null as string) as record_number,
        coalesce(legal_name, site_name) as name,
        tax_id,
        cast(null as string) as website,
        cast(null as string) as email_domain,
        postal_code,
        cast(null as string) as currency,
        cast(null as string) as customer_id_netsuite,
        cast(null as string) as account_id_salesforce,
        cast(null as string) as billing_account_id_gotransverse,
        cast(null as string) as billing_account_number
    from {{ ref('stg_astea__sites') }}
),

-- Several systems write most names the same way, and a name takes long to normalise: each is once.
names as (
    select customer_name as name from {{ ref('stg_netsuite__customers') }}
    union
    select account_name as name from {{ ref('stg_salesforce__accounts') }}
    union
    select account_name as name from {{ ref('stg_gotransverse__billing_accounts') }}
    union
    select company_name as name from {{ ref('stg_hubspot__companies') }}
    union
    select client_name as name from {{ ref('stg_hubspot__partner_clients') }}
    union
    select organization_name as name from {{ ref('stg_zendesk__organizations') }}
    union
    select company_name as name from {{ ref('stg_bigcommerce__customers') }}
    union
    select coalesce(legal_name, site_name) as name from {{ ref('stg_astea__sites') }}
),

normalised as (
    select
        name,
        {{ normalised_name('name') }} as name_key
    from names
),

compared as (
    select
        united.*,
        normalised.name_key,
        {{ bare_number('united.tax_id') }} as tax_key,
        {{ host_of('united.website') }} as website_host,
        {{ host_of('united.email_domain') }} as mail_host,
        {{ bare_number('united.postal_code') }} as postal_key
    from united
    left join normalised using (name)
),

int_accounts__candidates as (
    select
        system,
        object,
        record_id,
        {{ account_id_of('system', 'object', 'record_id') }} as own_account_id,
        nullif(trim(record_number), '') as record_number,
        name,
        name_key,
        split_part(name_key, ' ', 1) as first_word,
        tax_key as tax_id,
        coalesce(
            {{ own_domain('website_host') }}, {{ own_domain('mail_host') }}
        ) as domain,
        postal_key as postal_code,
        currency,
        nullif(trim(customer_id_netsuite), '') as customer_id_netsuite,
        nullif(trim(account_id_salesforce), '') as account_id_salesforce,
        nullif(trim(billing_account_id_gotransverse), '') as billing_account_id_gotransverse,
        nullif(trim(billing_account_number), '') as billing_account_number
    from compared
)

select * from int_accounts__candidates
