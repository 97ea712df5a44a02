-- A published file as a run leaves it: 60 customers in four currencies, 3 organizations that no
-- customer owns, and a break of every kind.
create schema marts;
create schema syncs;
create schema ops;

create table marts.accounts as
select
    'a' || lpad(i::varchar, 3, '0') as account_id,
    list_extract(
        ['Alder', 'Birch & Sons', 'Čapek', 'Dogwood', 'Elm <Trading>', 'Fir', 'Ginkgo', 'Hazel',
            'Ironwood', 'Juniper', 'Katsura', 'Linden'], i % 12 + 1
    ) || ' ' || list_extract(['Holding', 'GmbH', 'Ltd', 'K.K.', 'Inc.'], i % 5 + 1) as name,
    list_extract(['EUR', 'USD', 'GBP', 'JPY'], i % 4 + 1) as currency,
    i <= 60 as is_customer,
    case when i <= 60 then (1200 + i)::varchar end as customer_id_netsuite,
    (36000000 + i)::varchar as organization_id_zendesk,
    'confirmed' as link_status
from range(1, 64) as t(i);

create table marts.account_links as
select account_id, 'netsuite' as system, 'confirmed' as status from marts.accounts where is_customer;

create table marts.financials as
with items as (
    select
        account_id,
        customer_id_netsuite,
        currency,
        substr(account_id, 2)::int as i,
        case when currency = 'JPY' then 100 else 1 end as scale
    from marts.accounts
    where is_customer
),

aged as (
    select
        *,
        ((i * 137 % 900) * 10 * scale)::decimal(18, 2) as aging_current,
        case when i % 2 = 0 then ((i * 89 % 500) * 8.5 * scale)::decimal(18, 2) else 0 end as aging_1_30,
        case when i % 3 = 0 then ((i * 53 % 400) * 7 * scale)::decimal(18, 2) else 0 end as aging_31_60,
        case when i % 5 = 0 then ((i * 31 % 300) * 6 * scale)::decimal(18, 2) else 0 end as aging_61_90,
        case when i % 7 = 0 then ((i * 17 % 200) * 5 * scale)::decimal(18, 2) else 0 end as aging_over_90,
        case when i % 4 = 0 then -(i * 10 * scale)::decimal(18, 2) else 0 end as unapplied
    from items
)

select
    account_id,
    customer_id_netsuite,
    currency,
    date '2026-06-30' as as_of,
    i % 9 = 0 as credit_hold,
    case when i % 9 = 0 then 'limit' end as credit_hold_reason,
    (50000 * scale)::decimal(18, 2) as credit_limit,
    (
        aging_current + aging_1_30 + aging_31_60 + aging_61_90 + aging_over_90 + unapplied
        + case when i in (4, 5, 6, 7, 8) then i * 25 * scale else 0 end
    )::decimal(18, 2) as balance,
    (aging_1_30 + aging_31_60 + aging_61_90 + aging_over_90)::decimal(18, 2) as overdue_balance,
    case when aging_over_90 > 0 then 95 when aging_1_30 > 0 then 12 else 0 end::bigint as days_overdue,
    ((i * 71 % 300) * 12 * scale)::decimal(18, 2) as unbilled_orders,
    aging_current, aging_1_30, aging_31_60, aging_61_90, aging_over_90, unapplied,
    (
        aging_current + aging_1_30 + aging_31_60 + aging_61_90 + aging_over_90 + unapplied
    )::decimal(18, 2) as balance_computed,
    (aging_1_30 + aging_31_60 + aging_61_90 + aging_over_90)::decimal(18, 2) as overdue_balance_computed,
    ((i * 71 % 300) * 12 * scale)::decimal(18, 2) as unbilled_orders_computed,
    case when i in (4, 5, 6, 7, 8) then 'amount_differs' else 'agrees' end as verdict
from aged;

