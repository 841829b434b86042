//! Reports as people get them: on screens, in files, and only what they may see.

use std::io::{Cursor, Read};

use fenhao_app::error::ErrorCode;
use fenhao_app::printout;
use fenhao_app::sentence::Lang;
use fenhao_app::view::{ColumnKind, Drill, ReportFileView, ReportView};
use fenhao_books::report::ReportName;
use fenhao_domain::permission::{Grant, Rights, ShippedRole};
use serde_json::{Value, json};

use crate::shop::Shop;

const COLA: u64 = 111_101;

/// The corner shop with a receipt, a sale, a loss and a gift.
fn busy() -> Shop {
    let shop = Shop::opened();
    let draft = |kind: &str, partner: Option<u64>, price: &str| {
        json!({"id": null, "kind": kind, "partner_id": partner, "counterpart": null,
               "refers_to": null, "source": "", "remark": "x",
               "lines": [{"product_id": COLA, "quantity": "3", "unit_price": price}]})
    };
    for draft in [draft("CG", Some(10_001), "1.25"), draft("BS", None, "")] {
        let saved: Value = shop.run("draft_save", draft);
        shop.run::<Value>("draft_post", json!({"id": saved["id"]}));
    }
    shop.run::<Value>("till_add", json!({"product_id": COLA, "quantity": "2"}));
    shop.run::<Value>("till_pay", json!({"tender": {"tender": "cash", "amount": null}}));
    shop
}

fn asked(name: &str) -> Value {
    let ledger = matches!(name, "stock_ledger" | "purchase_statistics");
    json!({"name": name, "branch": null, "from": null, "to": null,
           "product_id": if ledger { Some(COLA) } else { None },
           "account": if name == "account_ledger" { Some("1405") } else { None },
           "text": null, "zero": false, "after": null, "limit": 0, "lang": "zh-CN"})
}

fn bytes(file: &ReportFileView) -> Vec<u8> {
    let signs = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let (mut bits, mut count, mut out) = (0u32, 0, Vec::new());
    for sign in file.base64.chars().take_while(|sign| *sign != '=') {
        bits = (bits << 6) | u32::try_from(signs.find(sign).unwrap()).unwrap();
        count += 6;
        if count >= 8 {
            count -= 8;
            out.push(u8::try_from((bits >> count) & 255).unwrap());
        }
    }
    out
}

fn part(bytes: &[u8], name: &str) -> String {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut text = String::new();
    match archive.by_name(name) {
        Ok(mut part) => part.read_to_string(&mut text).unwrap(),
        Err(_) => 0,
    };
    text
}

/// What stands between two marks, each time.
fn between<'t>(text: &'t str, open: &'t str, close: &'t str) -> impl Iterator<Item = &'t str> {
    text.split(open).skip(1).map(move |rest| rest.split(close).next().unwrap_or(""))
}

fn plain(text: &str) -> String {
    text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&")
}

/// The rows of a workbook below its titles, numbers as they are kept.
fn sheet(bytes: &[u8], columns: usize) -> Vec<Vec<String>> {
    let shared = part(bytes, "xl/sharedStrings.xml");
    let texts: Vec<String> = between(&shared, "<si>", "</si>")
        .map(|one| {
            let text = one.split_once("<t").and_then(|(_, rest)| rest.split_once('>'));
            plain(text.map_or("", |(_, rest)| rest.split("</t>").next().unwrap_or("")))
        })
        .collect();
    let sheet = part(bytes, "xl/worksheets/sheet1.xml");
    let rows = between(&sheet, "<row ", "</row>").map(|row| {
        let mut cells = vec![String::new(); columns];
        for cell in between(row, "<c r=\"", "</c>") {
            let Some(value) = between(cell, "<v>", "</v>").next() else { continue };
            let letters = cell.bytes().take_while(u8::is_ascii_uppercase);
            let at = letters.fold(0, |at, letter| at * 26 + usize::from(letter - b'A') + 1) - 1;
            let text = cell.split('>').next().unwrap().contains("t=\"s\"");
            cells[at] = match text {
                true => texts[value.parse::<usize>().unwrap()].clone(),
                false => value.to_owned(),
            };
        }
        cells
    });
    rows.skip(1).collect()
}

/// A figure without the zeros that say nothing: 12.50 is 12.5.
fn short(cell: &str, kind: ColumnKind) -> String {
    let figure = !matches!(kind, ColumnKind::Text | ColumnKind::Date);
    match cell.contains('.') && figure {
        true => cell.trim_end_matches('0').trim_end_matches('.').to_owned(),
        false => cell.to_owned(),
    }
}

#[test]
fn csv_and_excel_hold_the_same_cells_as_the_screen() {
    let shop = busy();
    let mut cells = 0;
    for name in ReportName::ALL.iter().map(|name| name.code()) {
        let shown: ReportView = shop.run("report", asked(name));
        let kinds: Vec<ColumnKind> = shown.columns.iter().map(|column| column.kind).collect();
        let file = |format: &str| -> ReportFileView {
            shop.run("report_file", json!({"report": asked(name), "format": format}))
        };
        let (csv, excel) = (file("csv"), file("xlsx"));
        assert!(csv.name.ends_with(".csv") && excel.name.ends_with(".xlsx"), "{}", csv.name);
        assert!(!csv.name.starts_with(name), "{name} has no title");
        assert_eq!(String::from_utf8(bytes(&csv)).unwrap(), printout::csv(&shown), "{name}");
        let mut wanted: Vec<Vec<String>> = shown.rows.iter().map(|row| row.cells.clone()).collect();
        wanted.extend(shown.total.clone());
        if let (Some(total), Some(_)) = (wanted.last_mut(), &shown.total)
            && total[0].is_empty()
        {
            total[0] = "合计".to_owned();
        }
        let found = sheet(&bytes(&excel), kinds.len());
        for (row, wanted) in found.iter().zip(&wanted) {
            for (at, kind) in kinds.iter().enumerate() {
                let cell = wanted.get(at).map_or("", String::as_str);
                assert_eq!(row[at], short(cell, *kind), "{name} {}", shown.columns[at].key);
                cells += 1;
            }
        }
        assert_eq!(found.len(), wanted.len(), "{name}");
    }
    assert!(cells > 500, "{cells}");
}

