//! What typing finds, and in which order.

use fenhao_books::{search, table::master};
use fenhao_domain::id::ProductId;
use fenhao_domain::master::MasterRecord;
use fenhao_domain::master::product::Product;

use super::world::{Place, shop};

fn with(products: &[(u64, &str, &str, &str, bool)]) -> Place {
    let shop = shop(1);
    shop.store
        .write(|sql| {
            for (id, code, barcode, name, disabled) in products {
                let product = Product {
                    id: ProductId(*id),
                    code: (*code).to_owned(),
                    barcodes: vec![(*barcode).to_owned()],
                    name: (*name).to_owned(),
                    disabled: *disabled,
                    ..Product::default()
                };
                master::save(sql, &MasterRecord::Product(Box::new(product)))?;
            }
            Ok::<(), fenhao_books::sql::SqlError>(())
        })
        .unwrap();
    shop
}

fn find(shop: &Place, typed: &str, limit: usize) -> Vec<u64> {
    let found = shop.store.read(|sql| search::products(sql, typed, limit)).unwrap();
    found.into_iter().map(|id| id.0).collect()
}

#[test]
fn a_whole_code_comes_first_then_codes_then_names() {
    let shop = with(&[
        (11, "330", "2500000000011", "可乐", false),
        (12, "3301", "2500000000028", "雪碧", false),
        (13, "9", "330", "芬达", false),
        (14, "8", "2500000000042", "可乐 330ml", false),
    ]);
    assert_eq!(find(&shop, "330", 10), [13, 11, 12, 14]);
    assert_eq!(find(&shop, "330", 2), [13, 11]);
    assert_eq!(find(&shop, "2500000000028", 10), [12]);
}

#[test]
fn all_words_must_be_found() {
    let shop = with(&[
        (11, "1", "2500000000011", "可口可乐 330ml", false),
        (12, "2", "2500000000028", "可口可乐 500ml", false),
        (13, "3", "2500000000035", "百事可乐 330ml", false),
    ]);
    assert_eq!(find(&shop, "kl 330", 10), [11, 13]);
    assert_eq!(find(&shop, "可口 330", 10), [11]);
    assert_eq!(find(&shop, "可口 330 百事", 10), [0; 0]);
    assert_eq!(find(&shop, "bskl", 10), [13]);
}

#[test]
fn what_is_not_wanted_any_more_is_not_offered() {
    let shop = with(&[
        (11, "A1", "2500000000011", "牛奶", true),
        (12, "A2", "2500000000028", "牛奶", false),
    ]);
    assert_eq!(find(&shop, "牛", 10), [12]);
    assert_eq!(find(&shop, "a", 10), [12]);
    assert_eq!(find(&shop, "  ", 10), [0; 0]);
}

#[test]
fn words_that_many_names_share_still_meet() {
    let shop = shop(1);
    shop.store
        .write(|sql| {
            for id in 0..9_000_u64 {
                let product = Product {
                    id: ProductId(100 + id),
                    code: format!("Z{id:05}"),
                    name: if id % 2 == 0 {
                        "鲜牛奶 盒装".into()
                    } else {
                        "鲜牛奶 袋装".into()
                    },
                    ..Product::default()
                };
                master::save(sql, &MasterRecord::Product(Box::new(product)))?;
            }
            Ok::<(), fenhao_books::sql::SqlError>(())
        })
        .unwrap();
    assert_eq!(find(&shop, "xnn 袋装", 20).len(), 20);
    assert!(find(&shop, "牛奶 盒装", 20).iter().all(|id| id % 2 == 0));
}

#[test]
fn common_words_meet_beyond_the_first_tokens() {
    let shop = shop(1);
    shop.store
        .write(|sql| {
            for id in 0..9_000_u64 {
                // Among the tokens that begin with `dr`, `drinks` comes after thousands of others.
                let name = if id % 9 == 0 { "SOFT DRINKS" } else { "SOFT DRESS" };
                let product = Product {
                    id: ProductId(100 + id),
                    code: format!("Z{id:05}"),
                    name: name.to_owned(),
                    ..Product::default()
                };
                master::save(sql, &MasterRecord::Product(Box::new(product)))?;
            }
            Ok::<(), fenhao_books::sql::SqlError>(())
        })
        .unwrap();
    let found = find(&shop, "soft drin", 20);
    assert_eq!(found.len(), 20);
    assert!(found.iter().all(|id| (id - 100) % 9 == 0));
}

#[test]
fn pinyin_and_characters_meet_in_one_name() {
    let shop = with(&[
        (11, "1", "2500000000011", "可口可乐 Zero 330ml", false),
        (12, "2", "2500000000028", "可口可乐 500ml", false),
    ]);
    for typed in ["kkkl zero", "可乐 zer", "zero 可口可乐", "kele 330"] {
        assert_eq!(find(&shop, typed, 10), [11], "{typed}");
    }
}

#[test]
fn a_list_of_what_may_be_found_is_as_long_as_it_was_asked_for() {
    let rows: Vec<_> = (1..=40_u64).map(|id| (id, format!("A{id:02}"))).collect();
    let rows: Vec<_> =
        rows.iter().map(|(id, code)| (*id, code.as_str(), code.as_str(), "牛奶", false)).collect();
    let shop = with(&rows);
    for typed in ["A", "牛", "niunai"] {
        let kept = shop
            .store
            .read(|sql| search::products_kept(sql, typed, 3, &mut |_, id| Ok(id.0 % 10 == 0)));
        assert_eq!(
            kept.unwrap().iter().map(|id| id.0).collect::<Vec<_>>(),
            [10, 20, 30],
            "{typed}"
        );
    }
}
