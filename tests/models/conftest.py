"""Every test of models has a company."""

from tests.models.company import company

__all__ = ["company"]
