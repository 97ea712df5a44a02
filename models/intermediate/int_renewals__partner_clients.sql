-- One row per partner client that is a customer's: who owns its renewals, and what it should say.
with

clients as (
    select * from {{ ref('stg_hubspot__partner_clients') }}
),

links as (
    select * from {{ ref('int_accounts__links') }}
    where
        system = 'hubspot'
        and object = 'partner_clients'
        and status = 'confirmed'
        and customer_id_netsuite is not null
),

subscriptions as (
    select * from {{ ref('stg_netsuite__subscriptions') }}
),

erp_lines as (
    select * from {{ ref('int_subscriptions__erp_lines') }}
),

-- One row an address: whether it is of somebody who is there, and who it was of.
owners as (
    select
        email,
        bool_or(not is_archived) as is_there,
        {{ joined('owner_id_hubspot') }} as owner_id_hubspot
    from {{ ref('stg_hubspot__owners') }}
    where email is not null
    group by email
),

customers as (
    select distinct customer_id_netsuite
    from links
),

next_to_end as (
    select
        subscriptions.customer_id_netsuite,
        subscriptions.subscription_id_netsuite,
        subscriptions.subscription_number,
        subscriptions.ends_on
    from subscriptions
    inner join customers using (customer_id_netsuite)
    where subscriptions.subscription_status = 'ACTIVE' and subscriptions.ends_on is not null
    qualify row_number() over (
        partition by subscriptions.customer_id_netsuite
        order by
            subscriptions.ends_on asc,
            length(subscriptions.subscription_id_netsuite) asc,
            subscriptions.subscription_id_netsuite asc
    ) = 1
),

monthly_amounts as (
    select
        erp_lines.customer_id_netsuite,
        min(erp_lines.currency) as currency,
        count(distinct erp_lines.currency) as currency_count,
        count(*) = count(erp_lines.mrr) as is_complete,
        {{ complete_sum('erp_lines.mrr') }} as mrr
    from erp_lines
    inner join customers using (customer_id_netsuite)
    where erp_lines.status in ('active', 'suspended')
    group by erp_lines.customer_id_netsuite
),

owned as (
    select
        partner_client_id_hubspot,
        case
            when renewal_owner_mode in ('HUBSPOT', 'PARTNER') then renewal_owner_mode
            else upper('{{ var("renewal_owner_default") }}')
        end as renewal_owner,
        case
            when renewal_owner_mode in ('HUBSPOT', 'PARTNER') then 'override'
            else 'default'
        end as renewal_owner_source,
        case
            when renewal_owner_mode = 'PARTNER' then renewal_owner_contact
            when renewal_owner_mode = 'HUBSPOT' then null
            when upper('{{ var("renewal_owner_default") }}') = 'PARTNER'
                then nullif(lower('{{ var("renewal_contact_default") }}'), '')
        end as renewal_contact
    from clients
),

-- May drop: clients that are no customer's.
int_renewals__partner_clients as (
    select
        clients.partner_client_id_hubspot,
        clients.client_name,
        links.account_id,
        links.customer_id_netsuite,
        owned.renewal_owner,
        owned.renewal_owner_source,
        owned.renewal_contact,
        owners.owner_id_hubspot as renewal_contact_owner_id_hubspot,
        owned.renewal_owner = 'PARTNER' and not coalesce(owners.is_there, false)
            as is_contact_gone,
        clients.next_renewal_on,
        next_to_end.subscription_id_netsuite as next_subscription_id_netsuite,
        next_to_end.subscription_number as next_subscription_number,
        {{ add_days('next_to_end.ends_on', 1) }} as next_renewal_on_erp,
        clients.mrr,
        clients.currency,
        coalesce(monthly_amounts.mrr, 0) as mrr_erp,
        clients.mrr is not null
        and clients.currency is not null
        and coalesce(monthly_amounts.is_complete, true)
        and coalesce(monthly_amounts.currency_count, 0) <= 1
        and clients.currency = coalesce(monthly_amounts.currency, clients.currency)
            as is_mrr_comparable
    from clients
    inner join links on clients.partner_client_id_hubspot = links.record_id
    left join owned using (partner_client_id_hubspot)
    left join owners on owned.renewal_contact = owners.email
    left join next_to_end using (customer_id_netsuite)
    left join monthly_amounts using (customer_id_netsuite)
)

select * from int_renewals__partner_clients
