"""The rules of docs/differences.md, worked out once more from the records alone."""
