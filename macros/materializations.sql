{#
    Tables and views are made in place, the old one dropped in the same transaction: nobody sees the
    time between. dbt's own way, a second name and two renames, is for engines whose DDL does not roll
    back, and took half the time of building a small company. A table that is made of what it was made
    of before stays (`macros/versions.sql`).
#}
{% materialization table, adapter='duckdb' %}
    {%- set target_relation = this.incorporate(type='table') -%}
    {%- set old_relation = load_cached_relation(this) -%}
    {%- set before = what_stands(old_relation) -%}
    {%- if before.is_made -%}
        {{ return(left_as_it_was(target_relation)) }}
    {%- endif -%}
    {{ run_hooks(pre_hooks) }}
    {% call statement('main') -%}
        {{ dropped(old_relation) }}
        {{ create_table_as(False, target_relation, compiled_code) }}
    {%- endcall %}
    {% do note_version(target_relation, before) %}
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

{#
    A table that a model in Python makes from what it was: the new one is made beside it, for the model
    reads the old one, then takes its place.
#}
{% materialization kept, adapter='duckdb', supported_languages=['python'] %}
    {%- set target_relation = this.incorporate(type='table') -%}
    {%- set old_relation = load_cached_relation(this) -%}
    {%- set before = what_stands(old_relation) -%}
    {%- if before.is_made -%}
        {{ return(left_as_it_was(target_relation)) }}
    {%- endif -%}
    {%- set new_relation = make_intermediate_relation(target_relation) -%}
    {{ run_hooks(pre_hooks) }}
    {% do run_query('drop table if exists ' ~ new_relation) %}
    {% do adapter.commit() %}
    {% call statement('main', language='python') -%}
        {{ create_table_as(False, new_relation, compiled_code, 'python') }}
    {%- endcall %}
    {% call statement('replaced') -%}
        {{ dropped(old_relation) }}
        alter table {{ new_relation }} rename to {{ target_relation.identifier }};
    {%- endcall %}
    {% do note_version(target_relation, before) %}
    {{ run_hooks(post_hooks) }}
    {% do adapter.commit() %}
    {{ return({'relations': [target_relation]}) }}
{% endmaterialization %}
