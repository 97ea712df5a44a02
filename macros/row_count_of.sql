{# One row: how many rows a table has, under a name to compare it by. #}
{% macro row_count_of(table_name, relation) -%}
    select
        '{{ table_name }}' as table_name,
        count(*) as row_count
    from {{ relation }}
{%- endmacro %}
