"""Settings: TOML, environment, secrets; every value with its help and where it came from."""
