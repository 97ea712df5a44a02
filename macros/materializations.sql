{#
    Tables and views are made in place, the old one dropped in the same transaction: nobody sees the
    time between. dbt's own way, a second name and two renames, is for engines whose DDL does not roll
    back, and took half the time of building a small company.
#}
{% materialization table, adapter='duckdb' %}
    {%- set target_relation = this.incorporate(type='table') -%}
    {{ run_hooks(pre_hooks) }}
    {% call statement('main') -%}
        {{ dropped(load_cached_relation(this)) }}
        {{ create_table_as(False, target_relation, compiled_code) }}
    {%- endcall %}
    {{ run_hooks(post_hooks) }}
    {% do adapter.commit() %}
    {{ return({'relations': [target_relation]}) }}
{% endmaterialization %}

{% materialization view, adapter='duckdb' %}
    {%- set target_relation = this.incorporate(type='view') -%}
    {{ run_hooks(pre_hooks) }}
    {% call statement('main') -%}
        {{ dropped(load_cached_relation(this)) }}
        {{ get_create_view_as_sql(target_relation, compiled_code) }}
    {%- endcall %}
    {{ run_hooks(post_hooks) }}
    {% do adapter.commit() %}
    {{ return({'relations': [target_relation]}) }}
{% endmaterialization %}

{# What stood there, as a table or a view, is gone; nothing where nothing stood. #}
{% macro dropped(relation) -%}
    {%- if relation is not none -%}
        drop {{ relation.type }} {{ relation }};
    {%- endif -%}
{%- endmacro %}