create table marts.breaks as
with kinds as (
    select *
    from (values
        -- kind, recon, severity, field, how many, has an amount, days open
        ('amount', 'financials', 'high', 'balance', 5, true, 3),
        ('currency', 'financials', 'high', 'balance', 4, true, 12),
        ('term', 'financials', 'medium', 'days_overdue', 2, false, 40),
        ('status', 'financials', 'high', 'credit_hold', 3, false, 1),
        ('missing_right', 'accounts', 'medium', 'organization', 4, false, 70),
        ('missing_left', 'accounts', 'low', 'customer', 3, false, 120),
        ('mapping', 'accounts', 'high', 'external_id', 2, false, 0),
        ('duplicate', 'accounts', 'medium', 'organization', 2, false, 8),
        ('fx', 'invoices', 'low', 'amount', 1, true, 5),
        ('timing', 'invoices', 'low', 'invoiced_on', 1, true, 6),
        ('quantity', 'subscriptions', 'medium', 'quantity', 1, true, 9),
        ('ownership', 'subscriptions', 'medium', 'account', 1, false, 31),
        ('ambiguous', 'payments', 'medium', 'payment', 1, true, 61),
        ('stale', 'accounts', 'low', 'name', 1, false, 91),
        ('control', 'invoices', 'high', 'amount', 1, true, 2)
    ) as k (kind, recon, severity, field, many, has_amount, days)
),

planted as (
    select *, row_number() over (order by kind != 'amount', kind, n) + 3 as i
    from kinds, lateral (select unnest(range(many)) as n)
),

placed as (
    select planted.*, accounts.*
    from planted
    left join marts.accounts
        on accounts.account_id
        = 'a' || lpad((case when kind = 'missing_left' then 61 + n else i end)::varchar, 3, '0')
)

select
    'b' || lpad(i::varchar, 3, '0') as break_id,
    recon,
    kind,
    severity,
    account_id,
    'netsuite' as left_system,
    'customer' as left_object,
    case when kind != 'missing_left' then customer_id_netsuite else '' end as left_record_id,
    case
        when has_amount then (i * 125)::varchar
        when kind = 'missing_left' then null
        when kind = 'status' then 'not on hold'
        when kind = 'term' then '12'
        else name
    end as left_value,
    case when recon = 'accounts' then 'zendesk' else 'netsuite' end as right_system,
    case when recon = 'accounts' then 'organizations' else 'transaction' end as right_object,
    case
        when kind = 'missing_right' then ''
        when kind = 'duplicate' then organization_id_zendesk || ',' || organization_id_zendesk || '9'
        when recon = 'accounts' then organization_id_zendesk
        else customer_id_netsuite
    end as right_record_id,
    case
        when has_amount then (i * 100)::varchar
        when kind = 'missing_right' then null
        when kind = 'status' then 'on hold: limit'
        when kind = 'term' then '9'
        else name
    end as right_value,
    field,
    case
        when has_amount
            then (case when n % 2 = 0 or kind = 'amount' then 1 else -1 end * i * 25 * case when currency = 'JPY' then 100 else 1 end)
    end::decimal(18, 2) as amount,
    case when has_amount then currency end as currency,
    timestamptz '2026-06-30 09:00:00+00' - days * interval 1 day as first_seen_at,
    timestamptz '2026-06-30 14:15:00+00' as last_seen_at,
    cast(null as timestamptz) as resolved_at,
    'open' as status,
    case kind
        when 'amount' then 'The customer record says ' || (i * 125) || ', its own open documents come to '
            || (i * 100) || '; the difference is not explained by anything unapplied.'
        when 'status' then name || ': The ERP does not hold the account although its exposure is over its limit.'
        when 'missing_right' then 'The customer is active and has no organization in the helpdesk.'
        when 'missing_left' then 'The organization has no external ID and no customer has its name.'
        when 'mapping' then 'The external ID names no customer; by name it is customer '
            || customer_id_netsuite || '.'
        when 'duplicate' then 'Two live organizations stand for one customer: one keyed by its ID, one '
            || 'by its entity ID. Nothing is written to either until one of them goes.'
        else 'The two sides differ in ' || replace(field, '_', ' ') || '.'
    end as explanation
from placed
union all
select
    'b900', 'financials', 'amount', 'high', 'a001', 'netsuite', 'customer', '1201', '10', 'netsuite',
    'customer', '1201', '9', 'balance', 1.00, 'USD', timestamptz '2026-05-01 00:00:00+00',
    timestamptz '2026-06-30 14:15:00+00', timestamptz '2026-06-30 14:15:00+00', 'resolved', 'Mended.'
union all
select
    'b901', 'financials', 'amount', 'low', 'a002', 'netsuite', 'customer', '1202', '10', 'netsuite',
    'customer', '1202', '9', 'balance', 1.00, 'GBP', timestamptz '2026-05-01 00:00:00+00',
    timestamptz '2026-06-30 14:15:00+00', null, 'accepted', 'Known, and small.';

