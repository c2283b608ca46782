"""The desk where messages are answered."""
