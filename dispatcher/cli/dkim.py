"""`dispatcher dkim`: keys that sign mail, and the DNS records that go with them."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from dispatcher.cli.frame import AsJson, Now, moment, noun, show, workspace

if TYPE_CHECKING:
    from dispatcher.templating.signing_keys import SigningKey

app = noun("Keys that sign mail (DKIM), and their DNS records.")
FOLDER = "keys"


@app.command()
def new(
    domain: Annotated[str, typer.Argument(help="The domain that signs, as news.example.org")],
    selector: Annotated[str, typer.Option(help="Its name among the domain's keys; empty: made of the month")] = "",
    ed25519: Annotated[
        bool, typer.Option("--ed25519", help="A short key of the newer kind, to sign beside an RSA key")
    ] = False,
    now: Now = "",
) -> None:
    """Make a key: a file in the workspace, the record to publish, and the entry for dispatcher.toml. Changes no settings."""
    from dispatcher.templating.signing_keys import SigningKey, new_key, pem

    given = selector or f"{'e' if ed25519 else 's'}{moment(now):%Y%m}"
    domain, selector = _checked(domain, given)
    key = SigningKey(domain=domain, selector=selector, key=new_key(ed25519=ed25519))
    file = Path(FOLDER) / f"{domain}.{selector}.pem"
    _written(workspace() / file, pem(key.key))
    print(f"The key is in {file}. Publish this record in the DNS of {domain}:\n")
    print(_zone_line(key))
    print("\nWhen the world can see it, write this into dispatcher.toml, below other keys of the domain:\n")
    print(f'[[dkim]]\ndomain = "{domain}"\nselector = "{selector}"\nkey_file = "{file.as_posix()}"')


@app.command("show")
def show_(as_json: AsJson = False) -> None:
    """Show the records of the declared keys, and which of them sign."""
    from dispatcher.app import keys
    from dispatcher.config import load

    root = workspace()
    settings = load(root, os.environ)
    found = [keys.read(declared, root) for declared in settings.dkim]
    # Of two for one domain and algorithm, the later signs.
    signing = {(key.domain, key.algorithm): key.name for key in found}.values()
    if as_json:
        show([_row(key, signs=key.name in signing) for key in found], as_json=True, empty="")
        return
    if not found:
        print("No key is declared: mail leaves unsigned. `dispatcher dkim new DOMAIN` makes one.")
    for key in found:
        print(f"; {key.algorithm}, {'signs' if key.name in signing else 'signs retries only: a later key took over'}")
        print(_zone_line(key))


def _checked(domain: str, selector: str) -> tuple[str, str]:
    from dispatcher.config import dkim_settings
    from dispatcher.errors import InputError

    try:
        return dkim_settings.as_domain(domain), dkim_settings.as_selector(selector)
    except ValueError as error:
        raise InputError(str(error)) from error


def _written(path: Path, data: bytes) -> None:
    """Nobody else may read it, and no key is ever overwritten."""
    from dispatcher.errors import InputError

    if not path.parents[1].is_dir():
        raise InputError("there is no such folder", place=str(path.parents[1]), remedy="name the workspace with -C")
    try:
        path.parent.mkdir(mode=0o700, exist_ok=True)
        file = open(path, "xb", opener=_opened)  # noqa: SIM115 - closed below
        try:
            with file:
                file.write(data)
        except BaseException:
            path.unlink()  # half a key is in the way of a whole one
            raise
    except FileExistsError as error:
        remedy = "choose another --selector: a record that others may have kept must not change its key"
        raise InputError("there is a key of that name already", place=str(path), remedy=remedy) from error
    except OSError as error:
        raise InputError(
            f"it cannot be written ({error.strerror})", place=str(path), remedy="check the folder"
        ) from error


def _opened(name: str, flags: int) -> int:
    return os.open(name, flags, mode=0o600)


def _zone_line(key: SigningKey) -> str:
    from dispatcher.templating.signing_keys import strings

    quoted = " ".join(f'"{each}"' for each in strings(key.record))
    return f"{key.name}. IN TXT ( {quoted} )"


def _row(key: SigningKey, *, signs: bool) -> dict[str, Any]:
    from dispatcher.templating.signing_keys import strings

    return {
        "domain": key.domain,
        "selector": key.selector,
        "algorithm": key.algorithm,
        "signs": signs,
        "name": key.name,
        "record": key.record,
        "strings": strings(key.record),
    }
