"""Django's PostgreSQL backend, with the project's own server started on first use.

Reading the settings starts nothing: only a process that connects needs the server.
"""

from pathlib import Path
from typing import Any

from django.db.backends.postgresql import base

from config.postgres import server


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection to the server in `OPTIONS["own_server"]` (a folder)."""

    def get_connection_params(self) -> dict[str, Any]:
        folder = self.settings_dict["OPTIONS"].get("own_server")
        if folder and not self.settings_dict["HOST"]:
            self.settings_dict.update(server.start(Path(folder)))
        params = dict(super().get_connection_params())
        params.pop("own_server", None)
        return params
