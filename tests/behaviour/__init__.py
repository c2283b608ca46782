"""What the site does, recorded from outside, so that a move of its code can be seen to change nothing.

`make record` writes a file, `make compare` holds two against each other. Only what a move leaves alone is used: public
addresses, the CMS as its links lead through it, management commands, and mails as they are sent. No room is imported
and no table is named, so that the same code runs before and after.
"""
