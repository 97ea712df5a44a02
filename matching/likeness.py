"""Scores for pairs that share no key: Fellegi and Sunter's weights, by splink on DuckDB.

The weights are fixed, not trained on the files: the same two records have the same score in every
run, and a file of ten records is scored like one of a million. They were set by hand from what
such fields do in practice, then held against made companies (tests/matching).
"""

import logging
import warnings
from collections.abc import Sequence
from typing import Any

import duckdb

BLOCKS = (
    ("name_key",),
    ("rarest_word",),
    ("domain",),
    ("tax_id",),
    ("phone",),
    ("street",),
    ("postal_code", "house_number"),
    ("first_word", "postal_code"),
    ("first_word", "city"),
    ("substr(name_key, 1, 6)",),
)
"""Only pairs that are equal in one of these are looked at."""

_COSINE = (
    "coalesce(list_sum(list_transform(list_intersect(map_keys(weights_l), map_keys(weights_r)), "
    "lambda word: weights_l[word] * weights_r[word])), 0)"
)
_JARO = "jaro_winkler_similarity({0}_l, {0}_r)"


def score(connection: duckdb.DuckDBPyConnection, *, is_one_file: bool, least: float) -> None:
    """Make `scored` from `records`: one row a pair with at least that probability.

    Its columns are `left_id`, `right_id` and `probability`.
    """
    from splink import DuckDBAPI, Linker, SettingsCreator, block_on  # slow to import

    counts = connection.execute(
        "select count(*) from records group by source_dataset order by 1 desc"
    ).fetchall()
    prior = 0.5 / max(2, *(count for (count,) in counts))
    settings = SettingsCreator(
        link_type="dedupe_only" if is_one_file else "link_only",
        comparisons=list(_comparisons()),
        blocking_rules_to_generate_predictions=[block_on(*block) for block in BLOCKS],
        probability_two_random_records_match=prior,
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
    names = connection.execute("select distinct source_dataset from records order by 1").fetchall()
    for (name,) in names:
        connection.execute(
            f"create or replace table file_{name} as from records where source_dataset = '{name}'"
        )
    return [api.register(f"file_{name}", dataset_display_name=name) for (name,) in names]


def _comparisons() -> Sequence[dict[str, Any]]:
    return (
        _comparison(
            "name_key",
            (
                "numbers_l != numbers_r and numbers_l != '' and numbers_r != ''",
                "other numbers",
                0.005,
                0.05,
            ),
            ("name_key_l = name_key_r", "the same name", 0.55, 0.000_02),
            (f"{_COSINE} >= 0.95", "the same words", 0.12, 0.000_03),
            (
                f"{_COSINE} >= 0.75 or {_JARO.format('name_key')} >= 0.96",
                "nearly the same name",
                0.17,
                0.000_3,
            ),
            (
                f"{_COSINE} >= 0.5 or {_JARO.format('name_key')} >= 0.92",
                "a similar name",
                0.1,
                0.003,
            ),
            ("ELSE", "another name", 0.055, 0.95),
        ),
        _comparison(
            "street",
            ("street_l = street_r", "the same street", 0.55, 0.000_2),
            (
                f"house_number_l = house_number_r and {_JARO.format('street')} >= 0.85",
                "nearly the same street",
                0.2,
                0.000_2,
            ),
            (f"{_JARO.format('street')} >= 0.9", "a similar street", 0.08, 0.002),
            ("ELSE", "another street", 0.17, 0.997),
        ),
        _comparison(
            "postal_code",
            ("postal_code_l = postal_code_r", "the same postal code", 0.75, 0.002),
            ("left(postal_code_l, 3) = left(postal_code_r, 3)", "the same region", 0.1, 0.01),
            ("ELSE", "another postal code", 0.15, 0.988),
        ),
        _comparison(
            "city",
            ("city_l = city_r", "the same city", 0.8, 0.03),
            (f"{_JARO.format('city')} >= 0.9", "nearly the same city", 0.07, 0.005),
            ("ELSE", "another city", 0.13, 0.965),
        ),
        _equality("country", 0.97, 0.4),
        _equality("domain", 0.85, 0.000_1),
        _equality("tax_id", 0.93, 0.000_01),
        _equality("phone", 0.7, 0.000_1),
    )


def _equality(column: str, m: float, u: float) -> dict[str, Any]:
    words = column.replace("_", " ")
    return _comparison(
        column,
        (f"{column}_l = {column}_r", f"the same {words}", m, u),
        ("ELSE", f"another {words}", 1 - m, 1 - u),
    )


def _comparison(column: str, *levels: tuple[str, str, float, float]) -> dict[str, Any]:
    """Levels of likeness, the best first: the condition, its name, and how often it holds.

    The two figures are the share among pairs of one firm, and among pairs of different ones.
    """
    nothing = {
        "sql_condition": f"{column}_l is null or {column}_r is null",
        "label_for_charts": "not known",
        "is_null_level": True,
    }
    return {
        "output_column_name": column,
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
