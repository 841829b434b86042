//! The canonical bytes of applications 申请 and of what happens to them 审批.
//!
//! Owns the layout of version 1 of both entries. Leaves out what they mean (`domain::approval`) and
//! in which stream each belongs. Invariant: a document travels in the bytes in which it would be
//! posted; what this program cannot read is refused as a fact, and fields are only ever appended.

use fenhao_domain::approval::{Act, Application, Event};
use fenhao_domain::calendar::Timestamp;
use fenhao_domain::id::EmployeeId;
use fenhao_domain::master::approval_policy::{STEPS_MAX, Step, StepPlace};

use crate::canonical::{Reader, Writer};
use crate::document::{self, DocumentBytesError, read_id};

/// The layout that this program writes.
const VERSION: u64 = 1;

const APPLICATION_FIELDS: usize = 5;
const EVENT_FIELDS: usize = 8;

const APPROVED: u64 = 1;
const REFUSED: u64 = 2;
const WITHDRAWN: u64 = 3;
const POSTED: u64 = 4;

/// Writes `[version, document, name, two people, [[place, role], …]]`.
pub fn encode_application(application: &Application) -> Vec<u8> {
    let document = document::encode(&application.document);
    let mut writer = Writer::with_capacity(document.len() + 64);
    writer.array(APPLICATION_FIELDS).uint(VERSION).bytes(&document).text(&application.name);
    write_steps(writer.bool(application.two_people), &application.steps);
    writer.finish()
}

/// Reads an application.
pub fn decode_application(bytes: &[u8]) -> Result<Application, DocumentBytesError> {
    let mut reader = Reader::new(bytes);
    let appended = reader.array_of_at_least(APPLICATION_FIELDS)?;
    need_version(reader.uint()?)?;
    let document = document::decode(reader.bytes()?)?;
    let application = Application {
        document,
        name: reader.text()?.to_owned(),
        two_people: reader.bool()?,
        steps: read_steps(&mut reader)?,
    };
    // What asks nobody waits for nobody.
    if application.steps.is_empty() {
        return Err(DocumentBytesError::OutOfRange { field: "steps" });
    }
    for _ in 0..appended {
        reader.skip()?;
    }
    reader.finish()?;
    Ok(application)
}

/// Writes `[version, application, act, its figure or document, role, employee, [name, remark], at]`.
pub fn encode_event(event: &Event) -> Vec<u8> {
    let mut writer = Writer::with_capacity(64);
    let id = event.application;
    writer.array(EVENT_FIELDS).uint(VERSION).array(2).uint(id.stream.0).uint(id.seq);
    match &event.act {
        Act::Decide { step, approved, role } => {
            let act = if *approved { APPROVED } else { REFUSED };
            writer.uint(act).uint(u64::from(*step)).text(role);
        }
        Act::Withdraw => {
            writer.uint(WITHDRAWN).null().text("");
        }
        Act::Post { document } => {
            writer.uint(POSTED).array(2).uint(document.stream.0).uint(document.seq).text("");
        }
    }
    writer.uint(u64::from(event.by.0)).array(2).text(&event.name).text(&event.remark);
    writer.int(event.at.0);
    writer.finish()
}

/// Reads an event.
pub fn decode_event(bytes: &[u8]) -> Result<Event, DocumentBytesError> {
    let wrong = |field| DocumentBytesError::OutOfRange { field };
    let mut reader = Reader::new(bytes);
    let appended = reader.array_of_at_least(EVENT_FIELDS)?;
    need_version(reader.uint()?)?;
    let application = read_id(&mut reader)?;
    let (act, role) = match reader.uint()? {
        act @ (APPROVED | REFUSED) => {
            let (step, role) = (reader.uint_as()?, reader.text()?.to_owned());
            (Act::Decide { step, approved: act == APPROVED, role }, "")
        }
        WITHDRAWN => {
            reader.null()?;
            (Act::Withdraw, reader.text()?)
        }
        POSTED => (Act::Post { document: read_id(&mut reader)? }, reader.text()?),
        _ => return Err(wrong("act")),
    };
    if !role.is_empty() {
        return Err(wrong("role"));
    }
    let by = EmployeeId(reader.uint_as()?);
    reader.array_of(2)?;
    let (name, remark) = (reader.text()?.to_owned(), reader.text()?.to_owned());
    let at = Timestamp(reader.int()?);
    for _ in 0..appended {
        reader.skip()?;
    }
    reader.finish()?;
    Ok(Event { application, act, by, name, at, remark })
}

/// Writes `[[place, role], …]`.
pub(crate) fn write_steps(writer: &mut Writer, steps: &[Step]) {
    writer.array(steps.len());
    for step in steps {
        writer.array(2).uint(step.place as u64).text(&step.role);
    }
}