create table ops.runs as
select
    '20260630T141500-3f2a' as run_id,
    'tieout run' as command,
    timestamptz '2026-06-30 14:15:00+00' as started_at,
    timestamptz '2026-06-30 14:15:42.5+00' as finished_at,
    'done' as outcome,
    0 as exit_code,
    date '2026-06-30' as as_of,
    '0.1.0' as version,
    '7db8862c11aa' as code_version,
    34120::bigint as rows_read, 214::bigint as rows_changed, 3::bigint as rows_rejected,
    32::bigint as breaks_open, 18::bigint as planned, 14::bigint as written, 2::bigint as rejected,
    1::bigint as unknown,
    '[{"stage": "extract", "outcome": "done", "seconds": 2.1,
       "stale": ["netsuite deletedrecord: the role may not read it. Older rows stand in for it."]}]'
        ::json as stages,
    cast(null as varchar) as error;

create table ops.checks as
select
    '20260630T141500-3f2a' as run_id,
    'check_' || i as check_name,
    'staging' as layer,
    'model.tieout.accounts' as node,
    'error' as severity,
    i != 7 as passed,
    case when i = 7 then 2 else 0 end as failing,
    case
        when i = 7 then 'Every invoice has a customer that we hold: 2 have none.'
        else 'All is well.'
    end as sentence,
    case
        when i = 7
            then '[{"transaction_id": "99017", "customer_id": "4711"}, {"transaction_id": "99018", "customer_id": null}]'
        else '[]'
    end as evidence,
    timestamptz '2026-06-30 14:15:20+00' as checked_at
from range(24) as t(i);

create table ops.control_totals as
select
    '20260630T141500-3f2a' as run_id,
    system,
    object,
    measure,
    currency,
    source_value::decimal(38, 8) as source_value,
    raw_value::decimal(38, 8) as raw_value,
    staged_value::decimal(38, 8) as staged_value,
    rejected_count::bigint as rejected_count,
    ties,
    sentence
from (values
    ('netsuite', 'customer', 'count', '', 2104, 2104, 2104, 0, true, 'All 2,104 customers arrived.'),
    ('netsuite', 'customer', 'balancesearch', 'EUR', 1843200.55, 1843200.55, 1843200.55, 0, true, ''),
    ('netsuite', 'customer', 'balancesearch', 'JPY', 98412300, 98412300, 98412300, 0, true, ''),
    ('netsuite', 'transaction', 'count', '', 31204, 31201, 31201, 3, true,
        '31,204 at the source: 31,201 arrived well, 3 were set aside.'),
    ('netsuite', 'transaction', 'foreignamountunpaid', 'EUR', 912331.10, 912331.10, 911931.10, 0, false,
        'Staging holds 400.00 EUR less than arrived: expected 912,331.10, found 911,931.10.'),
    ('netsuite', 'transaction', 'foreignamountunpaid', 'USD', 455120.00, 455120.00, 455120.00, 0, true, ''),
    ('zendesk', 'organizations', 'count', '', 1968, 1968, 1968, 0, true, ''),
    ('zendesk', 'users', 'count', '', null, 812, 812, 0, true, 'The system states no total.')
) as t (
    system, object, measure, currency, source_value, raw_value, staged_value, rejected_count, ties, sentence
);

create table ops.writes as
select
    '20260630T141500-3f2a' as run_id,
    case when i < 12 then 'sync_zendesk__organization_financials' else 'sync_zendesk__organizations' end
        as sync,
    'zendesk' as system,
    'organizations' as object,
    case when i = 17 then null else (36000000 + i)::varchar end as record_id,
    case when i = 17 then '1217' end as external_id,
    'Linden Ltd' as record_name,
    f as field,
    case when i < 12 then '10.00' end as before,
    (i * 11)::varchar as after,
    case i when 3 then 'stale' when 5 then 'unknown' when 8 then 'rejected' when 17 then 'rejected'
        else 'written' end as outcome,
    case i when 8 then 'RecordInvalid' when 17 then 'DuplicateValue' else '' end as error_code,
    case i
        when 8 then 'Netsuite balance: is not a number <b>at all</b>'
        when 17 then 'Name: has already been taken'
        else ''
    end as error_text,
    case when i = 5 then 3 else 1 end as attempts,
    timestamptz '2026-06-30 14:15:30+00' as written_at,
    timestamptz '2026-06-30 14:15:38+00' as verified_at
from
    range(18) as t(i),
    lateral (
        select unnest(
            case
                when i < 12 then ['organization_fields.netsuite_balance', 'organization_fields.netsuite_credit_hold']
                else ['name', 'external_id']
            end
        ) as f
    );
