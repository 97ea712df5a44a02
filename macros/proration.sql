{# The day of the month as strict 30/360 counts it: the last one is the 30th. #}
{% macro day_of_thirty(day) -%}
    case
        when extract(month from {{ add_days(day, 1) }}) != extract(month from {{ day }}) then 30
        else extract(day from {{ day }})
    end
{%- endmacro %}

{#
    The days of a stretch, its last day included, by the var `proration_basis`. Only strict 30/360
    does not count calendar days: there every month has thirty.
#}
{% macro days_prorated(starts_on, ends_on) -%}
    {%- if var('proration_basis') == 'strict_30_360' -%}
        (
            30 * {{ months_begun(starts_on, ends_on) }}
            + {{ day_of_thirty(ends_on) }} - {{ day_of_thirty(starts_on) }} + 1
        )
    {%- else -%}
        ({{ days_between(starts_on, ends_on) }} + 1)
    {%- endif -%}
{%- endmacro %}

{# The days that make the whole month of a stretch, by the same var. #}
{% macro days_of_whole_month(starts_on) -%}
    {%- if var('proration_basis') == 'actual' -%}
        {{
            days_between(
                "cast(date_trunc('month', " ~ starts_on ~ ") as date)",
                add_months("cast(date_trunc('month', " ~ starts_on ~ ") as date)", 1)
            )
        }}
    {%- elif var('proration_basis') == 'term_days' -%}
        {{ days_between(starts_on, add_months(starts_on, 1)) }}
    {%- else -%}
        30
    {%- endif -%}
{%- endmacro %}

{#
    The part of a month's amount. The share is never rounded, only what comes of it; six places on
    the way keep half a cent what it is, for the engine divides in floating point.
#}
{% macro prorated(full_amount, days, whole_days, minor_unit_digits) -%}
    {{
        money(
            "cast(round(cast(" ~ full_amount ~ " as decimal(28, 8)) * " ~ days ~ " / " ~ whole_days
            ~ ", 6) as decimal(28, 6))",
            minor_unit_digits
        )
    }}
{%- endmacro %}
