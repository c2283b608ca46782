"""Working through messages: who waits, one message, what was done about it. Only with an authorisation."""
