"""Depositing a document: its files, its form, its draft, its wrapping, its place among versions (PS S21, S22)."""
