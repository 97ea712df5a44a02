-- One row per period of the ERP's books, months, quarters and years alike.
with

source as (
    select * from {{ source('netsuite', 'accountingperiod') }}
),

stg_netsuite__accounting_periods as (
    select
        -------- ids
        id as period_id_netsuite,
        parent as parent_period_id_netsuite,

        -------- names
        periodname as period_name,

        -------- dates
        startdate as starts_on,
        enddate as ends_on,

        -------- flags
        coalesce(closed, false) as is_closed,
        coalesce(isadjust, false) as is_adjusting,
        coalesce(isquarter, false) as is_quarter,
        coalesce(isyear, false) as is_year
    from source
)

select * from stg_netsuite__accounting_periods
