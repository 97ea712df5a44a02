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

{#
    A firm's name as it is compared between systems: upper case, no accents, `&` as a word, no
    punctuation, no article, abbreviations written out, no legal form behind it. Digits stay. Null
    where nothing was written. Source: docs/differences.md §2.
#}
{% macro normalised_name(name) -%}
    {%- set letters = "translate(" ~ name ~ ", 'øØłŁı.''’`´', 'oOlLi')" -%}
    {%- set bare = "replace(upper(" ~ without_accents(letters) ~ "), '&', ' AND ')" -%}
    {%- set words = "trim(" ~ replace_all(bare, "[^\\p{L}\\p{N}]+", " ") ~ ")" -%}
    {%- set words = "' ' || " ~ replace_all(words, "^THE | THE$", "") ~ " || ' '" -%}
    {%- set words = "replace(" ~ words ~ ", ' INTL ', ' INTERNATIONAL ')" -%}
    {%- set words = "replace(" ~ words ~ ", ' SVCS ', ' SERVICES ')" -%}
    {%- set words = "trim(replace(" ~ words ~ ", ' MFG ', ' MANUFACTURING '))" -%}
    nullif({{ replace_all(words, "( (" ~ legal_forms() ~ "))+$", "") }}, '')
{%- endmacro %}

{# Legal forms that say nothing of who a firm is, as a pattern; the long spellings with the short. #}
{% macro legal_forms() -%}
    GMBH AND CO KG|INC|INCORPORATED|LLC|CORP|CORPORATION|LTD|LIMITED|PLC|LLP|DAC|GMBH|AG|KG|SARL|SA|SAS|BV|NV|SL|SRL|SPA|KK|CO|COMPANY
{%- endmacro %}

{# The number of a registry or a tax office: equal without blanks and punctuation, in upper case. #}
{% macro bare_number(number) -%}
    nullif({{ replace_all("upper(" ~ number ~ ")", "[^\\p{L}\\p{N}]+", "") }}, '')
{%- endmacro %}

{# The host of a website or of a mail address, without `www.`. #}
{% macro host_of(address) -%}
    {{ replace_all("lower(trim(" ~ address ~ "))", "^(https?://)?(www\\.)?|[/:?#].*$", "") }}
{%- endmacro %}

{# The same, null where it is one that everybody may have mail at. #}
{% macro own_domain(host) -%}
    case
        when {{ host }} not in ('', '{{ var("free_mail_domains") | join("', '") }}') then {{ host }}
    end
{%- endmacro %}
