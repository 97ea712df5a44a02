"""In: the extraction engine. Knows no vendor."""

from pipelines.extract import Source, declare_unused, extract, extract_all, was_read
from pipelines.report import ExtractReport, Progress, TableReport

__all__ = [
    "ExtractReport",
    "Progress",
    "Source",
    "TableReport",
    "declare_unused",
    "extract",
    "extract_all",
    "was_read",
]
