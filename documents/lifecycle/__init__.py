"""What becomes of a document after its deposit: visibility, archive, deletion, release (PS S23 to S25)."""
