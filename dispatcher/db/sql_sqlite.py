"""The ledger's moves in SQLite's words; `sending_sqlite.py` runs them."""

from __future__ import annotations

from dispatcher.db.leased import COLUMNS
from dispatcher.db.ledger import IS_DOUBTED, IS_OPEN, IS_STILL_OPEN, IS_STOPPED, IS_UNSETTLED, IS_WANTED

_UNLEASED = "(leased_until IS NULL OR leased_until <= :now)"
# The indexes are named: with no statistics SQLite takes any index whose first column an expression touches.
_DUE = f"""
SELECT id FROM delivery INDEXED BY ix_delivery_due
WHERE {IS_OPEN} AND next_attempt_at <= :now AND not_after >= :now AND {_UNLEASED}
ORDER BY next_attempt_at, id LIMIT :limit
"""
OVERDUE = f"""
SELECT EXISTS (SELECT 1 FROM delivery INDEXED BY ix_delivery_not_after
  WHERE {IS_OPEN} AND not_after < :now AND {_UNLEASED})
"""
ASIDE = f"UPDATE delivery SET next_attempt_at = :later, reason = :reason WHERE id IN ({_DUE}) AND {IS_STOPPED}"
CLAIM = f"""
UPDATE delivery SET leased_until = :until, lease_token = :token WHERE id IN ({_DUE}) RETURNING {", ".join(COLUMNS)}
"""
CLAIM_WHAT_IS_NOT_STOPPED = CLAIM.replace(" RETURNING", f" AND NOT {IS_STOPPED} RETURNING")
_THESE = "id IN (SELECT value FROM json_each(:ids)) AND lease_token = :token"
INTEND = f"""
UPDATE delivery SET state = 'sending', next_attempt_at = NULL, leased_until = :until, relay = :relay, intended_at = :now
WHERE {_THESE} AND {IS_STILL_OPEN} AND {IS_WANTED} AND NOT {IS_STOPPED} RETURNING id
"""
CANCEL = f"""
UPDATE delivery SET state = 'cancelled', reason = :reason, next_attempt_at = NULL, settled_at = :now,
  leased_until = NULL, lease_token = NULL
WHERE {_THESE} AND {IS_STILL_OPEN} AND NOT {IS_WANTED}
"""
STOP = f"""
UPDATE delivery SET next_attempt_at = :later, reason = :reason, leased_until = NULL, lease_token = NULL
WHERE {_THESE} AND {IS_STILL_OPEN} AND {IS_STOPPED}
"""
NOTE = """
INSERT INTO attempt (delivery_id, started_at, took_for, relay, stage, code, enhanced, text, state)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
"""
SETTLE = f"""
UPDATE delivery SET state = ?1, reason = ?2, next_attempt_at = ?3, settled_at = ?4, attempts = attempts + 1,
  leased_until = NULL, lease_token = NULL
WHERE id = ?5 AND ((lease_token = ?6 AND {IS_UNSETTLED}) OR (?1 = 'sent' AND {IS_DOUBTED}))
"""
DOUBT = f"""
UPDATE delivery SET doubted_at = ? WHERE id = ? AND lease_token = ? AND {IS_UNSETTLED}
"""
GIVE_BACK = (
    f"UPDATE delivery SET leased_until = NULL, lease_token = NULL WHERE {_THESE} AND {IS_STILL_OPEN} RETURNING id"
)
POSTPONE = f"""
UPDATE delivery SET next_attempt_at = ?, reason = coalesce(?, reason), leased_until = NULL, lease_token = NULL
WHERE id = ? AND lease_token = ? AND {IS_STILL_OPEN}
"""
RENEW = f"UPDATE delivery SET leased_until = :until WHERE {_THESE} RETURNING id"
TAKE_BACK = f"UPDATE delivery SET state = 'queued', next_attempt_at = :now WHERE {_THESE} AND state = 'sending'"
NOTED = "SELECT delivery_id, started_at FROM attempt WHERE delivery_id IN (SELECT value FROM json_each(?))"
