"""The list of documents (PS S12): filters and their addresses, the filtered queryset, its rows in words."""
