"""Files as they come from a professional's machine: recognised by their bytes, cleaned, or refused in words."""
