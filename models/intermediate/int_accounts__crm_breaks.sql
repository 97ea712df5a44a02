-- One row per difference found between the ERP's customers and the accounts of the CRM.
with

customers as (
    select
        *,
        {{ is_customer() }} as is_customer
    from {{ ref('stg_netsuite__customers') }}
),

crm_accounts as (
    select * from {{ ref('stg_salesforce__accounts') }}
    where not is_deleted and not is_merged
),

survivors as (
    select * from {{ ref('int_accounts__crm_survivors') }}
),

matches as (
    select * from {{ ref('int_accounts__crm_matches') }}
),

links as (
    select * from {{ ref('int_accounts__links') }}
    where system = 'salesforce' and object = 'account'
),

deleted_customers as (
    select
        record_id_netsuite as customer_id_netsuite,
        max(deleted_at) as deleted_at
    from {{ ref('stg_netsuite__deleted_records') }}
    where record_type = 'customer'
    group by record_id_netsuite
),

-- One row a customer that an account of the CRM is, or may be, of.
customers_with as (
    select customer_id_netsuite
    from matches
    union
    select customer_id_netsuite
    from {{ ref('int_accounts__likely') }}
    where system = 'salesforce'
),

-- What could not be taken in may be the missing one: nothing is claimed then.
crm_accounts_set_aside as (
    select
        record_id as account_id_salesforce,
        customer_id_netsuite
    from {{ ref('int_landing__set_aside') }}
    where system = 'salesforce' and object = 'account'
),

customers_set_aside as (
    select
        record_id as customer_id_netsuite,
        account_id_salesforce
    from {{ ref('int_landing__set_aside') }}
    where system = 'netsuite' and object = 'customer'
),

customers_of_accounts_set_aside as (
    select customer_id_netsuite
    from crm_accounts_set_aside
    where customer_id_netsuite is not null
    union
    select customers.customer_id_netsuite
    from customers
    inner join crm_accounts_set_aside using (account_id_salesforce)
),

accounts_of_customers_set_aside as (
    select account_id_salesforce
    from customers_set_aside
    where account_id_salesforce is not null
    union
    select crm_accounts.account_id_salesforce
    from crm_accounts
    inner join customers_set_aside using (customer_id_netsuite)
),

-- Of a system that is not read at all nothing is missing.
any_crm_account as (
    select max(account_id_salesforce) as account_id_salesforce
    from crm_accounts
    having count(*) > 0
),

any_customer as (
    select max(customer_id_netsuite) as customer_id_netsuite
    from customers
    having count(*) > 0
),

customers_without as (
    select
        'missing_right' as kind,
        'account' as field,
        {{ account_id('netsuite', 'customers.customer_id_netsuite') }} as account_id,
        customers.customer_id_netsuite as left_record_id,
        customers.customer_name as left_value,
        '' as right_record_id,
        cast(null as string) as right_value,
        customers.customer_name || ': an active customer in NetSuite without an account in'
        || ' Salesforce'
        || case
            when customers.account_id_salesforce is null then '.'
            else
                '; the account ' || customers.account_id_salesforce
                || ' that it names is not there, or another customer''s.'
        end as explanation
    from customers
    left join customers_with using (customer_id_netsuite)
    left join customers_of_accounts_set_aside using (customer_id_netsuite)
    where
        customers.is_customer
        and exists (select 1 from any_crm_account)
        and customers_with.customer_id_netsuite is null
        and customers_of_accounts_set_aside.customer_id_netsuite is null
),

