"""Documents on paper: laid out from the same reading as the screen, joined into one PDF (PS S26, S36)."""
