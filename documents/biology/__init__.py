"""Laboratory values across all reports of a record (PS S16): table, history of one analysis, curve."""
