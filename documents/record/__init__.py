"""What the documents of a record say, on the pages of its tabs (PS S11, S17 to S20)."""
