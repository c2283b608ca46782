"""The scanner (C30): a real browser looks at what the site stores and contacts, and the register says what it may."""
