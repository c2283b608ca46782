"""Files that visitors send: limited while they arrive, pictures drawn anew, kept in folders that no web server serves."""
