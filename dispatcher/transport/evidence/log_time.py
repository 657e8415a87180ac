"""
A log line's stamp → moment: RFC 3339 as new systems write it, or RFC 3164 §4.1.2's, which knows neither year nor zone.

Pure: the zone of the machine that wrote it and the present are given.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, tzinfo

_MONTHS = {
    name: number
    for number, name in enumerate(
        (b"Jan", b"Feb", b"Mar", b"Apr", b"May", b"Jun", b"Jul", b"Aug", b"Sep", b"Oct", b"Nov", b"Dec"), start=1
    )
}
_AHEAD = timedelta(days=1)  # so much may a log's clock be ahead of ours before its lines count as last year's
_YEARS = 9  # back to the leap year before one that was skipped (1896 to 1904)


def has_zone(stamp: bytes) -> bool:
    """Whether a stamp says its zone itself."""
    return stamp[:4].isdigit()


def moment(stamp: bytes, *, zone: tzinfo, now: datetime, second: bool = False) -> datetime | None:
    """
    The moment in UTC that a stamp stands for; None when it is none.

    Without a year it is the latest that is not ahead of `now`: a log is read before it is a year old. Where clocks were set
    back, a local hour comes twice: the first is meant, or the `second`.
    """
    if has_zone(stamp):
        try:
            read = datetime.fromisoformat(stamp.decode("ascii"))
        except ValueError:
            return None
        return (read if read.tzinfo else read.replace(tzinfo=zone, fold=second)).astimezone(UTC)
    try:
        month, day, clock = stamp.split()
        hour, minute, seconds = (int(part) for part in clock.split(b":"))
        in_month = _MONTHS[month], int(day)
    except (ValueError, KeyError):
        return None
    for year in range(now.year + 1, now.year - _YEARS, -1):
        try:
            local = datetime(year, *in_month, hour, minute, min(seconds, 59), tzinfo=zone, fold=second)
        except ValueError:  # no such hour, or a 29 February that this year has not
            continue
        if local.astimezone(UTC) <= now + _AHEAD:
            return local.astimezone(UTC)
    return None
