"""Settings: TOML, environment, secrets; every value with its help and where it came from."""

from dispatcher.config.load import load, problems, read
from dispatcher.config.settings import Settings
from dispatcher.config.source import Problem

__all__ = ["Problem", "Settings", "load", "problems", "read"]
