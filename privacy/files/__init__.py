"""Files that visitors send and staff put on the site: limited while they arrive, drawn and written anew, kept in private folders."""
