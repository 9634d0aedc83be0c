"""Lists that are exchanged as files: units, registers, the catalogue."""
