"""Bris de glace, centre 15, confidential care, and the review of emergencies (PS S08 to S10, S37)."""
