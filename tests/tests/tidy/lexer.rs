//! Rust source cut into tokens, as far as tidy needs them.
//!
//! Owns telling code from comments and string literals. Leaves out grammar.
//! Invariant: a line number is that of the token's first character.

/// What a token is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    /// An identifier or keyword.
    Word(String),
    /// The content of a string literal, raw ones and byte strings included.
    Text(String),
    /// A number; `true` when it is written with a decimal point or as `1f64`.
    Number(bool),
    /// Any other character.
    Sign(char),
}

/// A token and its line, from 1.
#[derive(Clone, Debug)]
pub struct Token {
    /// What it is.
    pub kind: Kind,
    /// Where it stands.
    pub line: usize,
}

impl Token {
    /// Whether this is the identifier `word`.
    pub fn is(&self, word: &str) -> bool {
        matches!(&self.kind, Kind::Word(found) if found == word)
    }

    /// Whether this is the character `sign`.
    pub fn is_sign(&self, sign: char) -> bool {
        self.kind == Kind::Sign(sign)
    }
}

/// The source without its `#[cfg(test)]` module, if it ends in one.
pub fn without_tests(source: &str) -> &str {
    source.find("#[cfg(test)]\nmod tests").map_or(source, |at| &source[..at])
}

/// Cuts a source file into tokens; comments vanish.
pub fn tokens(source: &str) -> Vec<Token> {
    let mut lexer = Lexer { rest: source.chars().collect(), at: 0, line: 1, out: Vec::new() };
    while lexer.at < lexer.rest.len() {
        lexer.step();
    }
    lexer.out
}

struct Lexer {
    rest: Vec<char>,
    at: usize,
    line: usize,
    out: Vec<Token>,
}

impl Lexer {
    fn peek(&self, ahead: usize) -> char {
        self.rest.get(self.at + ahead).copied().unwrap_or('\0')
    }

    fn take(&mut self) -> char {
        let taken = self.peek(0);
        self.at += 1;
        self.line += usize::from(taken == '\n');
        taken
    }

    fn push(&mut self, line: usize, kind: Kind) {
        self.out.push(Token { kind, line });
    }

    fn step(&mut self) {
        let line = self.line;
        match (self.peek(0), self.peek(1)) {
            ('/', '/') => {
                while self.at < self.rest.len() && self.peek(0) != '\n' {
                    self.take();
                }
            }
            ('/', '*') => self.block_comment(),
            ('"', _) => self.text(line),
            ('\'', _) => self.character_or_lifetime(line),
            (first, _) if first.is_ascii_digit() => self.number(line),
            (first, _) if first.is_alphabetic() || first == '_' => self.word(line),
            (first, _) if first.is_whitespace() => {
                self.take();
            }
            (first, _) => {
                self.take();
                self.push(line, Kind::Sign(first));
            }
        }
    }

    fn block_comment(&mut self) {
        let mut depth = 0;
        loop {
            match (self.take(), self.peek(0)) {
                ('/', '*') => depth += 1,
                ('*', '/') => depth -= 1,
                _ if self.at >= self.rest.len() => return,
                _ => continue,
            }
            self.take();
            if depth == 0 {
                return;
            }
        }
    }

    fn word(&mut self, line: usize) {
        let mut word = String::new();
        while self.peek(0).is_alphanumeric() || self.peek(0) == '_' {
            word.push(self.take());
        }
        let hashes = (0..).take_while(|ahead| self.peek(*ahead) == '#').count();
        let quoted = self.peek(hashes) == '"';
        match word.as_str() {
            "r" | "br" | "cr" if quoted => self.raw_text(line, hashes),
            "b" | "c" if self.peek(0) == '"' => self.text(line),
            _ => self.push(line, Kind::Word(word)),
        }
    }

    fn raw_text(&mut self, line: usize, hashes: usize) {
        self.at += hashes + 1;
        let mut text = String::new();
        while self.at < self.rest.len() {
            let closes = self.peek(0) == '"' && (1..=hashes).all(|ahead| self.peek(ahead) == '#');
            if closes {
                self.at += hashes + 1;
                break;
            }
            text.push(self.take());
        }
        self.push(line, Kind::Text(text));
    }

    fn text(&mut self, line: usize) {
        self.take();
        let mut text = String::new();
        while self.at < self.rest.len() {
            match self.take() {
                '"' => break,
                '\\' => match self.take() {
                    'n' => text.push('\n'),
                    't' => text.push('\t'),
                    '\n' => {
                        while self.peek(0).is_whitespace() {
                            self.take();
                        }
                    }
                    other => text.push(other),
                },
                other => text.push(other),
            }
        }
        self.push(line, Kind::Text(text));
    }

    fn character_or_lifetime(&mut self, line: usize) {
        self.take();
        if self.peek(0) == '\\' {
            self.take();
            self.take();
            while self.at < self.rest.len() && self.take() != '\'' {}
        } else if self.peek(1) == '\'' {
            self.take();
            self.take();
        } else {
            self.push(line, Kind::Sign('\''));
        }
    }

    fn number(&mut self, line: usize) {
        // `pair.0.1` is two fields, not a float.
        let field = self.out.last().is_some_and(|token| token.is_sign('.'));
        let mut digits = String::new();
        while self.peek(0).is_alphanumeric() || self.peek(0) == '_' {
            digits.push(self.take());
        }
        let mut float = digits.ends_with("f64") || digits.ends_with("f32");
        if !field && self.peek(0) == '.' && self.peek(1).is_ascii_digit() {
            float = true;
            self.take();
            while self.peek(0).is_alphanumeric() || self.peek(0) == '_' {
                self.take();
            }
        }
        self.push(line, Kind::Number(float && !digits.starts_with("0x")));
    }
}

#[test]
fn comments_and_literals_are_told_from_code() {
    let source =
        "// f64\nlet a = \"f64\"; /* f64 /* deep */ */ let b: &'a u8 = r#\"say \"f64\"\"#;";
    let found = tokens(source);
    assert!(!found.iter().any(|token| token.is("f64")), "{found:?}");
    let texts: Vec<&Kind> = found
        .iter()
        .map(|token| &token.kind)
        .filter(|kind| matches!(kind, Kind::Text(_)))
        .collect();
    assert_eq!(texts, [&Kind::Text("f64".to_owned()), &Kind::Text("say \"f64\"".to_owned())]);
    assert_eq!(found[0].line, 2);
}

#[test]
fn a_float_is_told_from_a_range_and_a_field() {
    let floats = |source: &str| {
        tokens(source).iter().filter(|token| token.kind == Kind::Number(true)).count()
    };
    assert_eq!(floats("0..10; pair.0.1; 1_000; 0x1f64; 'a'; '\\n'; b'\"'"), 0);
    assert_eq!(floats("let x = 1.5; let y = 2f64;"), 2);
}
