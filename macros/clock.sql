{# The day that counts as today: the var `as_of`, so that yesterday can be built again. #}
{% macro as_of() -%}
    cast('{{ var("as_of", run_started_at.strftime("%Y-%m-%d")) }}' as date)
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