#[test]
fn a_report_and_its_columns_have_titles_in_both_languages() {
    for name in ReportName::ALL {
        for lang in [Lang::Zh, Lang::En] {
            let title = printout::title(name.code(), lang);
            assert_ne!(title, name.code(), "report.{}", name.code());
        }
    }
    let zh = include_str!("../../../../ui/src/i18n/zh-CN.json");
    for name in ReportName::ALL {
        for column in name.columns() {
            let key = format!("\"report.column.{}\"", column.key);
            assert!(zh.contains(&key), "{} has no title", column.key);
        }
    }
}

fn blind(mut shop: Shop) -> Shop {
    let grants = ShippedRole::Manager.role().grants;
    let rights = Rights::of(grants.iter().filter(|grant| **grant != Grant::new("cost.see")));
    shop.session = shop.session.with_rights(rights);
    shop
}

#[test]
fn who_may_not_see_cost_sees_it_in_no_report() {
    let shop = busy();
    let with: Vec<ReportView> = ["sales_statistics", "in_out_summary", "purchase_sales_stock"]
        .iter()
        .map(|name| shop.run("report", asked(name)))
        .collect();
    let costs = with.iter().flat_map(|report| &report.rows).flat_map(|row| row.cells.clone());
    let secret: Vec<String> = costs.filter(|cell| cell == "2.50" || cell == "3.75").collect();
    assert!(!secret.is_empty(), "the costs of the cola show to its manager");
    let shop = blind(shop);
    for name in ["purchase_statistics", "consigned_in", "cash_and_bank", "income_and_expense"] {
        let asked = shop.call::<ReportView>("report", asked(name)).unwrap_err();
        assert_eq!(asked.param("right"), Some("cost.see"), "{name}");
    }
    for (name, columns) in [
        ("sales_statistics", &["cost", "profit", "margin"][..]),
        ("in_out_summary", &["in_value", "out_value", "change_value"]),
        ("purchase_sales_stock", &["opening_value", "closing_value", "sale_value"]),
        ("gift_statistics", &["given_value", "given_unit_cost"]),
        ("goods_at_partners", &["unit_cost", "value"]),
        ("stock_status", &["unit_cost", "value", "consigned_out_value"]),
    ] {
        let made: ReportView = shop.run("report", asked(name));
        for key in columns {
            let at = made.columns.iter().position(|column| column.key == *key).unwrap();
            let cells = made.rows.iter().map(|row| &row.cells).chain(&made.total);
            assert!({ cells }.all(|row| row[at].is_empty()), "{name} {key}");
        }
    }
    let mut by_profit = asked("sales_statistics");
    by_profit["sort"] = json!("profit");
    let refused = shop.call::<ReportView>("report", by_profit).unwrap_err();
    assert_eq!(refused.param("right"), Some("cost.see"), "the order would tell");
    let listed: ReportView = shop.run("report", asked("documents"));
    let kinds: Vec<&str> = listed.rows.iter().map(|row| row.cells[2].as_str()).collect();
    assert_eq!(kinds, ["零售单"], "a receipt's amount is a cost");
}

#[test]
fn documents_of_kinds_that_nobody_may_see_are_not_counted() {
    let shop = busy();
    let mut shop = shop;
    let rights = Rights::of(&["report.see", "cost.see", "document.see:CG"].map(Grant::new));
    shop.session = shop.session.with_rights(rights);
    let counted: ReportView = shop.run("report", asked("document_statistics"));
    assert_eq!(counted.rows.len(), 1);
    let mut sales = asked("documents");
    sales["kinds"] = json!(["LS"]);
    assert!(shop.call::<ReportView>("report", sales).unwrap_err().is(ErrorCode::OutOfScope));
}

#[test]
fn a_row_opens_the_question_that_it_answers() {
    let shop = busy();
    let mut by_kind = asked("in_out_summary");
    by_kind["by"] = json!("kind");
    let made: ReportView = shop.run("report", by_kind);
    let sold = made.rows.iter().find(|row| row.cells[0] == "LS").unwrap();
    let Some(Drill::Report(next)) = &sold.drill else { panic!("a row opens a report") };
    assert_eq!(
        (next.name.as_str(), next.kinds.as_slice()),
        ("documents", ["LS".to_owned()].as_slice())
    );
    let documents: ReportView = shop.run("report", serde_json::to_value(next).unwrap());
    assert!(matches!(documents.rows[0].drill, Some(Drill::Document(_))));
    for (field, wrong) in [("by", json!("moon")), ("sort", json!("name")), ("kinds", json!(["XX"]))]
    {
        let mut input = asked("sales_statistics");
        input[field] = wrong;
        let refused = shop.call::<ReportView>("report", input).unwrap_err();
        assert!(refused.is(ErrorCode::InputMalformed), "{field}");
    }
}
