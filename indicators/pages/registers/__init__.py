"""The pages of the registers: what exists, where, since when, and how it ended."""
