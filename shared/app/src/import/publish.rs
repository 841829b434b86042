//! Master records into head office's feed 总部资料发布, and the numbering of categories.
//!
//! Owns the comparison with what HQ has and the transactions' size. Invariant: a record that is
//! the same is not published again; a category keeps its number for ever, whatever file comes.

use std::collections::{BTreeMap, BTreeSet};

use fenhao_books::sql::{Sql, SqlError};
use fenhao_books::{feed, table};
use fenhao_domain::master::MasterRecord;
use fenhao_domain::master::category::{Category, CategoryId};

use super::{Imported, Progress, Tell};
use crate::context::Context;
use crate::error::ApiError;

/// The names from the top down to a category; names alone repeat.
pub(super) type Path = Vec<String>;

/// Records to a transaction.
const CHUNK: usize = 2_000;

/// The categories that HQ has, by path.
pub(super) struct CategoryTree {
    by_path: BTreeMap<Path, CategoryId>,
    last: u32,
}

impl CategoryTree {
    /// Reads the tree.
    pub(super) fn load(context: &Context) -> Result<CategoryTree, ApiError> {
        let rows = context.read(|sql| Ok(table::master::categories(sql)?))?;
        let by_id: BTreeMap<CategoryId, &Category> = rows.iter().map(|row| (row.id, row)).collect();
        let mut by_path = BTreeMap::new();
        for row in &rows {
            let mut path = vec![row.name.clone()];
            let mut above = row.parent.and_then(|id| by_id.get(&id));
            // A path is five levels long at most, which also ends a circle.
            while let Some(category) = above.filter(|_| path.len() < 5) {
                path.push(category.name.clone());
                above = category.parent.and_then(|id| by_id.get(&id));
            }
            path.reverse();
            by_path.insert(path, row.id);
        }
        let last = rows.iter().map(|row| row.id.0).max().unwrap_or(0);
        Ok(CategoryTree { by_path, last })
    }

    /// Numbers the paths that are new, parents first and in the order of their names; gives their
    /// records.
    pub(super) fn grow(&mut self, paths: BTreeSet<Path>) -> Vec<MasterRecord> {
        let named = paths.into_iter().map(|path| (path, Vec::new())).collect();
        self.grow_named(named)
    }

    /// As [`CategoryTree::grow`], with the English names of each path's levels beside it.
    pub(super) fn grow_named(&mut self, paths: BTreeMap<Path, Path>) -> Vec<MasterRecord> {
        let mut records = Vec::new();
        for (path, english) in paths {
            for depth in 1..=path.len() {
                if self.by_path.contains_key(&path[..depth]) {
                    continue;
                }
                self.last += 1;
                let id = CategoryId(self.last);
                self.by_path.insert(path[..depth].to_vec(), id);
                records.push(MasterRecord::Category(Category {
                    id,
                    parent: self.by_path.get(&path[..depth - 1]).copied(),
                    level: u8::try_from(depth).expect("five levels"),
                    name: path[depth - 1].clone(),
                    name_en: english.get(depth - 1).cloned().unwrap_or_default(),
                }));
            }
        }
        records
    }

    /// The category of a path.
    pub(super) fn find(&self, path: &[String]) -> Option<CategoryId> {
        self.by_path.get(path).copied()
    }
}

/// Puts the records that differ from HQ's into its feed. Products are counted; categories and
/// partners come along.
pub(super) fn publish(
    context: &Context,
    records: Vec<MasterRecord>,
    mut imported: Imported,
    tell: Tell<'_>,
) -> Result<Imported, ApiError> {
    let total = u64::try_from(records.len()).expect("records fit in memory");
    let mut done = 0;
    tell(Progress { done, total });
    for chunk in records.chunks(CHUNK) {
        let (added, already) = context.write(|sql| Ok(publish_chunk(sql, chunk)?))?;
        imported.added += added;
        imported.already += already;
        done += u64::try_from(chunk.len()).expect("a chunk is small");
        tell(Progress { done, total });
    }
    Ok(imported.in_order())
}

fn publish_chunk(sql: &mut dyn Sql, chunk: &[MasterRecord]) -> Result<(u64, u64), SqlError> {
    let mut changed = Vec::new();
    let (mut added, mut already) = (0, 0);
    for record in chunk {
        let same = is_here(sql, record)?;
        if matches!(record, MasterRecord::Product(_)) {
            *(if same { &mut already } else { &mut added }) += 1;
        }
        if !same {
            changed.push(record.clone());
        }
    }
    if !changed.is_empty() {
        feed::append_master(sql, &changed)?;
    }
    Ok((added, already))
}

/// True when HQ has exactly this record.
fn is_here(sql: &mut dyn Sql, record: &MasterRecord) -> Result<bool, SqlError> {
    Ok(match record {
        MasterRecord::Product(product) => {
            table::master::product(sql, product.id)?.is_some_and(|here| here == **product)
        }
        MasterRecord::Partner(partner) => {
            table::master::partner(sql, partner.id)?.is_some_and(|here| here == *partner)
        }
        // Categories come from `CategoryTree`, which gives new ones only; no other record is
        // published here.
        _ => false,
    })
}
