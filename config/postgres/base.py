"""Django's PostgreSQL backend, with the project's own server started on first use.

Reading the settings starts nothing: only a process that connects needs the server.
"""

from pathlib import Path
from typing import Any

from django.db.backends.postgresql import base

from config.postgres import server


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection to the server in `OPTIONS["own_server"]` (a folder), or elsewhere."""

    def get_connection_params(self) -> dict[str, Any]:
        folder = self.settings_dict["OPTIONS"].get("own_server")
        if folder:
            self.settings_dict.update(server.start(Path(folder)))
        params = dict(super().get_connection_params())
        params.pop("own_server", None)
        # The statement of the figures has many steps, most over few rows: where a server
        # has JIT, compiling them takes seconds and saves nothing.
        params["options"] = f"{params.get('options', '')} -c jit=off".strip()
        return params

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        try:
            return super().get_new_connection(conn_params)
        except self.Database.OperationalError as error:
            if self.settings_dict["OPTIONS"].get("own_server"):
                raise
            raise self.Database.OperationalError(
                f"The database that DATABASE_URL names cannot be reached: {error}"
                "Check DATABASE_URL (postgres://user:password@host:port/name) and that "
                "its server runs, or unset it to use the project's own server."
            ) from error
