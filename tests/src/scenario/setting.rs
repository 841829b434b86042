//! What head office settles for the company: how goods are costed, which of them have numbers.
//!
//! Owns the words and doing it with the books' own code. Leaves out what follows from it.

use anyhow::{Context, Result, bail, ensure};
use fenhao_books::feed;
use fenhao_books::policy::{self, PolicyError};
use fenhao_books::table::master;
use fenhao_domain::cost::layer::Method;
use fenhao_domain::id::ProductId;
use fenhao_domain::master::MasterRecord;
use fenhao_domain::master::policy::CompanyPolicy;
use fenhao_domain::master::product::SerialMode;

use super::words::Words;
use super::world::{self, World};

/// A setting.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Setting {
    /// `costing` with `FIFO`, `LIFO with negative stock`.
    Costing(CompanyPolicy),
    /// `numbers` with `A strict`.
    Numbers(ProductId, SerialMode),
}

impl Setting {
    /// Reads an act's word and what stands under `with`; none for other acts.
    pub fn read(act: &str, with: &str) -> Result<Option<Setting>> {
        let mut words = Words::of(with);
        let setting = match act {
            "costing" => {
                let method = match words.next("a method")? {
                    "average" => Method::Average,
                    "FIFO" => Method::Fifo,
                    "LIFO" => Method::Lifo,
                    other => bail!("`{other}` is no method"),
                };
                let negative_stock = words.take("with negative stock");
                Setting::Costing(CompanyPolicy { method, negative_stock, ..Default::default() })
            }
            "numbers" => {
                let word = words.next("a product")?;
                let product = world::product(word);
                let mode = match words.next("a mode")? {
                    "none" => SerialMode::None,
                    "loose" => SerialMode::Loose,
                    "strict" => SerialMode::Strict,
                    other => bail!("`{other}` is no mode"),
                };
                let product = product.with_context(|| format!("`{word}` is no product"))?;
                Setting::Numbers(product, mode)
            }
            _ => return Ok(None),
        };
        words.end()?;
        Ok(Some(setting))
    }

    /// Head office settles it; the catalogue carries it to the branches.
    pub fn perform(&self, world: &World, refused: Option<&str>) -> Result<()> {
        let hq = &world.hq().store;
        let outcome = match self {
            Setting::Costing(policy) => hq.write(|sql| policy::choose(sql, *policy)),
            Setting::Numbers(product, mode) => hq.write(|sql| {
                if let Some(found) = master::product(sql, *product)? {
                    let product =
                        fenhao_domain::master::product::Product { serial_mode: *mode, ..found };
                    feed::append_master(sql, &[MasterRecord::Product(Box::new(product))])?;
                }
                Ok::<_, PolicyError>(())
            }),
        };
        match (outcome, refused) {
            (Ok(()), None) => Ok(()),
            (Ok(()), Some(_)) => bail!("it was settled"),
            (Err(error), None) => Err(error.into()),
            (Err(error), Some(reason)) => {
                ensure!(error.to_string() == reason, "refused: {error}");
                Ok(())
            }
        }
    }
}
