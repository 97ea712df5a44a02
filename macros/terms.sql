{#
    Months from the day of a termination to the last day of the agreement: the smallest number of months
    that leads past it. A part of a month counts as one, unless `early_termination_part_month` is
    `dropped`. Source: docs/differences.md §7.
#}
{% macro months_left(ended_on, ends_on) -%}
    {%- set begun = months_begun(ended_on, ends_on) -%}
    {%- set is_dropped = 1 if var("early_termination_part_month") == "dropped" else 0 -%}
    case
        when {{ add_months(ended_on, begun) }} > {{ ends_on }} then {{ begun }} - {{ is_dropped }}
        else {{ begun }} + 1 - {{ is_dropped }}
    end
{%- endmacro %}

{# Months of a term of the ERP or an agreement of billing; null where its unit is no number of months. #}
{% macro term_months(length, unit) -%}
    {{ length }} * case
        when {{ unit }} in ('MONTH', 'MONTHS') then 1
        when {{ unit }} in ('QUARTER', 'QUARTERS') then 3
        when {{ unit }} in ('YEAR', 'YEARS') then 12
    end
{%- endmacro %}
