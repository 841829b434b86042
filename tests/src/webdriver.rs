//! A small WebDriver client (W3C WebDriver, 2018): enough to press keys and read what is shown.
//!
//! Owns the conversation with a driver (`tauri-driver`, `chromedriver`) over plain HTTP. Leaves
//! out starting the driver. Invariant: every call ends, by an answer or by an error; a driver that
//! hangs is given up after [`PATIENCE`].

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, anyhow, bail};
use serde_json::{Value, json};

/// How long one request to the driver may take: starting a session opens a window.
const PATIENCE: Duration = Duration::from_secs(60);

/// How long to rest between two looks at the page.
const GLANCE: Duration = Duration::from_millis(50);

/// The name under which WebDriver hides an element's identity.
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";

/// Keys without a character, as WebDriver names them.
pub mod key {
    /// Enter.
    pub const ENTER: char = '\u{E007}';
    /// Escape.
    pub const ESCAPE: char = '\u{E00C}';
    /// Tab.
    pub const TAB: char = '\u{E004}';
    /// Backspace.
    pub const BACKSPACE: char = '\u{E003}';
    /// Control, held until [`NULL`].
    pub const CONTROL: char = '\u{E009}';
    /// Alt, held until [`NULL`].
    pub const ALT: char = '\u{E00A}';
    /// Down arrow.
    pub const DOWN: char = '\u{E015}';
    /// Lets go of every held key.
    pub const NULL: char = '\u{E000}';

    /// A function key: `function(9)` is F9.
    #[must_use]
    pub fn function(number: u32) -> char {
        char::from_u32(0xE030 + number).expect("F1 to F12 lie in the private use area")
    }
}

/// One open window under a driver's control.
pub struct Page {
    driver: SocketAddr,
    session: String,
}

/// Something on the page.
#[derive(Debug, Clone)]
pub struct Element(String);

/// Waits until a driver says that it is ready for a session.
///
/// # Errors
/// When it is not within `patience`.
pub fn wait_ready(driver: SocketAddr, patience: Duration) -> Result<()> {
    until("the driver is ready", patience, || {
        // It accepts connections before it can answer (tauri issue 15156): ask, do not only knock.
        let ready = request(driver, "GET", "/status", None).ok();
        Ok(ready.is_some_and(|status| status["ready"] == json!(true)).then_some(()))
    })
}

impl Page {
    /// Opens a window with these capabilities.
    ///
    /// # Errors
    /// What the driver says.
    pub fn open(driver: SocketAddr, capabilities: &Value) -> Result<Page> {
        let body = json!({ "capabilities": { "alwaysMatch": capabilities } });
        let answer = request(driver, "POST", "/session", Some(&body))?;
        let session = answer["sessionId"].as_str().context("a session has an id")?.to_owned();
        Ok(Page { driver, session })
    }

    /// Closes the window.
    ///
    /// # Errors
    /// What the driver says; after a crash of the window that is to be expected.
    pub fn close(self) -> Result<()> {
        self.ask("DELETE", "", None).map(|_| ())
    }

    /// Goes to an address.
    ///
    /// # Errors
    /// What the driver says.
    pub fn go(&self, url: &str) -> Result<()> {
        self.ask("POST", "/url", Some(&json!({ "url": url }))).map(|_| ())
    }

    /// Runs a script's body and gives what it returns.
    ///
    /// # Errors
    /// What the driver says, an exception in the script included.
    pub fn script(&self, body: &str) -> Result<Value> {
        self.ask("POST", "/execute/sync", Some(&json!({ "script": body, "args": [] })))
    }