/// Reads steps: each with a role, and no more than anybody would go through.
pub(crate) fn read_steps(reader: &mut Reader<'_>) -> Result<Vec<Step>, DocumentBytesError> {
    let wrong = |field| DocumentBytesError::OutOfRange { field };
    let count = reader.array()?;
    if count > STEPS_MAX {
        return Err(wrong("steps"));
    }
    let mut steps = Vec::with_capacity(count);
    for _ in 0..count {
        reader.array_of(2)?;
        let place = StepPlace::from_number(reader.uint()?).ok_or_else(|| wrong("place"))?;
        let role = reader.text()?.to_owned();
        if role.is_empty() {
            return Err(wrong("role"));
        }
        steps.push(Step { place, role });
    }
    Ok(steps)
}

fn need_version(found: u64) -> Result<(), DocumentBytesError> {
    match found {
        VERSION => Ok(()),
        0 => Err(DocumentBytesError::OutOfRange { field: "version" }),
        _ => Err(DocumentBytesError::NewerVersion { found }),
    }
}

#[cfg(test)]
mod tests {
    use fenhao_domain::calendar::BusinessDate;
    use fenhao_domain::document::{Document, Line};
    use fenhao_domain::id::{BranchId, DocumentId, ProductId, StreamId};
    use fenhao_domain::kind::Kind;
    use fenhao_domain::price::UnitPrice;
    use fenhao_domain::quantity::Quantity;
    use proptest::prelude::*;

    use super::*;

    fn application() -> Application {
        let day = BusinessDate::parse("2026-11-23").expect("a date");
        let mut document =
            Document::new(Kind::ZS, BranchId(3), day, Timestamp(1_795_000_000_000), EmployeeId(7));
        document.lines.push(Line::new(ProductId(1), Quantity::ONE, UnitPrice::ZERO));
        let step = |place, role: &str| Step { place, role: role.to_owned() };
        let steps = vec![step(StepPlace::Branch, "manager"), step(StepPlace::Hq, "hq")];
        Application { document, name: "小王".to_owned(), two_people: true, steps }
    }

    fn event(act: Act) -> Event {
        let application = DocumentId { stream: StreamId::new(3, 1), seq: 9 };
        let (name, remark) = ("李会计".to_owned(), "可以".to_owned());
        Event { application, act, by: EmployeeId(20), name, at: Timestamp(-1), remark }
    }

    fn acts() -> [Act; 4] {
        let decide = |approved| Act::Decide { step: 2, approved, role: "hq".to_owned() };
        let document = DocumentId { stream: StreamId::new(3, 1), seq: 12 };
        [decide(true), decide(false), Act::Withdraw, Act::Post { document }]
    }

    #[test]
    fn an_application_and_its_events_read_as_they_were_written() {
        let asked = application();
        assert_eq!(decode_application(&encode_application(&asked)), Ok(asked));
        for event in acts().map(event) {
            assert_eq!(decode_event(&encode_event(&event)), Ok(event));
        }
    }

    #[test]
    fn an_application_that_asks_nobody_or_far_too_many_is_refused() {
        let step = application().steps[0].clone();
        let nobody = Step { role: String::new(), ..step.clone() };
        for steps in [vec![], vec![step; STEPS_MAX + 1]] {
            let bytes = encode_application(&Application { steps, ..application() });
            let wrong = DocumentBytesError::OutOfRange { field: "steps" };
            assert_eq!(decode_application(&bytes), Err(wrong));
        }
        let bytes = encode_application(&Application { steps: vec![nobody], ..application() });
        let wrong = DocumentBytesError::OutOfRange { field: "role" };
        assert_eq!(decode_application(&bytes), Err(wrong));
    }

    #[test]
    fn a_newer_layout_is_told_and_an_unknown_act_too() {
        let newer = |bytes: &mut Vec<u8>| bytes[1] = 2;
        let (mut asked, mut told) =
            (encode_application(&application()), encode_event(&event(Act::Withdraw)));
        newer(&mut asked);
        newer(&mut told);
        let error = DocumentBytesError::NewerVersion { found: 2 };
        assert_eq!(decode_application(&asked), Err(error.clone()));
        assert_eq!(decode_event(&told), Err(error));
        let mut writer = Writer::new();
        writer.array(EVENT_FIELDS).uint(VERSION).array(2).uint(1).uint(1).uint(5).null().text("");
        writer.uint(20).array(2).text("").text("").int(0);
        let unknown = DocumentBytesError::OutOfRange { field: "act" };
        assert_eq!(decode_event(&writer.finish()), Err(unknown));
    }

    proptest! {
        #[test]
        fn bytes_cut_or_changed_anywhere_never_panic(
            at in 0..200_usize, by in 1..=255_u8, cut in 0..200_usize, which in 0..5_usize,
        ) {
            let mut bytes = match acts().into_iter().nth(which) {
                Some(act) => encode_event(&event(act)),
                None => encode_application(&application()),
            };
            let at = at % bytes.len();
            bytes[at] ^= by;
            for bytes in [&bytes[..], &bytes[..cut.min(bytes.len())]] {
                if let Ok(read) = decode_event(bytes) {
                    prop_assert_eq!(encode_event(&read), bytes.to_vec());
                }
                if let Ok(read) = decode_application(bytes) {
                    prop_assert_eq!(decode_application(&encode_application(&read)), Ok(read));
                }
            }
        }
    }
}
