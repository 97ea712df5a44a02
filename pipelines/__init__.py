"""In: the extraction engine. Knows no vendor."""

from pipelines.extract import Source, extract, extract_all
from pipelines.report import ExtractReport, Progress, TableReport

__all__ = ["ExtractReport", "Progress", "Source", "TableReport", "extract", "extract_all"]