    /// Presses and lets go of one key after another, as fast as the driver does it: a scanner.
    ///
    /// # Errors
    /// What the driver says.
    pub fn press(&self, keys: &str) -> Result<()> {
        let mut held = Vec::new();
        let mut actions = Vec::new();
        for key in keys.chars() {
            if key == key::NULL {
                actions.extend(held.drain(..).map(|key| json!({ "type": "keyUp", "value": key })));
                continue;
            }
            actions.push(json!({ "type": "keyDown", "value": key }));
            match key {
                key::CONTROL | key::ALT => held.push(key),
                _ => actions.push(json!({ "type": "keyUp", "value": key })),
            }
        }
        let body = json!({ "actions": [{ "type": "key", "id": "keyboard", "actions": actions }] });
        self.ask("POST", "/actions", Some(&body)).map(|_| ())
    }

    /// Presses keys one by one with a person's rests in between.
    ///
    /// # Errors
    /// What the driver says.
    pub fn type_slowly(&self, keys: &str) -> Result<()> {
        for key in keys.chars() {
            self.press(&key.to_string())?;
            std::thread::sleep(Duration::from_millis(120));
        }
        Ok(())
    }

    /// Presses the mouse's button on the first element of a selector, once there is one.
    ///
    /// # Errors
    /// When it does not appear within `patience`.
    pub fn click(&self, css: &str, patience: Duration) -> Result<()> {
        let first = || Ok(self.all(css)?.into_iter().next());
        let Element(id) = until(css, patience, first)?;
        self.ask("POST", &format!("/element/{id}/click"), Some(&json!({}))).map(|_| ())
    }

    /// The value of an attribute of the first element of a selector, if both are there now.
    ///
    /// # Errors
    /// What the driver says.
    pub fn attribute(&self, css: &str, name: &str) -> Result<Option<String>> {
        let Some(Element(id)) = self.all(css)?.into_iter().next() else { return Ok(None) };
        let value = self.ask("GET", &format!("/element/{id}/attribute/{name}"), None)?;
        Ok(value.as_str().map(str::to_owned))
    }

    /// All elements of a selector.
    ///
    /// # Errors
    /// What the driver says.
    pub fn all(&self, css: &str) -> Result<Vec<Element>> {
        let found = self.ask("POST", "/elements", Some(&selector(css)))?;
        let found = found.as_array().context("elements are a list")?;
        let id = |element: &Value| element[ELEMENT].as_str().map(|id| Element(id.to_owned()));
        found.iter().map(|element| id(element).context("an element has an id")).collect()
    }

    /// The text a person reads in the first element of a selector, once there is one.
    ///
    /// # Errors
    /// When it does not appear within `patience`.
    pub fn text(&self, css: &str, patience: Duration) -> Result<String> {
        until(css, patience, || self.text_now(css))
    }

    /// Waits until the text of a selector fulfils a condition, and gives it.
    ///
    /// # Errors
    /// When it does not within `patience`; the error tells the last text.
    pub fn text_when(
        &self,
        css: &str,
        patience: Duration,
        mut holds: impl FnMut(&str) -> bool,
    ) -> Result<String> {
        let mut last = None;
        until(css, patience, || {
            last = self.text_now(css)?;
            Ok(last.clone().filter(|text| holds(text)))
        })
        .with_context(|| format!("{css} reads {last:?}"))
    }

    fn text_now(&self, css: &str) -> Result<Option<String>> {
        let Some(element) = self.all(css)?.into_iter().next() else { return Ok(None) };
        // Not the driver's own "element text": it takes the rows of a virtual list for hidden.
        match self.ask("GET", &format!("/element/{}/property/innerText", element.0), None) {
            Ok(text) => Ok(text.as_str().map(str::to_owned)),
            // The page drew it anew between the two questions.
            Err(error) if error.to_string().contains("stale element") => Ok(None),
            Err(error) => Err(error),
        }
    }

    fn ask(&self, method: &str, path: &str, body: Option<&Value>) -> Result<Value> {
        request(self.driver, method, &format!("/session/{}{path}", self.session), body)
    }
}

