//! A small HTTP/1.1 client over a plain socket: what is sent is exactly what the test says.

use std::collections::BTreeSet;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::time::{Duration, Instant};

use serde_json::Value;

/// What came back.
#[derive(Debug, Clone)]
pub struct Answer {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Answer {
    pub fn header(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().find(|(key, _)| key.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.as_str())
    }

    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body)
            .unwrap_or_else(|_| panic!("no JSON: {}", String::from_utf8_lossy(&self.body)))
    }

    /// The code of an `ApiError`.
    pub fn code(&self) -> String {
        self.json()["code"].as_str().expect("an error has a code").to_owned()
    }
}

/// Sends one request and reads its whole answer.
pub fn ask(
    to: SocketAddr,
    method: &str,
    path: &str,
    headers: &[(&str, &str)],
    body: &[u8],
) -> Answer {
    try_ask(to, method, path, headers, body).expect("it answers")
}

/// As `ask`, where nobody may be there or stay there.
pub fn try_ask(
    to: SocketAddr,
    method: &str,
    path: &str,
    headers: &[(&str, &str)],
    body: &[u8],
) -> Option<Answer> {
    let mut stream = send(to, method, path, headers, body)?;
    let (status, headers) = head(&mut stream)?;
    let chunked =
        headers.iter().any(|(name, value)| name == "transfer-encoding" && value == "chunked");
    let mut body = Vec::new();
    if chunked {
        while let Some(chunk) = chunk(&mut stream) {
            body.extend(chunk);
        }
    } else {
        stream.read_to_end(&mut body).ok()?;
    }
    Some(Answer { status, headers, body })
}

/// Sends a request of our own page.
pub fn ask_own(to: SocketAddr, method: &str, path: &str, cookie: &str, body: &str) -> Answer {
    let headers = [("x-fenhao", "1"), ("cookie", cookie), ("content-type", "application/json")];
    ask(to, method, path, &headers, body.as_bytes())
}

/// Signs in and gives the cookie.
pub fn sign_in(to: SocketAddr, name: &str, password: &str) -> Result<String, Answer> {
    let input = serde_json::json!({ "name": name, "password": password }).to_string();
    let answer = ask_own(to, "POST", "/session", "", &input);
    match (answer.status, answer.header("set-cookie")) {
        (200, Some(cookie)) => Ok(cookie.split(';').next().unwrap().to_owned()),
        _ => Err(answer),
    }
}

/// An open stream of events.
pub struct Events {
    stream: BufReader<TcpStream>,
    text: String,
}

impl Events {
    pub fn open(to: SocketAddr, cookie: &str) -> Result<Events, u16> {
        let mut stream =
            send(to, "GET", "/events", &[("cookie", cookie)], b"").expect("a connection");
        let (status, headers) = head(&mut stream).expect("it answers");
        if status != 200 {
            return Err(status);
        }
        let kind = headers.iter().find(|(name, _)| name == "content-type");
        assert!(kind.is_some_and(|(_, kind)| kind.starts_with("text/event-stream")));
        let mut events = Events { stream, text: String::new() };
        events.text = String::from_utf8(chunk(&mut events.stream).unwrap()).unwrap();
        assert!(events.text.starts_with(": "), "the stream says that it is open");
        events.text.clear();
        Ok(events)
    }

    /// Waits for the next event with data.
    pub fn next(&mut self) -> Option<Value> {
        loop {
            if let Some((event, rest)) = self.text.split_once("\n\n") {
                let data =
                    event.strip_prefix("data: ").map(|data| serde_json::from_str(data).unwrap());
                self.text = rest.to_owned();
                match data {
                    Some(data) => return Some(data),
                    None => continue,
                }
            }
            self.text += &String::from_utf8(chunk(&mut self.stream)?).unwrap();
        }
    }

    /// Waits until every one of `tags` has been touched.
    pub fn wait_for(&mut self, tags: &[&str]) {
        let mut missing: BTreeSet<&str> = tags.iter().copied().collect();
        let end = Instant::now() + Duration::from_secs(60);
        while !missing.is_empty() {
            assert!(Instant::now() < end, "in vain waited for {missing:?}");
            let event = self.next().unwrap_or_else(|| panic!("ended without {missing:?}"));
            for tag in event["tags"].as_array().unwrap() {
                missing.remove(tag.as_str().unwrap());
            }
        }
    }
}

fn send(
    to: SocketAddr,
    method: &str,
    path: &str,
    headers: &[(&str, &str)],
    body: &[u8],
) -> Option<BufReader<TcpStream>> {
    let mut stream = TcpStream::connect(to).ok()?;
    stream.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
    let mut head = format!("{method} {path} HTTP/1.1\r\nhost: {to}\r\nconnection: close\r\n");
    for (name, value) in headers.iter().filter(|(_, value)| !value.is_empty()) {
        head += &format!("{name}: {value}\r\n");
    }
    head += &format!("content-length: {}\r\n\r\n", body.len());
    stream.write_all(head.as_bytes()).ok()?;
    // A refused body may be answered before all of it was sent.
    let _refused_early = stream.write_all(body);
    Some(BufReader::new(stream))
}

fn head(stream: &mut BufReader<TcpStream>) -> Option<(u16, Vec<(String, String)>)> {
    let mut line = || {
        let mut line = String::new();
        stream.read_line(&mut line).ok()?;
        Some(line.trim_end().to_owned())
    };
    let status = line()?.split(' ').nth(1)?.parse().ok()?;
    let mut headers = Vec::new();
    loop {
        let line = line()?;
        let Some((name, value)) = line.split_once(':') else { return Some((status, headers)) };
        headers.push((name.to_ascii_lowercase(), value.trim().to_owned()));
    }
}

/// The next chunk (RFC 9112 §7.1); none at the end.
fn chunk(stream: &mut BufReader<TcpStream>) -> Option<Vec<u8>> {
    let mut size = String::new();
    stream.read_line(&mut size).ok()?;
    let size = usize::from_str_radix(size.trim(), 16).ok()?;
    let mut bytes = vec![0; size + 2];
    stream.read_exact(&mut bytes).ok()?;
    bytes.truncate(size);
    (size > 0).then_some(bytes)
}
