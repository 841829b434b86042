//! Prepares the window: reads `tauri.conf.json` and embeds the built front end.
//!
//! Owns one courtesy: while the front end has not been built, a page that says so stands in its
//! place, so that `cargo check` works in a fresh clone. Leaves out building the front end itself.

use std::{fs, path::Path};

const PLACEHOLDER: &str = "<!doctype html><meta charset=\"utf-8\"><title>分号 Fenhao</title>\
    <p>界面尚未构建。The front end has not been built: run <code>cargo dev demo</code>.</p>\n";

fn main() {
    let dist = Path::new("../ui/dist");
    let page = dist.join("index.html");
    if !page.exists() {
        fs::create_dir_all(dist).expect("the folder of the front end can be written");
        fs::write(&page, PLACEHOLDER).expect("the folder of the front end can be written");
    }
    println!("cargo::rerun-if-changed=../ui/dist");
    tauri_build::build();
}
