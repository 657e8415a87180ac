"""
Edition → Message: contexts, environment, blanks, headers, bytes.

`views` makes contexts of stories, `Templates.render` makes a body of a context (its blanks still in it, so that it can be shared and
stored), `compose` fills the blanks for one person and gives the bytes of the mail.
"""

from dispatcher.templating.compose import Links, compose
from dispatcher.templating.environment import Templates

__all__ = ["Links", "Templates", "compose"]
