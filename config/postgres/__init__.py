"""The project's own PostgreSQL: Django's backend, and the server from the wheel."""
