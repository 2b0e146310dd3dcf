"""Work on bytes that nobody vouches for, in processes of bounded memory and time: what a file does to them is lost."""
