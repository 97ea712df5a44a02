"""tieout: proves that a business's systems agree, and writes back what finance needs."""

__version__ = "0.2.0"
