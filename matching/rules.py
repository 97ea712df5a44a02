"""Links that follow from a key that two records share, and some likeness of their names."""

import duckdb

# A key alone is not enough: tax ids are shared in groups, sites and telephones by neighbours.
NAME_EVIDENCE = """
    (l.first_word = r.first_word or {likeness} >= 0.5)
    and (l.numbers = r.numbers or l.numbers = '' or r.numbers = '')
"""
COSINE = """
    coalesce(list_sum(list_transform(
        list_intersect(map_keys(l.weights), map_keys(r.weights)),
        lambda word: l.weights[word] * r.weights[word]
    )), 0)
"""
RULES: tuple[tuple[str, str, str], ...] = (
    ("tax_id", "l.tax_id = r.tax_id", "'tax id ' || l.tax_id"),
    ("domain", "l.domain = r.domain", "'domain ' || l.domain"),
    ("phone", "l.phone = r.phone", "'telephone …' || right(l.phone, 4)"),
    (
        "name_and_postal_code",
        "l.name_key = r.name_key and l.postal_code = r.postal_code",
        "l.name_key || ', ' || l.postal_code",
    ),
    (
        "name_and_street",
        "l.name_key = r.name_key and l.street = r.street",
        "l.name_key || ', ' || l.street",
    ),
    (
        "name_and_city",
        "l.name_key = r.name_key and l.city = r.city",
        "l.name_key || ', ' || l.city",
    ),
)
"""Rule, what must be equal, and the evidence; the surest first."""


def link_by_rules(connection: duckdb.DuckDBPyConnection, *, is_one_file: bool) -> None:
    """Make `ruled` from `records`: one row a pair that shares a key, by the first rule that holds.

    Between two files a record has one partner: `is_alone` says that neither of the two has another
    candidate by that rule. Pairs whose numbers or countries contradict one another are left out.
    """
    apart = "l.unique_id < r.unique_id" if is_one_file else "l.source_dataset < r.source_dataset"
    connection.execute(
        "create or replace table ruled (left_id varchar, right_id varchar, rule varchar,"
        " rule_order integer, evidence varchar)"
    )
    likeness = NAME_EVIDENCE.format(likeness=COSINE)
    for order, (rule, equal, evidence) in enumerate(RULES):
        connection.execute(
            f"insert into ruled select l.unique_id, r.unique_id, '{rule}', {order}, {evidence}"  # noqa: S608 - ours
            f" from records as l inner join records as r on {equal} and {apart}"
            f" where {likeness} and (l.country = r.country or l.country is null"
            " or r.country is null)"
            " and not exists (select 1 from ruled as known"
            " where known.left_id = l.unique_id and known.right_id = r.unique_id)"
        )
