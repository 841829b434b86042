//! What a person is told when the desktop cannot do something (提示语).
//!
//! Owns the few sentences that only a desktop needs: its folder, its key, its window. All others
//! stand in the dictionary of `fenhao_app::sentence`.

use std::path::PathBuf;

use fenhao_app::error::ApiError;
use fenhao_app::sentence::{Lang, sentence};
use thiserror::Error;

/// Why the program stopped.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum Stopped {
    /// A fact with a sentence of its own.
    #[error(transparent)]
    Told(#[from] ApiError),
    /// Neither the arguments nor the environment say where the ledger is.
    #[error("no folder")]
    FolderUnknown,
    /// The folder cannot be made or written.
    #[error("{folder}: {message}")]
    FolderUnusable {
        /// The folder.
        folder: PathBuf,
        /// The system's words.
        message: String,
    },
    /// The key file is missing or not a key, while the ledger is there.
    #[error("the key in {file} does not belong to the ledger")]
    KeyLost {
        /// The key file.
        file: PathBuf,
    },
    /// Another window has the folder.
    #[error("a window is open on {folder}")]
    WindowOpen {
        /// The folder.
        folder: PathBuf,
    },
    /// The folder is no branch's yet.
    #[error("{folder} is no branch's")]
    NotEnrolled {
        /// The folder.
        folder: PathBuf,
    },
    /// The folder is a branch's already.
    #[error("{folder} is the ledger of {branch}")]
    EnrolledAlready {
        /// The folder.
        folder: PathBuf,
        /// The branch's code.
        branch: String,
    },
    /// The address is not one of a head office.
    #[error("{url} is no address")]
    AddressWrong {
        /// What was typed.
        url: String,
    },
    /// Who answered knows the code, but is not the head office that made it.
    #[error("{url} is another head office")]
    OtherHeadOffice {
        /// The address.
        url: String,
    },
    /// No window can be shown.
    #[error("no window: {message}")]
    NoDisplay {
        /// The system's words.
        message: String,
    },
    /// A check found what must not be; the facts were listed before.
    #[error("{count} faults")]
    FaultsFound {
        /// How many.
        count: u64,
    },
}

impl Stopped {
    /// One sentence for a person.
    #[must_use]
    pub fn sentence(&self, lang: Lang) -> String {
        match lang {
            Lang::Zh => self.chinese(),
            Lang::En => self.english(),
        }
    }

    fn chinese(&self) -> String {
        match self {
            Stopped::Told(error) => sentence(Lang::Zh, error),
            Stopped::FolderUnknown => "不知道账本放在哪里，请用 --data 指定文件夹。".to_owned(),
            Stopped::FolderUnusable { folder, message } => {
                format!("数据文件夹 {} 不能使用：{message}。", folder.display())
            }
            Stopped::KeyLost { file } => format!(
                "密钥文件 {} 缺失或不属于这个账本。请从备份恢复它，账本没有改动。",
                file.display()
            ),
            Stopped::WindowOpen { folder } => {
                format!("{} 已在另一个窗口中打开，请回到那个窗口。", folder.display())
            }
            Stopped::NotEnrolled { folder } => format!(
                "{} 还不是任何分店的账本。请向总部要登记码，再运行 fenhao init。",
                folder.display()
            ),
            Stopped::EnrolledAlready { folder, branch } => {
                format!("{} 已是分店 {branch} 的账本，没有改动。", folder.display())
            }
            Stopped::AddressWrong { url } => {
                format!("“{url}” 不是总部的地址，应如 http://hq.example:7300。")
            }
            Stopped::OtherHeadOffice { url } => {
                format!("{url} 不是发出这个登记码的总部，请核对地址。没有登记。")
            }
            Stopped::NoDisplay { message } => {
                format!("不能打开窗口：{message}。不用窗口的命令见 fenhao --help。")
            }
            Stopped::FaultsFound { count } => format!("发现 {count} 处问题，见上。"),
        }
    }

    fn english(&self) -> String {
        match self {
            Stopped::Told(error) => sentence(Lang::En, error),
            Stopped::FolderUnknown => {
                "It is not known where the ledger is; name its folder with --data.".to_owned()
            }
            Stopped::FolderUnusable { folder, message } => {
                format!("The data folder {} cannot be used: {message}.", folder.display())
            }
            Stopped::KeyLost { file } => format!(
                "The key file {} is missing or does not belong to this ledger. Restore it from \
                 a backup; the ledger is unchanged.",
                file.display()
            ),
            Stopped::WindowOpen { folder } => {
                format!("{} is open in another window; please go there.", folder.display())
            }
            Stopped::NotEnrolled { folder } => format!(
                "{} is no branch's ledger yet. Ask head office for an enrolment code, then run \
                 fenhao init.",
                folder.display()
            ),
            Stopped::EnrolledAlready { folder, branch } => {
                format!("{} is the ledger of branch {branch} already; unchanged.", folder.display())
            }
            Stopped::AddressWrong { url } => {
                format!("“{url}” is not an address of head office, such as http://hq.example:7300.")
            }
            Stopped::OtherHeadOffice { url } => format!(
                "{url} is not the head office that made this code; check the address. Nothing \
                 was enrolled."
            ),
            Stopped::NoDisplay { message } => format!(
                "No window can be opened: {message}. fenhao --help lists what works without one."
            ),
            Stopped::FaultsFound { count } => format!("{count} faults were found; see above."),
        }
    }
}
