//! The bytes of the approval policy 审批政策编码: since when, whether two people, the tiers.
//!
//! Owns their layout in version 1. Leaves out what it means (`domain`) and the number of the record
//! (`master`). Invariant: a policy that would contradict itself is not read.

use fenhao_domain::amount::Amount;
use fenhao_domain::calendar::Timestamp;
use fenhao_domain::kind::Kind;
use fenhao_domain::master::approval_policy::{ApprovalPolicy, Tier};

use super::read_fields;
use crate::approval::{read_steps, write_steps};
use crate::canonical::{Reader, Writer};
use crate::document::DocumentBytesError;
use crate::fixed::{read_fixed, write_fixed};

const FIELDS: usize = 3;

/// Writes `[since, two people, [[kind, from, steps], …]]`.
pub(super) fn write(writer: &mut Writer, policy: &ApprovalPolicy) {
    writer.array(FIELDS).int(policy.since.0).bool(policy.two_people).array(policy.tiers.len());
    for tier in &policy.tiers {
        write_fixed(writer.array(3).uint(u64::from(tier.kind.number())), tier.from.raw());
        write_steps(writer, &tier.steps);
    }
}

pub(super) fn read(reader: &mut Reader<'_>) -> Result<ApprovalPolicy, DocumentBytesError> {
    let policy = read_fields(reader, FIELDS, |r| {
        let (since, two_people) = (Timestamp(r.int()?), r.bool()?);
        let mut tiers = Vec::new();
        for _ in 0..r.array()? {
            r.array_of(3)?;
            let number = r.uint()?;
            let kind = u16::try_from(number).ok().and_then(Kind::from_number);
            let kind = kind.ok_or(DocumentBytesError::UnknownKind { number })?;
            let from = Amount::from_raw(read_fixed(r)?);
            tiers.push(Tier { kind, from, steps: read_steps(r)? });
        }
        Ok(ApprovalPolicy { since, two_people, tiers })
    })?;
    match policy.check() {
        Ok(()) => Ok(policy),
        Err(_) => Err(DocumentBytesError::OutOfRange { field: "tiers" }),
    }
}

#[cfg(test)]
mod tests {
    use fenhao_domain::master::MasterRecord;
    use fenhao_domain::master::approval_policy::{Step, StepPlace};

    use super::*;
    use crate::master::{decode, encode};

    fn policy(kind: Kind) -> MasterRecord {
        let steps = vec![Step { place: StepPlace::Hq, role: "hq".to_owned() }];
        let from = Amount::from_minor(100_000_000);
        let tiers = vec![Tier { kind, from, steps }];
        let since = Timestamp(1_795_000_000_000);
        MasterRecord::ApprovalPolicy(ApprovalPolicy { since, two_people: true, tiers })
    }

    #[test]
    fn an_approval_policy_reads_back_as_it_was_written() {
        assert_eq!(decode(&encode(&policy(Kind::ZS))), Ok(policy(Kind::ZS)));
        let none = MasterRecord::ApprovalPolicy(ApprovalPolicy::default());
        assert_eq!(decode(&encode(&none)), Ok(none));
    }

    #[test]
    fn a_policy_that_makes_the_till_wait_is_not_read() {
        let wrong = DocumentBytesError::OutOfRange { field: "tiers" };
        assert_eq!(decode(&encode(&policy(Kind::LS))), Err(wrong));
    }
}
