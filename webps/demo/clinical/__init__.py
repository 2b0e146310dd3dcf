"""What the documents of the demonstration say, one module per family. All of it was written for this project."""
