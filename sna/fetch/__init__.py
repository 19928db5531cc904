"""The only code that uses the network."""
