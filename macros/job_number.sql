{# A job's number as people mean it: upper case, trimmed, without the number of its line. #}
{% macro job_number(column) -%}
    nullif(trim(split_part({{ typed_key(column) }}, '@@', 1)), '')
{%- endmacro %}
