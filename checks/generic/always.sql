{#
    A sentence that holds of every row: `condition` is true. A row of which it cannot be said, because
    something in it is unknown, fails too.
#}
{% test always(model, condition) %}
    select *
    from {{ model }}
    where coalesce({{ condition }}, false) = false
{% endtest %}
