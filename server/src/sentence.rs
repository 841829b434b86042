//! What the command line says when something cannot be done (提示语).
//!
//! Owns the few sentences that only a server needs: its port and its folder. All others stand in
//! the dictionary of `fenhao_app::sentence`.

use std::net::SocketAddr;
use std::path::PathBuf;

use fenhao_app::error::ApiError;
use fenhao_app::sentence::{Cause, Lang, sentence};
use thiserror::Error;

/// Why a command of head office stopped.
#[derive(Debug, Error)]
pub enum Stopped {
    /// A fact with a sentence of its own.
    #[error(transparent)]
    Told(#[from] ApiError),
    /// Another program answers at the address.
    #[error("{address} is taken")]
    PortTaken {
        /// The address.
        address: SocketAddr,
    },
    /// The address cannot be listened at.
    #[error("{address}: {cause}")]
    AddressRefused {
        /// The address.
        address: SocketAddr,
        /// Why.
        cause: Cause,
    },
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
    /// A proof found what must not be; the facts were listed before.
    #[error("{count} faults")]
    FaultsFound {
        /// How many.
        count: u64,
    },
    /// Another process serves this folder.
    #[error("{folder} is being served")]
    AlreadyServed {
        /// The folder.
        folder: PathBuf,
    },
}

impl Stopped {
    /// One sentence for a person.
    #[must_use]
    pub fn sentence(&self, lang: Lang) -> String {
        match (self, lang) {
            (Stopped::Told(error), _) => sentence(lang, error),
            (Stopped::PortTaken { address }, Lang::Zh) => {
                format!(
                    "地址 {address} 已被另一个程序占用，总部没有开始服务。请用 --listen 换一个端口。"
                )
            }
            (Stopped::PortTaken { address }, Lang::En) => format!(
                "Another program uses {address}, so head office does not serve. Choose another \
                 port with --listen."
            ),
            (Stopped::AddressRefused { address, cause }, Lang::Zh) => format!(
                "不能在 {address} 上接听：{}。总部没有开始服务，请用 --listen 换一个地址或端口。",
                cause.words(lang)
            ),
            (Stopped::AddressRefused { address, cause }, Lang::En) => format!(
                "Cannot listen at {address}: {}. Head office does not serve; choose another \
                 address or port with --listen.",
                cause.words(lang)
            ),
            (Stopped::FolderUnusable { folder, cause }, Lang::Zh) => format!(
                "数据文件夹 {} 不能使用：{}。什么都没有改动，请用 --data 换一个文件夹。",
                folder.display(),
                cause.words(lang)
            ),
            (Stopped::FolderUnusable { folder, cause }, Lang::En) => format!(
                "The data folder {} cannot be used: {}. Nothing was changed; name another folder \
                 with --data.",
                folder.display(),
                cause.words(lang)
            ),
            (Stopped::FolderTaken { folder, file }, Lang::Zh) => format!(
                "{} 里已有别的东西（{file}），没有动它，也没有建立总部。请用 --data 指定一个空文件夹。",
                folder.display()
            ),
            (Stopped::FolderTaken { folder, file }, Lang::En) => format!(
                "{} holds other things already ({file}). They were left alone and no head office \
                 was founded; name an empty folder with --data.",
                folder.display()
            ),
            (Stopped::KeyLost { file }, Lang::Zh) => format!(
                "密钥文件 {} 缺失或不属于这个账本。请从备份恢复它，账本没有改动。",
                file.display()
            ),
            (Stopped::KeyLost { file }, Lang::En) => format!(
                "The key file {} is missing or does not belong to this ledger. Restore it from \
                 a backup; the ledger is unchanged.",
                file.display()
            ),
            (Stopped::FaultsFound { count }, Lang::Zh) => format!("发现 {count} 处问题，见上。"),
            (Stopped::FaultsFound { count }, Lang::En) => {
                format!("{count} faults were found; see above.")
            }
            (Stopped::AlreadyServed { folder }, Lang::Zh) => {
                format!(
                    "数据文件夹 {} 已由另一个 fenhao-hq 服务，那一个照常运行。",
                    folder.display()
                )
            }
            (Stopped::AlreadyServed { folder }, Lang::En) => {
                format!("Another fenhao-hq serves {} already and goes on.", folder.display())
            }
        }
    }
}
