{# The day that counts as today: the var `as_of`, so that yesterday can be built again. #}
{% macro as_of() -%}
    cast('{{ var("as_of", run_started_at.strftime("%Y-%m-%d")) }}' as date)
{%- endmacro %}

{# When this run looked: one instant for the whole run, UTC. #}
{% macro seen_at() -%}
    cast('{{ var("run_started_at", run_started_at.strftime("%Y-%m-%d %H:%M:%S+00:00")) }}' as timestamp with time zone)
{%- endmacro %}
