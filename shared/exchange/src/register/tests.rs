//! Puts converge in any order (`exchange.md` §4: 34), and what of the `crdts` crate must not be
//! used, shown by example.

use crdts::{CvRDT as _, Map};
use proptest::prelude::*;

use super::*;

fn stream(device: u32) -> StreamId {
    StreamId { device, incarnation: 0 }
}

fn dot(device: u32, seq: u64) -> Dot {
    Dot::new(stream(device), seq)
}

fn values(register: &Register) -> Vec<String> {
    let text = |put: Put| String::from_utf8(put.value).expect("the tests write text");
    register.siblings().into_iter().map(text).collect()
}

fn bytes(register: &Register) -> Vec<u8> {
    let mut writer = Writer::new();
    register.write(&mut writer);
    writer.finish()
}

#[test]
fn two_branches_edit_one_field_and_a_person_settles_it() {
    let mut hq = Register::new();
    let first = hq.put(dot(0, 1), b"Milk".to_vec()).expect("a new number");
    hq.apply(first.clone()).expect("its own put");
    let (mut shanghai, mut beijing) = (hq.clone(), hq.clone());
    let a = shanghai.put(dot(1, 8), b"Fresh milk".to_vec()).expect("a new number");
    let b = beijing.put(dot(2, 3), b"Milk 1 l".to_vec()).expect("a new number");
    shanghai.apply(a.clone()).expect("its own put");
    beijing.apply(b.clone()).expect("its own put");
    hq.apply(b.clone()).expect("seen in order");
    hq.apply(a.clone()).expect("seen in order");
    assert_eq!((values(&hq), hq.settled()), (vec!["Fresh milk".into(), "Milk 1 l".into()], None));
    let settled = hq.put(dot(0, 2), b"Fresh milk 1 l".to_vec()).expect("a new number");
    for register in [&mut shanghai, &mut beijing, &mut hq] {
        register.apply(settled.clone()).expect("it has seen both");
        for late in [&a, &b, &first] {
            register.apply(late.clone()).expect("late and replaced");
        }
        assert_eq!(register.settled(), Some(b"Fresh milk 1 l".to_vec()));
    }
    assert_eq!(bytes(&shanghai), bytes(&beijing));
}

#[test]
fn a_reused_number_is_refused_aloud() {
    let mut register = Register::new();
    let put = register.put(dot(1, 1), b"a".to_vec()).expect("a new number");
    register.apply(put.clone()).expect("its own put");
    register.apply(put.clone()).expect("a repeat changes nothing");
    let other = Put { value: b"b".to_vec(), ..put };
    let (stream, seq) = (stream(1), 1);
    assert_eq!(register.apply(other), Err(PutError::DotReused { stream, seq }));
    assert_eq!(register.put(dot(1, 1), b"c".to_vec()), Err(PutError::SeesItself { stream, seq }));
    assert_eq!(values(&register), ["a"]);
}

#[test]
fn siblings_that_never_stood_together_are_refused() {
    let mut register = Register::new();
    let a = register.put(dot(1, 1), b"a".to_vec()).expect("a new number");
    register.apply(a.clone()).expect("its own put");
    let b = register.put(dot(2, 1), b"b".to_vec()).expect("a new number");
    let read = |puts: &[&Put]| {
        let mut writer = Writer::new();
        writer.array(puts.len());
        puts.iter().for_each(|put| put.write(&mut writer));
        Register::read(&mut Reader::new(&writer.finish())).map(|register| values(&register))
    };
    let concurrent = Put { seen: VersionVector::new(), ..b.clone() };
    assert_eq!(read(&[&a, &concurrent]), Ok(vec!["a".to_owned(), "b".to_owned()]));
    assert!(matches!(read(&[&a, &b]), Err(CanonicalError::NotAscending { .. })));
    assert!(matches!(read(&[&concurrent, &a]), Err(CanonicalError::NotAscending { .. })));
    assert!(matches!(read(&[&a, &a]), Err(CanonicalError::NotAscending { .. })));
}

/// Plays random puts and deliveries on three nodes; returns all puts made.
fn play(steps: &[(u8, u8)]) -> Vec<Put> {
    let mut nodes = [Register::new(), Register::new(), Register::new()];
    let mut puts: Vec<Put> = Vec::new();
    for (at, &(node, pick)) in steps.iter().enumerate() {
        let node = usize::from(node % 3);
        if pick % 2 == 0 || puts.is_empty() {
            // Numbers are those of a log that holds other entries too, so they leave gaps.
            let dot = dot(node as u32, at as u64 + 1);
            let put = nodes[node].put(dot, vec![at as u8]).expect("numbers ascend");
            nodes[node].apply(put.clone()).expect("its own put");
            puts.push(put);
        } else {
            let put = puts[usize::from(pick) % puts.len()].clone();
            nodes[node].apply(put).expect("an honest put");
        }
    }
    puts
}

proptest! {
    #[test]
    fn puts_converge_in_any_order_with_repeats(
        steps in proptest::collection::vec(any::<(u8, u8)>(), 1..30),
        shuffle in proptest::collection::vec(any::<prop::sample::Index>(), 0..60),
    ) {
        let puts = play(&steps);
        let mut straight = Register::new();
        puts.iter().for_each(|put| straight.apply(put.clone()).expect("honest"));
        let mut shuffled = Register::new();
        for index in shuffle {
            shuffled.apply(index.get(&puts).clone()).expect("honest");
        }
        puts.iter().rev().for_each(|put| shuffled.apply(put.clone()).expect("honest"));
        prop_assert_eq!(bytes(&shuffled), bytes(&straight));
        let encoded = bytes(&straight);
        let mut reader = Reader::new(&encoded);
        let read = Register::read(&mut reader).expect("its own bytes");
        prop_assert_eq!(&bytes(&read), &encoded);
        prop_assert!(reader.at_end());
    }
}

/// Why `crdts::Map` is not used: puts only, delivered in causal order, six steps, and the order
/// of merging decides whether an overwritten value comes back (`exchange.md` §1b).
#[test]
fn the_map_of_the_crdts_crate_does_not_converge() {
    type Fields = Map<&'static str, MVReg<u8, u8>, u8>;
    let write = |map: &mut Fields, actor: u8, key: &'static str, value: u8| {
        let context = map.get(&key).derive_add_ctx(actor);
        let op = map.update(key, context, |field, context| field.write(value, context));
        map.apply(op.clone());
        op
    };
    let [mut a, mut b, mut c] = [Fields::new(), Fields::new(), Fields::new()];
    let name = write(&mut a, 0, "name", 1);
    b.apply(name.clone());
    let phone = write(&mut b, 1, "phone", 2);
    a.apply(phone);
    write(&mut b, 1, "phone", 3);
    c.apply(name);
    let merged = |first: &Fields, second: &Fields, third: &Fields| {
        let mut map = first.clone();
        map.merge(second.clone());
        map.merge(third.clone());
        let mut values = map.get(&"phone").val.expect("written").read().val;
        values.sort_unstable();
        values
    };
    assert_eq!(merged(&a, &b, &c), [3]);
    assert_eq!(merged(&b, &c, &a), [2, 3], "the overwritten 2 is back");
}
