"""Who answers what: teams, and the rules that send messages to them."""
