"""How the pretended company is made: what is true of a customer, and how each system holds it."""
