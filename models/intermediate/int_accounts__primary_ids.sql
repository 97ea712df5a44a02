-- One row per account with a confirmed record in any system: the first record of each.
with

links as (
    select * from {{ ref('int_accounts__links') }}
    where status = 'confirmed'
),

counted as (
    select
        account_id,
        max(record_id) filter (where system = 'salesforce') as account_id_salesforce,
        max(record_id) filter (where system = 'gotransverse') as billing_account_id_gotransverse,
        max(record_id) filter (where object = 'companies') as company_id_hubspot,
        max(record_id) filter (where object = 'partner_clients') as partner_client_id_hubspot,
        max(record_id) filter (where system = 'bigcommerce') as customer_id_bigcommerce,
        max(record_id) filter (where system = 'astea') as site_id_astea,
        greatest(
            count(*) filter (where system = 'salesforce'),
            count(*) filter (where system = 'gotransverse'),
            count(*) filter (where object = 'companies'),
            count(*) filter (where object = 'partner_clients'),
            count(*) filter (where system = 'bigcommerce'),
            count(*) filter (where system = 'astea')
        ) as most_of_one_kind
    from links
    group by account_id
),

-- Of several: what a person said, what ids on both sides say, what is surest, what is oldest.
firsts_of_several as (
    select links.*
    from links
    inner join counted using (account_id)
    where counted.most_of_one_kind > 1
    qualify row_number() over (
        partition by links.account_id, links.system, links.object
        order by
            links.rule = 'decision' desc,
            links.rule in ('stored_customer_id', 'stored_billing_id_and_number') desc,
            links.score desc,
            length(links.record_id) asc,
            links.record_id asc
    ) = 1
),

int_accounts__primary_ids as (
    select
        account_id,
        account_id_salesforce,
        billing_account_id_gotransverse,
        company_id_hubspot,
        partner_client_id_hubspot,
        customer_id_bigcommerce,
        site_id_astea
    from counted
    where most_of_one_kind <= 1
    union all
    select
        account_id,
        max(record_id) filter (where system = 'salesforce') as account_id_salesforce,
        max(record_id) filter (where system = 'gotransverse') as billing_account_id_gotransverse,
        max(record_id) filter (where object = 'companies') as company_id_hubspot,
        max(record_id) filter (where object = 'partner_clients') as partner_client_id_hubspot,
        max(record_id) filter (where system = 'bigcommerce') as customer_id_bigcommerce,
        max(record_id) filter (where system = 'astea') as site_id_astea
    from firsts_of_several
    group by account_id
)

select * from int_accounts__primary_ids
