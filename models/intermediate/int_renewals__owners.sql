-- One row per account: who owns the communication on its renewals, by which setting.
with

clients as (
    select * from {{ ref('int_renewals__partner_clients') }}
    qualify row_number() over (
        partition by account_id
        order by partner_client_id_hubspot asc
    ) = 1
),

contacts as (
    select * from {{ ref('stg_hubspot__contacts') }}
    where notice_role in ('primary', 'billing', 'decision_maker') and email is not null
),

accounts as (
    select distinct account_id
    from {{ ref('int_accounts__links') }}
    where status = 'confirmed'
),

companies as (
    select * from {{ ref('int_accounts__links') }}
    where system = 'hubspot' and object = 'companies' and status = 'confirmed'
),

addresses as (
    select distinct
        companies.account_id,
        contacts.email
    from companies
    inner join contacts on companies.record_id = contacts.company_id_hubspot
),

notified as (
    select
        account_id,
        {{ joined('email') }} as notice_recipients
    from addresses
    group by account_id
),

int_renewals__owners as (
    select
        accounts.account_id,
        coalesce(clients.renewal_owner, 'HUBSPOT') as renewal_owner,
        coalesce(clients.renewal_owner_source, 'no_partner') as renewal_owner_source,
        case
            when clients.renewal_owner = 'PARTNER' then clients.renewal_contact
            else notified.notice_recipients
        end as notice_recipients
    from accounts
    left join clients using (account_id)
    left join notified using (account_id)
)

select * from int_renewals__owners
