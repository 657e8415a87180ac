"""Settings: TOML, environment, secrets; every value with its help and where it came from."""

from dispatcher.config.load import Problem, load, read
from dispatcher.config.settings import Settings

__all__ = ["Problem", "Settings", "load", "read"]
