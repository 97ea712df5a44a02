{#
    A company's name as two books would both write it: lower case, `&` as a word, no punctuation, no
    leading or trailing article, the common legal forms in one spelling. Digits and accents stay:
    "Site 7" is not "Site 17". Equal keys are a reason to ask a person, never a link.
#}
{% macro name_key(name) -%}
    {%- set words = replace_all("replace(lower(" ~ name ~ "), '&', ' and ')", "[^\\p{L}\\p{N}]+", " ") -%}
    {%- set words = replace_all(words, "\\b(limited liability company|l l c)\\b", "llc") -%}
    {%- set words = replace_all(words, "\\bincorporated\\b", "inc") -%}
    {%- set words = replace_all(words, "\\bcorporation\\b", "corp") -%}
    {%- set words = replace_all(words, "\\blimited\\b", "ltd") -%}
    trim({{ replace_all("trim(" ~ words ~ ")", "^the | the$", "") }})
{%- endmacro %}
