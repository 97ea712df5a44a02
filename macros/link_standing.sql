{#
    What a step makes of one account among `account_count` that it found for a record, of which
    `same_name_count` bear its very name. `nothing`: the step says nothing of the pair. A stored id that
    names several, and several of one name, are `ambiguous`: a person has to say.
    Source of the rules: docs/differences.md §2.
#}
{% macro link_standing() -%}
    case
        when step = 0 then 'confirmed'
        when step = 1 and account_count > 1 then 'ambiguous'
        when step = 1 then 'confirmed'
        when rule = 'tax_id' and account_count = 1 and is_first_word_shared then 'confirmed'
        when rule = 'tax_id' and account_count = 1 then 'proposed'
        when rule = 'tax_id' and is_name_shared and same_name_count = 1 then 'confirmed'
        when rule = 'tax_id' and is_name_shared then 'ambiguous'
        when rule = 'domain' and account_count = 1 and is_first_word_shared then 'confirmed'
        when rule = 'name_and_place' and account_count = 1 then 'confirmed'
        when rule = 'name_and_place' then 'ambiguous'
        else 'nothing'
    end
{%- endmacro %}
