-- One row per account with a confirmed record in any system: the first record of each.
with

links as (
    select * from {{ ref('int_accounts__links') }}
    where status = 'confirmed'
),

several as (
    select
        account_id,
        system,
        object
    from links
    group by account_id, system, object
    having count(*) > 1
),

-- Of several: what a person said, what ids on both sides say, what is surest, what is oldest.
firsts_of_several as (
    select links.*
    from links
    inner join several using (account_id, system, object)
    qualify row_number() over (
        partition by account_id, system, object
        order by
            rule = 'decision' desc,
            rule in ('stored_customer_id', 'stored_billing_id_and_number') desc,
            score desc,
            length(record_id) asc,
            record_id asc
    ) = 1
),

firsts as (
    select
        links.account_id,
        links.system,
        links.object,
        links.record_id
    from links
    left join several using (account_id, system, object)
    where several.account_id is null
    union all
    select
        account_id,
        system,
        object,
        record_id
    from firsts_of_several
),

int_accounts__primary_ids as (
    select
        account_id,
        max(record_id) filter (where system = 'salesforce') as account_id_salesforce,
        max(record_id) filter (where system = 'gotransverse') as billing_account_id_gotransverse,
        max(record_id) filter (where object = 'companies') as company_id_hubspot,
        max(record_id) filter (where object = 'partner_clients') as partner_client_id_hubspot,
        max(record_id) filter (where system = 'bigcommerce') as customer_id_bigcommerce,
        max(record_id) filter (where system = 'astea') as site_id_astea
    from firsts
    group by account_id
)

select * from int_accounts__primary_ids
