-- Approval 审批: applications, what happened to them, and what was posted without being asked for.

-- One row an application; its content stands in the log. The lower half follows from its events:
-- state 1 waiting, 2 approved, 3 refused, 4 withdrawn, 5 posted; step is the one it waits for or was
-- refused at, from 1, else 0; decider is the branch that decides next (0 head office), -1 for nobody.
CREATE TABLE application (
  branch_id {I64} NOT NULL, stream {I64} NOT NULL, seq {I64} NOT NULL, kind {I64} NOT NULL,
  partner_id {I64} NOT NULL, amount {I64} NOT NULL, drafter {I64} NOT NULL,
  drafted_by {TEXT} NOT NULL, remark {TEXT} NOT NULL, applied_at {I64} NOT NULL,
  state {I64} NOT NULL, step {I64} NOT NULL, decider {I64} NOT NULL, role {TEXT} NOT NULL,
  PRIMARY KEY (branch_id, stream, seq)
) {STRICT};

CREATE INDEX application_waiting ON application (decider, applied_at, stream, seq);
CREATE INDEX application_newest ON application (applied_at, stream, seq);
CREATE INDEX application_drafter ON application (branch_id, drafter, applied_at, stream, seq);

-- Which entries are events of which application; one may come before its application.
CREATE TABLE application_event (
  branch_id {I64} NOT NULL, to_stream {I64} NOT NULL, to_seq {I64} NOT NULL,
  stream {I64} NOT NULL, seq {I64} NOT NULL,
  PRIMARY KEY (branch_id, to_stream, to_seq, stream, seq)
) {STRICT};

-- What head office asked for from when on; a later record does not change an earlier one.
CREATE TABLE approval_policy (
  since {I64} NOT NULL, content {BYTES} NOT NULL, PRIMARY KEY (since)
) {STRICT};

-- At head office: documents posted without the approval that the policy of their time asked for.
CREATE TABLE unapproved (
  branch_id {I64} NOT NULL, stream {I64} NOT NULL, seq {I64} NOT NULL,
  business_date {I64} NOT NULL, reason {TEXT} NOT NULL, PRIMARY KEY (branch_id, stream, seq)
) {STRICT};

CREATE INDEX unapproved_newest ON unapproved (business_date, branch_id, stream, seq);

-- Local to the node: as which application a draft was submitted last.
CREATE TABLE draft_application (
  draft_id {I64} NOT NULL, stream {I64} NOT NULL, seq {I64} NOT NULL, PRIMARY KEY (draft_id)
) {STRICT};
