"""Names of the countries that the store ships to, by their codes of two letters."""

from collections.abc import Mapping
from types import MappingProxyType

NAMES: Mapping[str, str] = MappingProxyType(
    {
        "AR": "Argentina",
        "AT": "Austria",
        "AU": "Australia",
        "BE": "Belgium",
        "BR": "Brazil",
        "CA": "Canada",
        "CH": "Switzerland",
        "CL": "Chile",
        "CN": "China",
        "CO": "Colombia",
        "CZ": "Czech Republic",
        "DE": "Germany",
        "DK": "Denmark",
        "EE": "Estonia",
        "ES": "Spain",
        "FI": "Finland",
        "FR": "France",
        "GB": "United Kingdom",
        "GR": "Greece",
        "HK": "Hong Kong",
        "HU": "Hungary",
        "IE": "Ireland",
        "IL": "Israel",
        "IN": "India",
        "IT": "Italy",
        "JP": "Japan",
        "KR": "South Korea",
        "LU": "Luxembourg",
        "MX": "Mexico",
        "NL": "Netherlands",
        "NO": "Norway",
        "NZ": "New Zealand",
        "PL": "Poland",
        "PT": "Portugal",
        "RO": "Romania",
        "SE": "Sweden",
        "SG": "Singapore",
        "US": "United States",
        "ZA": "South Africa",
    }
)
_CODES = {name.lower(): code for code, name in NAMES.items()}


def name_of(code: str) -> str:
    """`United States` for `US`; a code that is not in the table stands for itself."""
    return NAMES.get(code.upper(), code)


def code_of(name: str) -> str:
    """`US` for `United States`; empty where the name is not in the table."""
    return _CODES.get(name.strip().lower(), "")
