-- One row per difference found between the ERP's customers and the companies of the partner CRM.
with

customers as (
    select * from {{ ref('stg_netsuite__customers') }}
),

companies as (
    select * from {{ ref('stg_hubspot__companies') }}
),

links as (
    select * from {{ ref('int_accounts__links') }}
    where system = 'hubspot' and object = 'companies'
),

matches as (
    select * from {{ ref('int_accounts__matches') }}
    where system = 'hubspot' and object = 'companies' and standing = 'confirmed'
),

customers_set_aside as (
    select record_id as customer_id_netsuite
    from {{ ref('int_landing__set_aside') }}
    where system = 'netsuite' and object = 'customer'
),

-- Of a system that is not read at all nothing is missing.
any_customer as (
    select max(customer_id_netsuite) as customer_id_netsuite
    from customers
    having count(*) > 0
),

wrongly_keyed as (
    select
        'mapping' as kind,
        'customer_key' as field,
        links.account_id,
        '' as left_record_id,
        cast(null as string) as left_value,
        companies.company_id_hubspot as right_record_id,
        companies.customer_key as right_value,
        companies.company_name || ': its key ' || companies.customer_key
        || ' in HubSpot names no customer in NetSuite'
        || case
            when links.customer_id_netsuite is null then '.'
            else
                ', but it belongs to customer ' || links.customer_id_netsuite || ': '
                || links.evidence || '.'
        end as explanation
    from companies
    left join links on companies.company_id_hubspot = links.record_id
    left join customers on companies.customer_key = customers.customer_id_netsuite
    left join customers_set_aside
        on companies.customer_key = customers_set_aside.customer_id_netsuite
    where
        companies.customer_key is not null
        and exists (select 1 from any_customer)
        and customers.customer_id_netsuite is null
        and customers_set_aside.customer_id_netsuite is null
),

found_by_domain as (
    select distinct customer_id_netsuite
    from matches
    where rule = 'domain'
),

-- One row a customer with a company by its key and another one, without a key, by the domain.
twins as (
    select
        matches.customer_id_netsuite,
        count(*) filter (where matches.step <= 1) as known_count,
        count(*) filter (where matches.rule = 'domain') as unknown_count,
        {{ joined('companies.company_id_hubspot') }} as company_ids_hubspot
    from matches
    inner join found_by_domain using (customer_id_netsuite)
    left join companies on matches.record_id = companies.company_id_hubspot
    where
        matches.customer_id_netsuite is not null
        and (
            matches.step <= 1
            or (matches.rule = 'domain' and companies.customer_key is null)
        )
    group by matches.customer_id_netsuite
),

duplicates as (
    select
        'duplicate' as kind,
        'company' as field,
        {{ account_id('netsuite', 'customers.customer_id_netsuite') }} as account_id,
        customers.customer_id_netsuite as left_record_id,
        customers.customer_name as left_value,
        twins.company_ids_hubspot as right_record_id,
        twins.company_ids_hubspot as right_value,
        customers.customer_name || ': '
        || cast(twins.known_count + twins.unknown_count as string)
        || ' companies in HubSpot for customer ' || customers.customer_id_netsuite
        || ' of NetSuite, ' || twins.company_ids_hubspot || '; one has no key and its domain.'
            as explanation
    from customers
    left join twins using (customer_id_netsuite)
    where twins.known_count > 0 and twins.unknown_count > 0
),

found as (
    select * from wrongly_keyed
    union all
    select * from duplicates
),

int_accounts__company_breaks as (
    select
        kind,
        field,
        account_id,
        'netsuite' as left_system,
        'customer' as left_object,
        left_record_id,
        left_value,
        'hubspot' as right_system,
        'companies' as right_object,
        right_record_id,
        right_value,
        explanation
    from found
)

select * from int_accounts__company_breaks
