"""The window of a patient, or of who acts for them: who holds a record, and what they may do there."""
