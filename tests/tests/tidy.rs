//! Tidy: facts about the whole source tree that neither the compiler nor clippy can see.
//!
//! Owns the layers, the dialect of SQL, the ban on floats, the shape of files, the words on
//! screen, what the table of features claims, and what the lock file lets in. Leaves out how the programs behave. Invariant: each
//! check names every place that breaks it, with file and line, in one run.

#[path = "tidy/dialect.rs"]
mod dialect;
#[path = "tidy/features.rs"]
mod features;
#[path = "tidy/floats.rs"]
mod floats;
#[path = "tidy/layers.rs"]
mod layers;
#[path = "tidy/lexer.rs"]
mod lexer;
#[path = "tidy/licences.rs"]
mod licences;
#[path = "tidy/lock.rs"]
mod lock;
#[path = "tidy/shape.rs"]
mod shape;
#[path = "tidy/spdx.rs"]
mod spdx;
#[path = "tidy/sql.rs"]
mod sql;
#[path = "tidy/tree.rs"]
mod tree;
#[path = "tidy/words.rs"]
mod words;
