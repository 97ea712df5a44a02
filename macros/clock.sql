{# The day that counts as today: the var `as_of`, so that yesterday can be built again. #}
{% macro as_of() -%}
    cast('{{ var("as_of", run_started_at.strftime("%Y-%m-%d")) }}' as date)
{%- endmacro %}

{#
    Whether `as_of` lies before the day of the run (the var `today`, which says it where the two differ).
    What the systems state is of today, so that nothing can be held against it of an earlier day.
#}
{% macro is_past() -%}
    {{ return(var("today", none) is not none and var("as_of") < var("today")) }}
{%- endmacro %}

{# What a system states today: of an earlier day it is unknown. #}
{% macro stated(column, data_type) -%}
    {% if is_past() %}cast(null as {{ data_type }}){% else %}{{ column }}{% endif %}
{%- endmacro %}

{# Whether what is dated so is there: today all is, dated ahead or not; of a past day what is of it or before. #}
{% macro is_there(dated_on) -%}
    {% if is_past() %}{{ dated_on }} <= {{ as_of() }}{% else %}true{% endif %}
{%- endmacro %}

{# The type of a moment in time. DuckDB's plain timestamp knows no zone. #}
{% macro instant() -%}
    {{ return(adapter.dispatch('instant')()) }}
{%- endmacro %}

{% macro duckdb__instant() -%}
    timestamp with time zone
{%- endmacro %}

{% macro default__instant() -%}
    timestamp
{%- endmacro %}

{# When this run looked: one instant for the whole run, UTC. #}
{% macro seen_at() -%}
    cast('{{ var("run_started_at", run_started_at.strftime("%Y-%m-%d %H:%M:%S+00:00")) }}' as {{ instant() }})
{%- endmacro %}

{# So many hours before the day that counts as today began, UTC; the number is a var. #}
{% macro hours_before_as_of(hours) -%}
    {{ return(adapter.dispatch('hours_before_as_of')(hours)) }}
{%- endmacro %}

{% macro duckdb__hours_before_as_of(hours) -%}
    cast({{ as_of() }} as timestamp with time zone) - interval '{{ var(hours) }} hours'
{%- endmacro %}

{% macro default__hours_before_as_of(hours) -%}
    cast({{ as_of() }} as timestamp) - interval '{{ var(hours) }}' hour
{%- endmacro %}

{# When the day that counts as today began, UTC. #}
{% macro start_of_as_of() -%}
    cast({{ as_of() }} as {{ instant() }})
{%- endmacro %}
