//! The committed TypeScript is what the Rust types make.

use std::collections::BTreeMap;
use std::path::Path;

use fenhao_app::codegen;

#[test]
fn the_committed_types_are_the_generated_ones() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../ui/src/api/generated");
    let mut committed = BTreeMap::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let entry = entry.unwrap();
        let name = entry.file_name().to_string_lossy().into_owned();
        if name.ends_with(".ts") {
            committed.insert(name, std::fs::read_to_string(entry.path()).unwrap());
        }
    }
    let generated = codegen::files().unwrap();
    let names = |files: &BTreeMap<String, String>| files.keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(&committed), names(&generated), "run `cargo dev gen`");
    for (name, text) in generated {
        assert_eq!(committed[&name], text, "{name}: run `cargo dev gen`");
    }
}
