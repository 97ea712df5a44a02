"""Scores for pairs of records: Fellegi and Sunter's weights, by splink on DuckDB.

The weights are fixed, not trained on the files: the same two records have the same score in every
run, and a file of ten records is scored like one of a million. They were set by hand from what
such fields do in practice, then held against labelled lists of firms (benchmarks/README.md).
"""

import logging
import warnings
from collections.abc import Sequence
from typing import Any

import duckdb

# What two lists of words share, by weight: 1 where all, 0 where nothing. For `alike` a word that is
# nearly another counts nearly as much; short ones must be the same.
ALIKE = """
create or replace macro near(a, b) as
    case
        when least(length(a), length(b)) >= 5 and jaro_winkler_similarity(a, b) >= 0.9 then 0.9
        when length(a) >= 3 and length(b) > length(a) + 1 and starts_with(b, a) then 0.7
        when length(b) >= 3 and length(a) > length(b) + 1 and starts_with(a, b) then 0.7
        else 0
    end;

create or replace macro found(a, a_weights, b) as
    list_sum(list_transform(a, lambda word, place:
        case when list_contains(b, word) then a_weights[place] else 0 end
    ));

create or replace macro nearly_found(a, a_weights, b) as
    list_sum(list_transform(a, lambda word, place:
        case when list_contains(b, word) then a_weights[place]
        else a_weights[place] * list_max(list_transform(b, lambda other: near(word, other))) end
    ));

create or replace macro shared(a, a_weights, a_sum, b, b_weights, b_sum) as
    (found(a, a_weights, b) + found(b, b_weights, a)) / (a_sum + b_sum);

create or replace macro alike(a, a_weights, a_sum, b, b_weights, b_sum) as
    (nearly_found(a, a_weights, b) + nearly_found(b, b_weights, a)) / (a_sum + b_sum);

create or replace macro within(a, a_weights, a_sum, b, b_weights, b_sum) as
    greatest(nearly_found(a, a_weights, b) / a_sum, nearly_found(b, b_weights, a) / b_sum);
"""
_WORDS = "{0}words{1}, {0}weights{1}, {0}rarity{1}, {2}words{3}, {2}weights{3}, {2}rarity{3}"
_OTHERS = (
    "{0}other_words{1}, {0}other_weights{1}, {0}other_rarity{1},"
    " {2}words{3}, {2}weights{3}, {2}rarity{3}"
)
_OTHERS_OF_RIGHT = (
    "{0}words{1}, {0}weights{1}, {0}rarity{1},"
    " {2}other_words{3}, {2}other_weights{3}, {2}other_rarity{3}"
)
_JARO = "jaro_winkler_similarity({0}compact{1}, {2}compact{3})"
NAMES = f"""greatest(
    alike({_WORDS}),
    coalesce(alike({_OTHERS}), 0),
    coalesce(alike({_OTHERS_OF_RIGHT}), 0),
    case when {_JARO} >= 0.95 and least(length({{0}}compact{{1}}), length({{2}}compact{{3}})) >= 10
        then 0.94 else 0 end
)"""
# Cheap, and true of most pairs: names so different that it is not worth a second look.
_UNLIKE = (
    f"shared({_WORDS}) < 0.35 and {_JARO} < 0.88"
    " and {0}other_words{1} is null and {2}other_words{3} is null"
)
PLACES = (
    "shared({0}place_words{1}, {0}place_weights{1}, {0}place_sum{1},"
    " {2}place_words{3}, {2}place_weights{3}, {2}place_sum{3})"
)
WITHIN = f"within({_WORDS})"
NOT_ANOTHER_TOWN = """(
    coalesce({0}postal_code{1} = {2}postal_code{3} or {0}city{1} = {2}city{3}, false)
    or coalesce(jaro_winkler_similarity({0}city{1}, {2}city{3}) >= 0.85, true)
        and coalesce({0}postal_code{1}[:3] = {2}postal_code{3}[:3], true)
)"""
OTHER_NUMBERS = "{0}numbers{1} != {2}numbers{3} and {0}numbers{1} != '' and {2}numbers{3} != ''"


