//! Tells cargo when the console's built files, embedded into a release, have changed.
//!
//! Leaves out building them: `cargo dev setup` does. A build with debug assertions reads the files
//! from their folder when they are asked for, so it needs no rebuild.

fn main() {
    if std::env::var("PROFILE").as_deref() == Ok("release") {
        tell_cargo("rerun-if-changed=../ui/dist");
    }
    tell_cargo("rerun-if-changed=build.rs");
}

fn tell_cargo(line: &str) {
    println!("cargo::{line}");
}