/// Looks again and again until `look` finds something.
///
/// # Errors
/// Its own error at once; "in vain" after `patience`.
pub fn until<T>(
    what: &str,
    patience: Duration,
    mut look: impl FnMut() -> Result<Option<T>>,
) -> Result<T> {
    let begun = Instant::now();
    loop {
        if let Some(found) = look()? {
            return Ok(found);
        }
        if begun.elapsed() > patience {
            bail!("waited {} s in vain for {what}", patience.as_secs());
        }
        std::thread::sleep(GLANCE);
    }
}

fn selector(css: &str) -> Value {
    json!({ "using": "css selector", "value": css })
}

/// One HTTP request to the driver, and the `value` of its answer.
fn request(driver: SocketAddr, method: &str, path: &str, body: Option<&Value>) -> Result<Value> {
    let mut link = TcpStream::connect_timeout(&driver, Duration::from_secs(5))?;
    link.set_read_timeout(Some(PATIENCE))?;
    let body = body.map(Value::to_string).unwrap_or_default();
    // Kept alive: what we say here is passed on to the driver behind, and one that closes its
    // connection while the next request is on its way loses that request.
    let request = format!(
        "{method} {path} HTTP/1.1\r\nHost: {driver}\r\n\
         Content-Type: application/json; charset=utf-8\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    );
    link.write_all(request.as_bytes())?;
    let (status, body) = answer(link).with_context(|| format!("{method} {path}"))?;
    let mut answer: Value = serde_json::from_slice(&body).context("the driver answers JSON")?;
    let value = answer["value"].take();
    if status != 200 {
        let kind = value["error"].as_str().unwrap_or_default();
        let message = value["message"].as_str().unwrap_or_default();
        return Err(anyhow!("{method} {path}: {status} {kind} {message}"));
    }
    Ok(value)
}

/// The status and the body of an answer; the body may be in chunks.
fn answer(link: impl Read) -> Result<(u16, Vec<u8>)> {
    let mut link = BufReader::new(link);
    let mut line = || -> Result<String> {
        let mut line = String::new();
        match link.read_line(&mut line)? {
            0 => bail!("the answer was cut"),
            _ => Ok(line.trim_end().to_ascii_lowercase()),
        }
    };
    let status = line()?.split(' ').nth(1).context("a status")?.parse()?;
    let (mut length, mut chunked) = (None, false);
    loop {
        let header = line()?;
        match header.split_once(':').map(|(name, value)| (name, value.trim())) {
            Some(("content-length", value)) => length = Some(value.parse::<u64>()?),
            Some(("transfer-encoding", "chunked")) => chunked = true,
            _ if header.is_empty() => break,
            _ => {}
        }
    }
    let mut body = Vec::new();
    if !chunked {
        let length = length.context("the answer's length")?;
        let read = link.take(length).read_to_end(&mut body)?;
        return if read as u64 == length { Ok((status, body)) } else { bail!("cut short") };
    }
    loop {
        let mut line = String::new();
        link.read_line(&mut line)?;
        let length = u64::from_str_radix(line.trim(), 16).context("a chunk's length")?;
        let read = link.by_ref().take(length).read_to_end(&mut body)?;
        if read as u64 != length {
            bail!("a chunk was cut");
        }
        link.read_line(&mut String::new())?;
        if length == 0 {
            return Ok((status, body));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_in_chunks_is_put_together() {
        let whole = b"HTTP/1.1 200 OK\r\nContent-Length:4\r\n\r\nabcdX";
        assert_eq!(answer(&whole[..]).unwrap(), (200, b"abcd".to_vec()));
        let chunked = b"HTTP/1.1 404 Not Found\r\nTransfer-Encoding: chunked\r\n\r\n\
            3\r\nabc\r\n1\r\nd\r\n0\r\n\r\n";
        assert_eq!(answer(&chunked[..]).unwrap(), (404, b"abcd".to_vec()));
        for cut in 0..=chunked.len() - 5 {
            assert!(answer(&chunked[..cut]).is_err(), "cut at {cut}");
        }
    }
}
