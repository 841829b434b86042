//! What a person is told when the desktop cannot do something (提示语).
//!
//! Owns the few sentences that only a desktop needs: its folder, its key, its window. All others
//! stand in the dictionary of `fenhao_app::sentence`.

use std::path::PathBuf;

use fenhao_app::error::ApiError;
use fenhao_app::sentence::{Cause, Lang, sentence};
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
    #[error("{folder}: {cause}")]
    FolderUnusable {
        /// The folder.
        folder: PathBuf,
        /// Why.
        cause: Cause,
    },
    /// The folder holds other things already.
    #[error("{folder} holds {file}")]
    FolderTaken {
        /// The folder.
        folder: PathBuf,
        /// One of the things in it.
        file: String,
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
    /// Nobody answers at the address that was named for the enrolment.
    #[error("{url} does not answer")]
    HeadOfficeSilent {
        /// The address.
        url: String,
    },
    /// Somebody answers there who is no head office.
    #[error("{url} is no head office")]
    NoHeadOffice {
        /// The address.
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
            Stopped::FolderUnusable { folder, cause } => format!(
                "数据文件夹 {} 不能使用：{}。什么都没有改动，请用 --data 换一个文件夹。",
                folder.display(),
                cause.words(Lang::Zh)
            ),
            Stopped::FolderTaken { folder, file } => format!(
                "{} 里已有别的东西（{file}），没有动它，也没有登记。请用 --data 指定一个空文件夹。",
                folder.display()
            ),
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
                format!(
                    "{} 已是分店 {branch} 的账本，没有改动。新的分店请用 --data 指定另一个文件夹。",
                    folder.display()
                )
            }
            Stopped::AddressWrong { url } => {
                format!("“{url}” 不是总部的地址，应如 http://hq.example:7300。什么都没有做。")
            }
            Stopped::HeadOfficeSilent { url } => {
                format!("连不上总部 {url}，没有登记。请核对地址和网络，再用同一个登记码试一次。")
            }
            Stopped::NoHeadOffice { url } => format!(
                "在 {url} 回答的不是总部，可能是上网认证页。没有登记；请先完成上网认证，\
                 再用同一个登记码试一次。"
            ),
            Stopped::OtherHeadOffice { url } => {
                format!("{url} 不是发出这个登记码的总部。没有登记，请核对总部地址。")
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
            Stopped::FolderUnusable { folder, cause } => format!(
                "The data folder {} cannot be used: {}. Nothing was changed; name another folder \
                 with --data.",
                folder.display(),
                cause.words(Lang::En)
            ),
            Stopped::FolderTaken { folder, file } => format!(
                "{} holds other things already ({file}). They were left alone and nothing was \
                 enrolled; name an empty folder with --data.",
                folder.display()
            ),
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
                format!(
                    "{} is the ledger of branch {branch} already and is unchanged. For a new \
                     branch, name another folder with --data.",
                    folder.display()
                )
            }
            Stopped::AddressWrong { url } => format!(
                "“{url}” is not an address of head office, such as http://hq.example:7300. \
                 Nothing was done."
            ),
            Stopped::HeadOfficeSilent { url } => format!(
                "Head office at {url} does not answer and nothing was enrolled. Check the address \
                 and the network, then try again with the same code."
            ),
            Stopped::NoHeadOffice { url } => format!(
                "What answers at {url} is not head office; it may be a page that wants you to \
                 sign in to the network. Nothing was enrolled; sign in, then try again with the \
                 same code."
            ),
            Stopped::OtherHeadOffice { url } => format!(
                "{url} is not the head office that made this code. Nothing was enrolled; check \
                 head office's address."
            ),
            Stopped::NoDisplay { message } => format!(
                "No window can be opened: {message}. fenhao --help lists what works without one."
            ),
            Stopped::FaultsFound { count } => format!("{count} faults were found; see above."),
        }
    }
}