def score(connection: duckdb.DuckDBPyConnection, *, is_one_file: bool, least: float) -> None:
    """Make `scored` from `records`: one row a pair with at least that probability.

    Its columns are `left_id`, `right_id` and `probability`. `least` may be 0: every pair compared.
    """
    from splink import DuckDBAPI, Linker, SettingsCreator, block_on  # slow to import

    connection.execute(ALIKE)
    ((count,),) = connection.execute("select count(*) from given").fetchall()
    settings = SettingsCreator(
        link_type="dedupe_only" if is_one_file else "link_only",
        comparisons=list(_comparisons()),
        blocking_rules_to_generate_predictions=[block_on("keys", arrays_to_explode=["keys"])],
        probability_two_random_records_match=0.5 / max(500, min(count, 20_000)),
        retain_matching_columns=False,
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        linker = Linker(
            _tables(connection, DuckDBAPI(connection=connection)), settings, log_level=logging.ERROR
        )
        predicted = linker.inference.predict(threshold_match_probability=least)
    connection.execute(
        "create or replace table scored as select unique_id_l as left_id,"  # noqa: S608 - splink's
        " unique_id_r as right_id, match_probability as probability"
        f" from {predicted.physical_name}"
    )


def _tables(connection: duckdb.DuckDBPyConnection, api: Any) -> Sequence[Any]:
    """One table a file, as splink wants them."""
    names = connection.execute("select distinct source_dataset from given order by 1").fetchall()
    for (name,) in names:
        connection.execute(
            f"create or replace table file_{name} as from records where source_dataset = '{name}'"
        )
    return [api.register(f"file_{name}", dataset_display_name=name) for (name,) in names]


def _comparisons() -> Sequence[dict[str, Any]]:
    sides = ("", "_l", "", "_r")
    in_town = NOT_ANOTHER_TOWN.format(*sides)
    names, places = NAMES.format(*sides), PLACES.format(*sides)
    same = "compact_l = compact_r"
    return (
        _comparison(
            "name",
            "compact",
            (OTHER_NUMBERS.format(*sides), "other numbers", 0.005, 0.3),
            (f"{same} and rarity_l >= 12 and namesakes_l <= 1", "the same", 0.5, 2e-7),
            (f"{same} and rarity_l >= 7", "the same", 0.3, 5e-6),
            (same, "the same, of everyday words", 0.2, 2e-4),
            (_UNLIKE.format(*sides), "another", 0.02, 0.9),
            (f"{names} < 0.4", "another", 0.01, 0.05),
            (f"{names} >= 0.93 and rarity_l >= 12", "nearly the same", 0.2, 1e-6),
            (f"{names} >= 0.93", "nearly the same", 0.1, 2e-5),
            (f"{names} >= 0.8", "very like", 0.15, 4e-5),
            (f"{names} >= 0.65", "like", 0.08, 3e-4),
            (f"{names} >= 0.5", "somewhat like", 0.06, 2e-3),
            ("ELSE", "little like", 0.03, 0.02),
        ),
        _comparison(
            "place",
            "coalesce(street, postal_code, city)",
            (
                f"house_number_l = house_number_r and {places} >= 0.75 and {in_town}",
                "the same address",
                0.5,
                1e-5,
            ),
            (
                f"(house_number_l = house_number_r and {places} >= 0.45 or {places} >= 0.95)"
                f" and {in_town}",
                "nearly the same address",
                0.15,
                5e-5,
            ),
            (
                "postal_code_l = postal_code_r and (street_l is null or street_r is null)",
                "the same postal code",
                0.2,
                1e-3,
            ),
            ("postal_code_l = postal_code_r", "the same postal code", 0.04, 1e-3),
            (
                "city_l = city_r and (street_l is null or street_r is null)"
                " and (postal_code_l is null or postal_code_r is null)",
                "the same city",
                0.3,
                0.02,
            ),
            (
                f"house_number_l = house_number_r and {places} >= 0.75",
                "the same address in another town",
                0.03,
                1e-4,
            ),
            (f"{places} >= 0.6", "a similar address", 0.03, 0.005),
            ("city_l = city_r", "the same city", 0.03, 0.02),
            (
                "(street_l is null or street_r is null)"
                " and (postal_code_l is null or postal_code_r is null)"
                " and (city_l is null or city_r is null)",
                "nothing to compare",
                0.1,
                0.1,
            ),
            ("ELSE", "another place", 0.07, 0.9),
        ),
        _equality("form", 0.85, 0.3),
        _equality("country", 0.97, 0.3),
        _equality("domain", 0.75, 1e-4),
        _equality("tax_id", 0.93, 1e-6),
        _equality("phone", 0.6, 2e-5),
    )


def _equality(column: str, m: float, u: float) -> dict[str, Any]:
    words = column.replace("_", " ")
    same = f"{column}_l = {column}_r"
    many = (
        [(f"{same} and {column}_places_l > 2", f"a {words} of several", m / 2, u * 30)]
        if column in ("phone", "domain")
        else []
    )
    return _comparison(
        column,
        column,
        *many,
        (same, f"the same {words}", m, u),
        ("ELSE", f"another {words}", 1 - m, 1 - u),
    )


def _comparison(output: str, known: str, *levels: tuple[str, str, float, float]) -> dict[str, Any]:
    """Levels of likeness, the first that holds: the condition, its name, and how often it holds.

    The two figures are the share among pairs of one firm, and among pairs of different ones.
    `known` is what both must have for anything to be compared.
    """
    left, right = (_sided(known, side) for side in ("_l", "_r"))
    nothing = {
        "sql_condition": f"{left} is null or {right} is null",
        "label_for_charts": "not known",
        "is_null_level": True,
    }
    return {
        "output_column_name": output,
        "comparison_levels": [
            nothing,
            *(
                {
                    "sql_condition": condition,
                    "label_for_charts": label,
                    "m_probability": m,
                    "u_probability": u,
                }
                for condition, label, m, u in levels
            ),
        ],
    }


def _sided(expression: str, side: str) -> str:
    if "(" not in expression:
        return f"{expression}{side}"
    function, _, arguments = expression.rstrip(")").partition("(")
    return f"{function}({', '.join(it.strip() + side for it in arguments.split(','))})"
