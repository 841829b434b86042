//! A catalogue of hundreds of thousands of products 大目录: half with Latin, half with Chinese names.
//!
//! Owns names that look like a shop's: words that many names share and words that few have.

use std::path::Path;

use anyhow::Result;
use fenhao_books::sql::SqlError;
use fenhao_books::store::Store;
use fenhao_books::table::master;
use fenhao_domain::barcode::check_digit;
use fenhao_domain::id::ProductId;
use fenhao_domain::master::MasterRecord;
use fenhao_domain::master::product::Product;
use fenhao_domain::price::UnitPrice;

use crate::company::Shop;
use crate::random::Random;

/// Chinese words: whose, how, what.
const CHINESE: [&[&str]; 3] = [
    &[
        "康康", "清溪", "农家", "东方", "金麦", "老街", "海岛", "山野", "小熊", "星月", "百味",
        "春晖",
    ],
    &[
        "原味",
        "无糖",
        "香辣",
        "红烧",
        "低脂",
        "特浓",
        "家庭装",
        "儿童",
        "有机",
        "冰鲜",
        "五香",
        "柠檬",
    ],
    &[
        "可乐",
        "矿泉水",
        "方便面",
        "酸奶",
        "饼干",
        "薯片",
        "洗衣液",
        "牙膏",
        "毛巾",
        "大米",
        "酱油",
        "食用油",
        "巧克力",
        "啤酒",
        "绿茶",
        "火腿肠",
        "卫生纸",
        "电池",
        "拖鞋",
        "苹果",
    ],
];

/// Latin words likewise.
const LATIN: [&[&str]; 3] = [
    &["National", "Private", "Golden", "Harbor", "Maple", "Nordic", "Sunny", "Valley", "Atlas"],
    &["light", "original", "organic", "spicy", "frozen", "crushed", "family", "unsalted", "baby"],
    &[
        "ice",
        "cola",
        "crackers",
        "yogurt",
        "noodles",
        "detergent",
        "toothpaste",
        "towel",
        "rice",
        "sauce",
        "oil",
        "chocolate",
        "beer",
        "tea",
        "sausage",
        "tissue",
        "batteries",
        "apples",
    ],
];

/// What a person types, from the first keystroke on: codes, barcodes, words and initials.
pub const TYPED: [&str; 14] = [
    "P1234",
    "29000001",
    "crackers",
    "golden",
    "orig",
    "yogurt 7",
    "kkkl",
    "qxkqs",
    "可乐",
    "康康可乐",
    "酸奶",
    "fbm",
    "xlkl",
    "maple tea",
];

/// The in-store barcode of a product.
///
/// # Panics
/// Never: twelve digits have a check digit.
#[must_use]
pub fn barcode(id: u64) -> String {
    let body = format!("29{id:010}");
    let check = check_digit(&body).expect("the body is digits");
    format!("{body}{check}")
}

/// The product of a number.
fn product(id: u64) -> Product {
    let mut random = Random::new(id);
    let (words, gap) = if id.is_multiple_of(2) { (CHINESE, "") } else { (LATIN, " ") };
    let [whose, how, what] = words.map(|words| *random.pick(words));
    let size = format!("{}{}", 1 + random.below(999), *random.pick(&["g", "ml", "kg", "L"]));
    Product {
        id: ProductId(id),
        code: format!("P{id}"),
        barcodes: vec![barcode(id)],
        name: format!("{whose}{gap}{how}{gap}{what}"),
        spec: size,
        unit: "件".to_owned(),
        prices: [
            Some(UnitPrice::from_raw(
                i64::try_from(100 * (1 + random.below(9999))).unwrap_or(100) * 100,
            )),
            None,
            None,
            None,
        ],
        ..Product::default()
    }
}

/// Founds a branch with products 1 to `products` in a file.
///
/// # Errors
/// The database's.
pub fn shop(path: &Path, products: u64) -> Result<Shop> {
    let store = Store::open(path)?;
    for first in (1..=products).step_by(20_000) {
        store.write(|sql| {
            for id in first..(first + 20_000).min(products + 1) {
                master::save(sql, &MasterRecord::Product(Box::new(product(id))))?;
            }
            Ok::<_, SqlError>(())
        })?;
    }
    Shop::found(store, 1)
}
