//! How states are frozen into documents, and what is refused.

use super::*;
use crate::document::SerialUse;
use crate::id::{DocumentId, StreamId};
use crate::posting::sample::{A, Sample};

fn numbered(kind: Kind, numbers: &[&str]) -> Document {
    let mut document = Sample::of(kind).document;
    document.lines.truncate(1);
    let Some(line) = document.lines.first_mut() else { return document };
    line.quantity = Quantity::whole(i64::try_from(numbers.len()).expect("few"));
    line.serials = numbers.iter().map(|number| SerialUse::of(number)).collect();
    document
}

fn known(mode: SerialMode, pieces: &[(&str, Option<SerialState>)]) -> Known {
    let piece = |(number, state): &(&str, Option<SerialState>)| {
        let piece = Piece { state: *state, warehouse: WarehouseNo::GOODS, ..Piece::default() };
        ((A, (*number).to_owned()), piece)
    };
    Known { modes: BTreeMap::from([(A, mode)]), pieces: pieces.iter().map(piece).collect() }
}

const SOLD: Option<SerialState> = Some(SerialState::Sold);
const IN_STOCK: Option<SerialState> = Some(SerialState::InStock);

#[test]
fn a_strict_piece_is_sold_once() {
    let mut sale = numbered(Kind::LS, &["S1"]);
    let books = known(SerialMode::Strict, &[("S1", IN_STOCK)]);
    freeze(&mut sale, &books).expect("in stock");
    let used = &sale.lines[0].serials[0];
    assert_eq!((used.from, used.to), (IN_STOCK, SOLD));
    let again =
        freeze(&mut numbered(Kind::LS, &["S1"]), &known(SerialMode::Strict, &[("S1", SOLD)]));
    let told = again.expect_err("sold already").to_string();
    assert_eq!(told, "line 1: S1 is sold, not in_stock or consigned_in or repaired");
}

#[test]
fn a_piece_that_is_here_is_not_received_again() {
    let books = known(SerialMode::Strict, &[("S1", IN_STOCK)]);
    let refused = freeze(&mut numbered(Kind::CG, &["S1"]), &books);
    assert!(matches!(refused, Err(SerialError::State { state: IN_STOCK, .. })));
}

#[test]
fn strict_counts_always_and_loose_counts_on_a_sale() {
    let short = |kind, mode| {
        let mut document = numbered(kind, &["S1"]);
        document.lines[0].quantity = Quantity::whole(2);
        freeze(&mut document, &known(mode, &[("S1", None)]))
    };
    let wrong = SerialError::Count { line: 1, given: 1, quantity: Quantity::whole(2) };
    assert_eq!(short(Kind::CG, SerialMode::Strict), Err(wrong.clone()));
    assert_eq!(short(Kind::CG, SerialMode::Loose), Ok(()));
    assert_eq!(short(Kind::LS, SerialMode::Loose), Err(wrong));
}

#[test]
fn a_strict_piece_leaves_from_the_store_where_it_is() {
    let mut sale = numbered(Kind::LS, &["S1"]);
    sale.warehouse = WarehouseNo::REPAIR;
    let books = known(SerialMode::Strict, &[("S1", IN_STOCK)]);
    let elsewhere =
        SerialError::Elsewhere { line: 1, serial: "S1".to_owned(), warehouse: WarehouseNo::GOODS };
    assert_eq!(freeze(&mut sale, &books), Err(elsewhere));
}

#[test]
fn a_loose_piece_that_nobody_received_is_sold_all_the_same() {
    let mut sale = numbered(Kind::LS, &["S1"]);
    freeze(&mut sale, &known(SerialMode::Loose, &[])).expect("loose");
    assert_eq!(sale.lines[0].serials[0].to, SOLD);
    let strict = freeze(&mut numbered(Kind::LS, &["S1"]), &known(SerialMode::Strict, &[]));
    assert!(matches!(strict, Err(SerialError::State { state: None, .. })));
}

#[test]
fn a_number_stands_once_on_a_document_and_only_where_numbers_are_kept() {
    let twice = freeze(&mut numbered(Kind::CG, &["S1", " S1"]), &known(SerialMode::Strict, &[]));
    assert_eq!(twice, Err(SerialError::Twice { line: 1, serial: "S1".to_owned() }));
    let none = freeze(&mut numbered(Kind::CG, &["S1"]), &Known::default());
    assert_eq!(none, Err(SerialError::NotKept { line: 1 }));
}

/// Whatever a document does to a piece, its red document puts the piece back.
#[test]
fn a_red_document_puts_the_piece_back() {
    let mut went = 0;
    let states = SerialState::ALL.iter().copied().map(Some).chain([None]);
    let places = [WarehouseNo::GOODS, WarehouseNo::REPAIR];
    let all = Kind::ALL.iter().flat_map(|kind| states.clone().map(move |state| (*kind, state)));
    for ((kind, state), place) in all.flat_map(|case| places.map(|place| (case, place))) {
        let mut document = numbered(kind, &["S1"]);
        document.warehouse = place;
        document.to_warehouse =
            document.to_warehouse.map(|_| places[usize::from(place == places[0])]);
        let mut books = known(SerialMode::Strict, &[("S1", state)]);
        for piece in books.pieces.values_mut() {
            piece.party = document.partner.map(Party::Partner);
            piece.warehouse = place;
        }
        if document.lines.is_empty() || freeze(&mut document, &books).is_err() {
            continue;
        }
        went += 1;
        let moved = moves(&document).next().expect("one piece");
        for piece in books.pieces.values_mut() {
            piece.state = moved.to;
            piece.warehouse = moved.warehouse.unwrap_or(piece.warehouse);
            piece.party = moved.party;
        }
        let mut red = document.reversal(DocumentId { stream: StreamId(1), seq: 1 });
        freeze(&mut red, &books).expect("the piece is where the document left it");
        let back = moves(&red).next().expect("one piece");
        assert_eq!((back.from, back.to), (moved.to, state), "{}", kind.code());
    }
    assert!(went > 100, "{went} transitions");
}

#[test]
fn what_follows_names_the_pieces_of_its_original() {
    let sold = numbered(Kind::XS, &["S1", "S2"]);
    let back = |number| {
        let mut back = numbered(Kind::XT, &[number]);
        back.lines[0].refers_to_line = 1;
        of_original(&back, &sold)
    };
    assert_eq!(back("S2"), Ok(()));
    let stray = SerialError::NotOfOriginal { line: 1, serial: "S3".to_owned() };
    assert_eq!(back("S3"), Err(stray));
}

#[test]
fn an_original_that_named_some_of_its_pieces_lets_any_come_back() {
    let mut sold = numbered(Kind::XS, &["S1"]);
    sold.lines[0].quantity = Quantity::whole(2);
    let mut back = numbered(Kind::XT, &["S3"]);
    back.lines[0].refers_to_line = 1;
    assert_eq!(of_original(&back, &sold), Ok(()));
}