accounts_without as (
    select
        'missing_left' as kind,
        'customer' as field,
        links.account_id,
        '' as left_record_id,
        cast(null as string) as left_value,
        crm_accounts.account_id_salesforce as right_record_id,
        crm_accounts.account_name as right_value,
        crm_accounts.account_name || ': a customer in Salesforce, and none in NetSuite'
        || case
            when crm_accounts.customer_id_netsuite is null then '.'
            when deleted_customers.deleted_at is null
                then
                    '; no customer has the id ' || crm_accounts.customer_id_netsuite
                    || ' that it holds.'
            else
                '; the customer ' || crm_accounts.customer_id_netsuite
                || ' that it names was deleted there on '
                || cast(cast(deleted_customers.deleted_at as date) as string) || '.'
        end as explanation
    from crm_accounts
    left join links on crm_accounts.account_id_salesforce = links.record_id
    left join accounts_of_customers_set_aside using (account_id_salesforce)
    left join deleted_customers
        on crm_accounts.customer_id_netsuite = deleted_customers.customer_id_netsuite
    where
        crm_accounts.account_type = 'Customer'
        and exists (select 1 from any_customer)
        and links.customer_id_netsuite is null
        and links.status != 'proposed'
        and accounts_of_customers_set_aside.account_id_salesforce is null
),

found_by_tax_id as (
    select distinct customer_id_netsuite
    from matches
    where standing = 'confirmed' and rule = 'tax_id'
),

-- One row a customer with an account by a stored id and another one, without an id, by the tax id.
twins as (
    select
        matches.customer_id_netsuite,
        count(*) filter (where matches.step <= 1) as known_count,
        count(*) filter (where matches.rule = 'tax_id') as unknown_count,
        {{ joined('matches.account_id_salesforce') }} as account_ids_salesforce
    from matches
    inner join found_by_tax_id using (customer_id_netsuite)
    left join crm_accounts using (account_id_salesforce)
    where
        matches.standing = 'confirmed'
        and (
            matches.step <= 1
            or (matches.rule = 'tax_id' and crm_accounts.customer_id_netsuite is null)
        )
    group by matches.customer_id_netsuite
),

duplicates as (
    select
        'duplicate' as kind,
        'account' as field,
        {{ account_id('netsuite', 'customers.customer_id_netsuite') }} as account_id,
        customers.customer_id_netsuite as left_record_id,
        customers.customer_name as left_value,
        twins.account_ids_salesforce as right_record_id,
        twins.account_ids_salesforce as right_value,
        customers.customer_name || ': '
        || cast(twins.known_count + twins.unknown_count as string)
        || ' accounts in Salesforce for customer ' || customers.customer_id_netsuite
        || ' of NetSuite, ' || twins.account_ids_salesforce || '; one holds no id and has its tax'
        || ' number.' as explanation
    from customers
    left join twins using (customer_id_netsuite)
    where twins.known_count > 0 and twins.unknown_count > 0
),

-- A customer without any account is missing one, whatever it names.
named_another as (
    select
        'ownership' as kind,
        'crm_id' as field,
        {{ account_id('netsuite', 'customers.customer_id_netsuite') }} as account_id,
        customers.customer_id_netsuite as left_record_id,
        customers.account_id_salesforce as left_value,
        crm_accounts.account_id_salesforce as right_record_id,
        crm_accounts.customer_id_netsuite as right_value,
        customers.customer_name || ': customer ' || customers.customer_id_netsuite
        || ' of NetSuite names account ' || customers.account_id_salesforce
        || ' of Salesforce, which is customer ' || owners.customer_id_netsuite || ' '
        || owners.customer_name || '.' as explanation
    from customers
    inner join customers_with using (customer_id_netsuite)
    inner join survivors
        on customers.account_id_salesforce = survivors.former_account_id_salesforce
    inner join crm_accounts
        on survivors.account_id_salesforce = crm_accounts.account_id_salesforce
    inner join customers as owners
        on crm_accounts.customer_id_netsuite = owners.customer_id_netsuite
    where customers.customer_id_netsuite != owners.customer_id_netsuite
),

found as (
    select * from customers_without
    union all
    select * from accounts_without
    union all
    select * from duplicates
    union all
    select * from named_another
),

int_accounts__crm_breaks as (
    select
        kind,
        field,
        account_id,
        'netsuite' as left_system,
        'customer' as left_object,
        left_record_id,
        left_value,
        'salesforce' as right_system,
        'account' as right_object,
        right_record_id,
        right_value,
        explanation
    from found
)

select * from int_accounts__crm_breaks
