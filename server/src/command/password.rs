//! `password`: a new password for somebody at the console.

use std::fs;
use std::io::ErrorKind;

use fenhao_app::login;
use fenhao_domain::permission::ShippedRole;

use crate::home::{FIRST_NAME, FIRST_PASSWORD, Home};
use crate::print;
use crate::sentence::Stopped;

/// Draws a password, prints it alone on standard output, and forgets the first one.
pub fn run(home: &Home, name: &str) -> Result<(), Stopped> {
    let password = login::give_password(&home.context, name, ShippedRole::Hq)?;
    if name == FIRST_NAME {
        let file = home.folder.join(FIRST_PASSWORD);
        match fs::remove_file(&file) {
            Err(error) if error.kind() != ErrorKind::NotFound => {
                return Err(Stopped::FolderUnusable { folder: file, cause: (&error).into() });
            }
            _ => {}
        }
    }
    print::answer(&password);
    Ok(())
}
