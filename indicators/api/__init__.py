"""The API: imports by programs, with keys; no session and no cookie opens it."""
