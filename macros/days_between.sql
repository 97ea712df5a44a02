{# Whole calendar days from one date to another; negative when the second comes first. #}
{% macro days_between(first, second) -%}
    {{ return(adapter.dispatch('days_between')(first, second)) }}
{%- endmacro %}

{% macro duckdb__days_between(first, second) -%}
    date_diff('day', {{ first }}, {{ second }})
{%- endmacro %}

{% macro default__days_between(first, second) -%}
    datediff({{ second }}, {{ first }})
{%- endmacro %}
