"""Authorities of national identifiers."""

PS_IDNAT_OID = "1.2.250.1.71.4.2.1"  # persons
STRUCT_IDNAT_OID = "1.2.250.1.71.4.2.2"  # structures
