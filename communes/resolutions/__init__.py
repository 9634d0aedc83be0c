"""A resolution that changes units, in pure Python: its rows, and what follows from them."""
