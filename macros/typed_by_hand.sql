{# Text that people typed: without blanks around it and carriage returns in it; nothing is null. #}
{% macro typed_text(column) -%}
    nullif(trim(replace({{ column }}, chr(13), '')), '')
{%- endmacro %}

{# A key that people typed: the same whatever its case. #}
{% macro typed_key(column) -%}
    upper({{ typed_text(column) }})
{%- endmacro %}
