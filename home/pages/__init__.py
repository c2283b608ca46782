"""What visitors read: page types, blocks, search, the sample site."""
