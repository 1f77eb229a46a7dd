"""Planning: where is the gap, for whom, and how sure is the answer.

Read along the way of an assessment: `demand` (people), `supply` (venues), `impedance`
(minutes between them), `decay` (what a minute is worth), `measures` (access and gap),
`candidates` (what one more place would change), `siting` (which places together),
`sensitivity` (what would change the answer). Everything here is a pure function on arrays
and frames: no Flask, no SQL.
"""
