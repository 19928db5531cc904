"""What a community of practice does to the isolation between teams and organisations."""

__version__ = "0.1.0"
