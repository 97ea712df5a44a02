"""In: the extraction engine. Knows no vendor."""

from pipelines.extract import Source, extract, extract_all
from pipelines.report import ExtractReport, Progress, TableReport
from pipelines.unused import declare_unused, read_before

__all__ = [
    "ExtractReport",
    "Progress",
    "Source",
    "TableReport",
    "declare_unused",
    "extract",
    "extract_all",
    "read_before",
]
