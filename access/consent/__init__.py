"""Consent and roles: what joins a patient to a professional, and who may change it (PS S27)."""
