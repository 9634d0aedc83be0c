"""The parts of the addresses of the pages."""

# CODE, CODE@start or CODE@2025-07-01, as Unit.life writes it.
LIFE = r"[0-9A-Za-z._-]+(?:@(?:start|\d{4}-\d{2}-\d{2}))?"
INDICATOR = r"[^/\x00]+"
YEAR = r"[0-9]{4}"


class LifeConverter:
    """A unit, or one life of it."""

    regex = LIFE

    def to_python(self, value: str) -> str:
        """As it stands in the address."""
        return value

    def to_url(self, value: str) -> str:
        """As it stands in the address."""
        return value


class IndicatorConverter(LifeConverter):
    """The code of an indicator."""

    regex = INDICATOR


class YearConverter:
    """A year of four digits."""

    regex = YEAR

    def to_python(self, value: str) -> int:
        """The year as a number."""
        return int(value)

    def to_url(self, value: int) -> str:
        """The year as it stands in the address."""
        return f"{value:04d}"
