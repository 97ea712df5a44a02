"""What finance looks at: one page and one workbook, made of the published file and nothing else."""

from report.build import build

__all__ = ["build"]
