"""Telling people of what was done: notices, their delivery by e-mail, a professional’s alerts (PS S29)."""
