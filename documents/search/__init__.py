"""Search in the content of a record (PS S14, ADR 0018)."""
