"""The ledger's moves in PostgreSQL's words; `sending_postgresql.py` runs them."""

from __future__ import annotations

import re

from dispatcher.db.leased import COLUMNS
from dispatcher.db.ledger import IS_DOUBTED, IS_OPEN, IS_STILL_OPEN, IS_STOPPED, IS_UNSETTLED, IS_WANTED, SETTLED
from dispatcher.db.suppressions import TAKING_BACK
from dispatcher.db.types import words

_UNLEASED = "(leased_until IS NULL OR leased_until <= %(now)s)"
_DUE = f"""
SELECT id FROM delivery
WHERE {IS_OPEN} AND next_attempt_at <= %(now)s AND not_after >= %(now)s AND {_UNLEASED}
ORDER BY next_attempt_at, id LIMIT %(limit)s FOR UPDATE SKIP LOCKED
"""
LOOK = f"""
SELECT EXISTS (SELECT 1 FROM stop), EXISTS (SELECT 1 FROM stop WHERE kind = 'instance'),
  EXISTS (SELECT 1 FROM delivery WHERE {IS_OPEN} AND not_after < %(now)s AND {_UNLEASED})
"""
ASIDE = f"""
WITH due AS ({_DUE})
UPDATE delivery SET next_attempt_at = %(later)s, reason = %(reason)s FROM due WHERE delivery.id = due.id AND {IS_STOPPED}
"""
_RETURNED = ", ".join(
    f"delivery.{column}::text" if column in {"masthead", "plan"} else f"delivery.{column}" for column in COLUMNS
)
CLAIM = f"""
WITH due AS ({_DUE})
UPDATE delivery SET leased_until = %(until)s, lease_token = %(token)s FROM due
WHERE delivery.id = due.id AND NOT {IS_STOPPED} RETURNING {_RETURNED}
"""
_OUTCOMES = """
outcome AS MATERIALIZED (
  SELECT * FROM json_to_recordset(%(outcomes)s::json) AS of_json (
    id integer, started_at timestamptz, took_for float8, relay text, stage text, code integer, enhanced text, text text,
    state text, reason text, coming timestamptz, ended_at timestamptz
  )
), noted AS (
  INSERT INTO attempt (delivery_id, started_at, took_for, relay, stage, code, enhanced, text, state)
  SELECT id, started_at, took_for, relay, stage, code, enhanced, text, state FROM outcome
)
"""
_SETTLE = f"""
UPDATE delivery SET state = outcome.state, reason = outcome.reason, next_attempt_at = outcome.coming,
  settled_at = CASE WHEN outcome.state IN ({words(SETTLED)}) THEN outcome.ended_at END,
  doubted_at = CASE WHEN outcome.state = 'in doubt' THEN outcome.ended_at ELSE delivery.doubted_at END,
  attempts = delivery.attempts + 1, leased_until = NULL, lease_token = NULL
FROM outcome WHERE delivery.id = outcome.id AND (
  (delivery.lease_token = %(token)s AND {IS_UNSETTLED}) OR (outcome.state = 'sent' AND {IS_DOUBTED}))
"""
INTEND = f"""
UPDATE delivery SET state = 'sending', next_attempt_at = NULL, leased_until = %(until)s, relay = intent.relay,
  intended_at = %(now)s
FROM json_to_recordset(%(intents)s::json) AS intent (id integer, relay text)
WHERE delivery.id = intent.id AND delivery.lease_token = %(token)s AND {IS_STILL_OPEN} AND {IS_WANTED} AND NOT {IS_STOPPED}
RETURNING delivery.id
"""
SETTLE_ALONE = f"WITH {_OUTCOMES} {_SETTLE}"
SETTLE_AND_INTEND = f"WITH {_OUTCOMES}, settled AS ({_SETTLE}) {INTEND}"
_THESE = "id = ANY(%(ids)s) AND lease_token = %(token)s"
CANCEL = f"""
UPDATE delivery SET state = 'cancelled', reason = %(reason)s, next_attempt_at = NULL, settled_at = %(now)s,
  leased_until = NULL, lease_token = NULL
WHERE {_THESE} AND {IS_STILL_OPEN} AND NOT {IS_WANTED}
"""
STOP = f"""
UPDATE delivery SET next_attempt_at = %(later)s, reason = %(reason)s, leased_until = NULL, lease_token = NULL
WHERE {_THESE} AND {IS_STILL_OPEN} AND {IS_STOPPED}
"""
GIVE_BACK = (
    f"UPDATE delivery SET leased_until = NULL, lease_token = NULL WHERE {_THESE} AND {IS_STILL_OPEN} RETURNING id"
)
POSTPONE = f"""
UPDATE delivery SET next_attempt_at = later.moment, reason = coalesce(later.reason, delivery.reason),
  leased_until = NULL, lease_token = NULL
FROM unnest(%(ids)s::integer[], %(moments)s::timestamptz[], %(reasons)s::text[]) AS later (id, moment, reason)
WHERE delivery.id = later.id AND lease_token = %(token)s AND {IS_STILL_OPEN}
"""
RENEW = f"UPDATE delivery SET leased_until = %(until)s WHERE {_THESE} RETURNING id"
TAKE_BACK = f"UPDATE delivery SET state = 'queued', next_attempt_at = %(now)s WHERE {_THESE} AND state = 'sending'"
SUPPRESS = re.sub(r":(\w+)", r"%(\1)s", TAKING_BACK)
NOTED = "SELECT delivery_id, started_at FROM attempt WHERE delivery_id = ANY(%(ids)s)"
# With no statistics yet (a million rows queued a moment ago) the planner would scan or sort them all for each group of twenty.
_SETTINGS = ("enable_seqscan", "enable_bitmapscan", "enable_hashjoin", "enable_mergejoin", "jit")
PLANS = "; ".join(f"SET {setting} = off" for setting in _SETTINGS)
RESET = "; ".join(f"RESET {setting}" for setting in _SETTINGS)
