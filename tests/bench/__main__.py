"""`make bench`: what things cost, as ratios within one run (seconds do not travel).

The limit is what PostgreSQL itself needs for 100,000 cells: COPY into a staging table
and one INSERT .. ON CONFLICT into a table with the ledger's keys, indexes and
constraints. Everything else is told as a multiple of it, or in milliseconds with the
aim beside. Runs on a database of its own, which it drops at the end.
"""

import os
import sys

import django
from django.db import connections

NAME = "coso_bench"


def main() -> None:
    """Make the database, measure, print, drop it."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
    django.setup()
    from tests.bench import measures, world  # noqa: PLC0415 (models need the setup)

    with world.own_database(NAME):
        ground = world.build()
        sys.stdout.write(f"{ground.summary}\n\n")
        for line in measures.report(ground):
            sys.stdout.write(line + "\n")
            sys.stdout.flush()
        connections.close_all()


if __name__ == "__main__":
    main()
