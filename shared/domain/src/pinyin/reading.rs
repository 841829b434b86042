//! Readings 读音: how a name is spelt in pinyin, with a second spelling where a character has two.
//!
//! Owns the spelling of a name as units, one a character. Leaves out tones. Invariant: a name has at
//! most [`READINGS_MAX`] spellings, however many characters with two readings it has.

use ::pinyin::ToPinyin;

use super::run::Run;

/// Spellings that one name may have because of characters with two readings.
const READINGS_MAX: usize = 4;

/// A part of a name as it is spelt.
#[derive(Clone)]
pub(super) enum Unit {
    /// A syllable.
    Syllable(&'static str),
    /// A Latin word or number, which stands for itself: AD钙奶 is `adgn`.
    Word(String),
}

impl Unit {
    /// What stands for it among initials.
    pub(super) fn initial(&self) -> &str {
        match self {
            Unit::Syllable(syllable) => &syllable[..1],
            Unit::Word(word) => word,
        }
    }
}

impl std::borrow::Borrow<str> for Unit {
    fn borrow(&self) -> &str {
        match self {
            Unit::Syllable(syllable) => syllable,
            Unit::Word(word) => word,
        }
    }
}

/// The spellings of a name, the dictionary's first.
pub(super) fn readings(runs: &[Run]) -> Vec<Vec<Unit>> {
    let mut spellings: Vec<Vec<Unit>> = vec![Vec::new()];
    for run in runs {
        match run {
            Run::Word(word) => {
                spellings.iter_mut().for_each(|units| units.push(Unit::Word(word.clone())));
            }
            Run::Han(chars) => chars.iter().for_each(|&c| spell(&mut spellings, c)),
        }
    }
    spellings
}

fn spell(spellings: &mut Vec<Vec<Unit>>, c: char) {
    let both = both_readings(c);
    let plain = || c.to_pinyin().and_then(|p| typed(p.plain()));
    let Some(first) = both.map(|[first, _]| first).or_else(plain) else { return };
    let other = both.map(|[_, other]| other).filter(|other| *other != first);
    let mut branches = Vec::new();
    if let Some(other) = other.filter(|_| spellings.len() * 2 <= READINGS_MAX) {
        let grown = |units: &Vec<Unit>| [units.as_slice(), &[Unit::Syllable(other)]].concat();
        branches = spellings.iter().map(grown).collect();
    }
    spellings.iter_mut().for_each(|units| units.push(Unit::Syllable(first)));
    spellings.extend(branches);
}

/// A syllable as keyboards write it, `v` for `ü`; none for what nobody types (`ê`, `ng`).
fn typed(plain: &'static str) -> Option<&'static str> {
    match plain {
        "lü" => Some("lv"),
        "nü" => Some("nv"),
        "lüe" => Some("lve"),
        "nüe" => Some("nve"),
        _ => Some(plain).filter(|plain| plain.is_ascii()),
    }
}

/// The readings of characters with two of them that stand in names of goods, shops and people, the
/// usual one first.
fn both_readings(c: char) -> Option<[&'static str; 2]> {
    Some(match c {
        '长' => ["zhang", "chang"],
        '调' => ["diao", "tiao"],
        '乐' => ["le", "yue"],
        '重' => ["zhong", "chong"],
        '行' => ["xing", "hang"],
        '朝' => ["zhao", "chao"],
        '参' => ["can", "shen"],
        '藏' => ["cang", "zang"],
        '厦' => ["sha", "xia"],
        '单' => ["dan", "shan"],
        '曾' => ["ceng", "zeng"],
        '盛' => ["sheng", "cheng"],
        '柏' => ["bai", "bo"],
        '薄' => ["bao", "bo"],
        '茄' => ["qie", "jia"],
        '便' => ["bian", "pian"],
        '仔' => ["zi", "zai"],
        '蛤' => ["ge", "ha"],
        '弹' => ["dan", "tan"],
        '降' => ["jiang", "xiang"],
        '传' => ["chuan", "zhuan"],
        '解' => ["jie", "xie"],
        '石' => ["shi", "dan"],
        '区' => ["qu", "ou"],
        '查' => ["cha", "zha"],
        '车' => ["che", "ju"],
        '卜' => ["bu", "bo"],
        '熟' => ["shu", "shou"],
        _ => return None,
    })
}
