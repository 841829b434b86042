//! Signing in 登录: passwords and opaque sessions of the console.
//!
//! Owns the password hash (Argon2id, RFC 9106), the token of a session and its life. Leaves out
//! how often somebody may try, and cookies. Invariant: neither a password nor a token is stored,
//! and an unknown name takes as long to refuse as a wrong password.

use std::sync::LazyLock;

use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use fenhao_books::sql::Sql;
use fenhao_books::table::audit as rows;
use fenhao_books::table::login::{self, Login};
use fenhao_books::table::master;
use fenhao_domain::id::EmployeeId;
use fenhao_domain::permission::ShippedRole;
use fenhao_exchange::base32;

use crate::audit;
use crate::context::{Context, Session};
use crate::error::{ApiError, ErrorCode};

/// How long a session lasts, in milliseconds: a working day.
pub const SESSION_LIFE_MS: i64 = 12 * 60 * 60 * 1000;

/// Longest password that is hashed, in bytes; longer ones only cost time.
const PASSWORD_BYTES_MAX: usize = 256;

/// What stands in the place of a stored hash when there is none.
pub(crate) static NOBODY: LazyLock<String> = LazyLock::new(|| {
    hash("nobody has this password").expect("the default parameters of Argon2 are valid")
});

/// A session that has just begun.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedIn {
    /// The token: 52 characters that only the browser keeps.
    pub token: String,
    /// Until when it is good, Unix milliseconds.
    pub expires_ms: i64,
    /// Who it is.
    pub session: Session,
}

/// Gives `name` a new random password and returns it: 20 characters, 100 bits. Ends none of the
/// name's sessions.
pub fn give_password(context: &Context, name: &str, role: ShippedRole) -> Result<String, ApiError> {
    give_password_to(context, name, role, EmployeeId(0))
}

/// The same for an employee, who works in the roles and scopes of its operator's record.
pub fn give_password_to(
    context: &Context,
    name: &str,
    role: ShippedRole,
    employee: EmployeeId,
) -> Result<String, ApiError> {
    let mut secret = [0; 13];
    (context.random)(&mut secret);
    let password = grouped(&base32::encode(&secret)[..20]);
    let stored = hash(&password)?;
    context.write(|sql| {
        let row = Login {
            name: name.to_owned(),
            password: stored,
            role: role as i64,
            employee: i64::from(employee.0),
        };
        Ok(login::save(sql, &row)?)
    })?;
    Ok(password)
}

/// Signs in. Takes some 20 ms of a core by intent; `login_wrong` tells nobody which of the two
/// was wrong.
pub fn sign_in(context: &Context, name: &str, password: &str) -> Result<SignedIn, ApiError> {
    let found = context.read(|sql| Ok(login::load(sql, name)?))?;
    let stored = found.as_ref().map_or(NOBODY.as_str(), |login| &login.password);
    let fits = verify(password, stored);
    let login = found.filter(|_| fits).ok_or_else(|| ErrorCode::LoginWrong.error())?;
    let session = context.read(|sql| session_of(sql, &login))?;
    let mut secret = [0; 32];
    (context.random)(&mut secret);
    let token = base32::encode(&secret);
    let now = context.clock.now_ms();
    let expires_ms = now + SESSION_LIFE_MS;
    context.write(|sql| {
        login::open_session(sql, &token_hash(&token), name, expires_ms)?;
        rows::note_login(sql, name, context.business_date()?, now, audit::nonce(context))?;
        Ok(audit::write(context, sql, &session, "login", name)?)
    })?;
    Ok(SignedIn { token, expires_ms, session })
}

/// Whose session it is, or `login_needed`.
pub fn session(context: &Context, token: &str) -> Result<Session, ApiError> {
    let now = context.clock.now_ms();
    context.read(|sql| {
        let login = login::session(sql, &token_hash(token), now)?;
        session_of(sql, &login.ok_or_else(|| ErrorCode::LoginNeeded.error())?)
    })
}

/// Ends a session; one that is over already stays so.
pub fn sign_out(context: &Context, token: &str) -> Result<(), ApiError> {
    let now = context.clock.now_ms();
    context.write(|sql| Ok(login::close_session(sql, &token_hash(token), now)?))
}

/// Who a login is: an employee with its operator's record, or somebody in a role that ships.
fn session_of(sql: &mut dyn Sql, login: &Login) -> Result<Session, ApiError> {
    let unreadable = |what: &str| ErrorCode::BrokenInvariant.with("what", what);
    let operator = u32::try_from(login.employee).map_err(|_| unreadable("employee of a login"))?;
    if operator != 0 {
        let employee = master::employee(sql, EmployeeId(operator))?;
        let session = employee.map(|one| Session::of_employee(sql, &one)).transpose()?.flatten();
        return session.ok_or_else(|| ErrorCode::LoginNeeded.error());
    }
    let role = u64::try_from(login.role).ok().and_then(ShippedRole::from_number);
    let role = role.ok_or_else(|| unreadable("role of a login"))?;
    Ok(Session::shipped(EmployeeId(0), &login.name, role))
}

pub(crate) fn hash(password: &str) -> Result<String, ApiError> {
    let hashed: PasswordHash = Argon2::default()
        .hash_password(password.as_bytes())
        .map_err(|error| ErrorCode::BrokenInvariant.with("what", error))?;
    Ok(hashed.to_string())
}

pub(crate) fn verify(password: &str, stored: &str) -> bool {
    password.len() <= PASSWORD_BYTES_MAX
        && PasswordHash::new(stored).is_ok_and(|stored| {
            Argon2::default().verify_password(password.as_bytes(), &stored).is_ok()
        })
}

/// A token is 256 random bits, so one plain hash hides it.
fn token_hash(token: &str) -> [u8; 32] {
    *blake3::hash(token.as_bytes()).as_bytes()
}

/// Groups of five, as enrolment codes have them.
fn grouped(symbols: &str) -> String {
    let groups: Vec<&str> =
        (0..symbols.len()).step_by(5).map(|at| &symbols[at..(at + 5).min(symbols.len())]).collect();
    groups.join("-")
}
