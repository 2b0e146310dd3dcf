"""Reading CDA R2 documents: hardened parsing into small values, and drawing from an allow-list (ADR 0009)."""
