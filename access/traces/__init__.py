"""The history of accesses: who may read which line, in words, and the report of an abnormal one (PS S28)."""
