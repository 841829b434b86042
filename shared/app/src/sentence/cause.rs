//! Why the system refuses a file, a folder or an address (系统拒绝的原因), in a person's language.
//!
//! Owns the causes that a person can do something about. Leaves out the sentences around them.
//! Invariant: what is not among them is told in the system's own words rather than not at all.

use std::io::{self, ErrorKind};

use super::Lang;

/// A refusal of the operating system.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cause {
    kind: ErrorKind,
    message: String,
}

impl From<&io::Error> for Cause {
    fn from(error: &io::Error) -> Cause {
        Cause { kind: error.kind(), message: error.to_string() }
    }
}

impl From<ErrorKind> for Cause {
    fn from(kind: ErrorKind) -> Cause {
        Cause { kind, message: kind.to_string() }
    }
}

impl Cause {
    /// The cause as the end of a sentence, without its full stop.
    pub fn words(&self, lang: Lang) -> &str {
        let (zh, en) = match self.kind {
            ErrorKind::PermissionDenied => ("本用户没有权限", "you have no permission"),
            ErrorKind::ReadOnlyFilesystem => ("磁盘是只读的", "the disk is read-only"),
            ErrorKind::AlreadyExists | ErrorKind::NotADirectory => {
                ("那里是一个文件，不是文件夹", "it is a file, not a folder")
            }
            ErrorKind::NotFound => ("找不到", "it is not there"),
            ErrorKind::AddrNotAvailable => ("本机没有这个地址", "this machine has no such address"),
            _ => (self.message.as_str(), self.message.as_str()),
        };
        lang.pick(zh, en)
    }
}

impl std::fmt::Display for Cause {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.message)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cause_is_told_in_the_readers_language_and_an_unknown_one_in_the_systems() {
        let denied = Cause::from(ErrorKind::PermissionDenied);
        assert_eq!(denied.words(Lang::Zh), "本用户没有权限");
        assert_eq!(denied.words(Lang::En), "you have no permission");
        let rare = Cause::from(&io::Error::other("the disk sings"));
        assert_eq!(
            (rare.words(Lang::Zh), rare.to_string().as_str()),
            ("the disk sings", "the disk sings")
        );
    }
}
