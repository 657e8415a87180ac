"""
Edition → Message: contexts, environment, blanks, headers, bytes.

`views` and `layouts` make contexts of stories, `Templates.piece` renders a piece of one, `encode` makes fragments of pieces and a body of
fragments (their blanks still in them, so that they can be shared and stored), `Composer` fills the blanks for one person and gives the bytes
of the mail, and `Signer` signs them.
"""

from dispatcher.templating.compose import Composer, Links, compose
from dispatcher.templating.environment import Templates
from dispatcher.templating.signing import Signer

__all__ = ["Composer", "Links", "Signer", "Templates", "compose"]
