"""Files of firms in, links between their records out."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import duckdb

from matching.likeness import score
from matching.links import Link
from matching.records import read
from matching.rules import COSINE, link_by_rules

CONFIRMED_FROM = 0.99
PROPOSED_FROM = 0.5


def matched_files(
    paths: Sequence[Path],
    named: Mapping[str, str] | None = None,
    *,
    confirmed_from: float = CONFIRMED_FROM,
    proposed_from: float = PROPOSED_FROM,
) -> Iterator[Link]:
    """Links between the records of several files, or within one.

    `named` says which header holds what, as `records.read` takes it. Links come by file and id. Of
    several files no record is confirmed twice with one other file: of two equal candidates both
    are proposed. UsageError where a file cannot be read.
    """
    is_one_file = len(paths) == 1
    files = [path.name for path in paths]
    with duckdb.connect(config={"python_enable_replacements": "false"}) as connection:
        connection.register("given", read(paths, named or {}).to_arrow())
        connection.execute(_RECORDS)
        link_by_rules(connection, is_one_file=is_one_file)
        score(connection, is_one_file=is_one_file, least=proposed_from)
        rows = connection.execute(
            _LINKS.format(cosine=COSINE),
            {"confirmed_from": confirmed_from, "is_one_file": is_one_file},
        ).fetchall()
    for left, left_id, left_name, right, right_id, right_name, *how in rows:
        status, rule, probability, evidence = how
        yield Link(
            files[int(left)],
            left_id,
            left_name,
            files[int(right)],
            right_id,
            right_name,
            status,
            rule,
            round(probability, 4),
            evidence,
        )


# A word counts by how rare it is: what two names share is worth little where many share it.
_RECORDS = """
create or replace table records as
with words as (
    select unique_id, unnest(words) as word from given
),
rarity as (
    select word, ln(1 + (select count(*) from given) / count(distinct unique_id)) as weight
    from words group by word
),
weighed as (
    select distinct words.unique_id, words.word, rarity.weight
    from words inner join rarity using (word)
),
lengths as (
    select unique_id, sqrt(sum(weight * weight)) as length, arg_max(word, weight) as rarest_word
    from weighed group by unique_id
),
vectors as (
    select
        unique_id,
        map_from_entries(list((word, weight / nullif(length, 0)))) as weights,
        any_value(rarest_word) as rarest_word
    from weighed inner join lengths using (unique_id)
    group by unique_id
)
select given.*, vectors.weights, vectors.rarest_word
from given left join vectors using (unique_id)
"""

_LINKS = """
with pairs as (
    select
        coalesce(ruled.left_id, scored.left_id) as left_id,
        coalesce(ruled.right_id, scored.right_id) as right_id,
        ruled.rule,
        coalesce(ruled.rule_order, 99) as rule_order,
        ruled.evidence,
        case when ruled.rule is null then scored.probability
            else greatest(coalesce(scored.probability, 0), 0.995) end as probability
    from (
        select * from ruled
        qualify row_number() over (partition by left_id, right_id order by rule_order) = 1
    ) as ruled
    full outer join scored using (left_id, right_id)
),
placed as (
    select
        pairs.*,
        l.source_dataset as left_file, l.id as left_key, l.name as left_name,
        r.source_dataset as right_file, r.id as right_key, r.name as right_name,
        coalesce(l.numbers = r.numbers, false) as has_same_numbers,
        least(length(l.name_key), length(r.name_key)) < 10 as is_short,
        case
            when l.name_key = r.name_key then 3
            when l.folded = r.folded or {cosine} >= 0.75
                or (least(length(l.name_key), length(r.name_key)) >= 10
                    and jaro_winkler_similarity(l.name_key, r.name_key) >= 0.96) then 2
            when {cosine} >= 0.4
                or (least(length(l.name_key), length(r.name_key)) >= 10
                    and jaro_winkler_similarity(l.name_key, r.name_key) >= 0.9) then 1
            else 0
        end as name_level
    from pairs
    inner join records as l on pairs.left_id = l.unique_id
    inner join records as r on pairs.right_id = r.unique_id
    where l.numbers = r.numbers or l.numbers = '' or r.numbers = ''
),
ranked as (
    select
        *,
        dense_rank() over (
            partition by left_id, right_file order by probability desc, rule_order
        ) as left_rank,
        dense_rank() over (
            partition by right_id, left_file order by probability desc, rule_order
        ) as right_rank,
        count(*) over (
            partition by left_id, right_file, probability, rule_order
        ) as left_equals,
        count(*) over (
            partition by right_id, left_file, probability, rule_order
        ) as right_equals
    from placed
    where rule is not null or name_level > 0
),
judged as (
    select
        *,
        case
            when rule is null and (
                name_level < 2 or not has_same_numbers or (is_short and name_level < 3)
            ) then 'proposed'
            when $is_one_file and probability >= $confirmed_from then 'confirmed'
            when not $is_one_file and probability >= $confirmed_from
                and left_rank = 1 and right_rank = 1 and left_equals = 1 and right_equals = 1
                then 'confirmed'
            else 'proposed'
        end as status
    from ranked
)
select
    left_file, left_key, left_name, right_file, right_key, right_name, status,
    coalesce(rule, 'likeness') as rule,
    probability,
    coalesce(evidence, left_name || ' / ' || right_name) as evidence
from judged
-- what is confirmed with a file leaves no room for a second guess in it
qualify $is_one_file or status = 'confirmed' or not (
    bool_or(status = 'confirmed') over (partition by left_id, right_file)
    or bool_or(status = 'confirmed') over (partition by right_id, left_file)
)
order by left_file, length(left_key), left_key, right_file, length(right_key), right_key
"""
