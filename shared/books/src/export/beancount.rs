//! The journal as beancount reads it.
//!
//! Owns the spelling of declarations, transactions and assertions. Units have one account a
//! product and branch: beancount copies the holdings of an account for every posting to it, so one
//! account for all products would take the square of their number. Invariant: every account is
//! opened on the day of its first use; balances are asserted at the start of the day after.

use std::io::{Result, Write};

use fenhao_domain::calendar::BusinessDate;

use super::name::{self, Names};
use super::{Form, Place, Posting, Transaction};

/// Writes for beancount.
#[derive(Default)]
pub struct Beancount {
    currency: String,
}

fn units_account(names: &Names, place: Place) -> String {
    let (branch, class, product) = place;
    format!(
        "Equity:{}:Units-{}:{}",
        names.branch(branch),
        name::class(class),
        names.commodity(product)
    )
}

impl Form for Beancount {
    fn head(&mut self, out: &mut dyn Write, currency: &str) -> Result<()> {
        currency.clone_into(&mut self.currency);
        writeln!(out, "; Fenhao 分号: value and units stand in separate postings.")?;
        writeln!(out, "option \"title\" \"Fenhao\"")?;
        writeln!(out, "option \"operating_currency\" \"{currency}\"")
    }

    fn remark(&mut self, out: &mut dyn Write, text: &str) -> Result<()> {
        writeln!(out, "; {text}")
    }

    fn declare_account(
        &mut self,
        out: &mut dyn Write,
        day: BusinessDate,
        account: &name::Account,
    ) -> Result<()> {
        writeln!(out, "{day} open {} {}", account.name, self.currency)
    }

    fn declare_product(
        &mut self,
        out: &mut dyn Write,
        day: BusinessDate,
        product: &name::Product,
    ) -> Result<()> {
        writeln!(out, "{day} commodity {}", product.commodity)?;
        writeln!(out, "  code: \"{}\"", name::plain(&product.code))?;
        writeln!(out, "  name: \"{}\"", name::plain(&product.name))
    }

    fn declare_place(
        &mut self,
        out: &mut dyn Write,
        day: BusinessDate,
        names: &Names,
        place: Place,
    ) -> Result<()> {
        writeln!(out, "{day} open {} {}", units_account(names, place), names.commodity(place.2))
    }

    fn transaction(
        &mut self,
        out: &mut dyn Write,
        names: &Names,
        transaction: &Transaction,
    ) -> Result<()> {
        let number = name::plain(&transaction.number);
        let title = name::plain(&transaction.title);
        writeln!(out, "{} * \"{number}\" \"{title}\"", transaction.date)?;
        for posting in &transaction.postings {
            match posting {
                Posting::Money(branch, account, amount) => {
                    let account = names.account(*branch, *account);
                    writeln!(out, "  {account}  {amount} {}", names.currency)?;
                }
                Posting::Units(place, quantity) => {
                    let account = units_account(names, *place);
                    let commodity = names.commodity(place.2);
                    writeln!(out, "  {account}  {quantity} {commodity} @ 0 {}", names.currency)?;
                }
            }
        }
        Ok(())
    }

    fn assert(
        &mut self,
        out: &mut dyn Write,
        names: &Names,
        day: BusinessDate,
        balances: &[Posting],
    ) -> Result<u64> {
        let day = day.plus_days(1);
        let mut asserted = 0;
        for posting in balances {
            asserted += 1;
            match posting {
                Posting::Money(branch, account, amount) => {
                    let account = names.account(*branch, *account);
                    writeln!(out, "{day} balance {account}  {amount} {}", names.currency)?;
                }
                Posting::Units(place, quantity) => {
                    let account = units_account(names, *place);
                    let commodity = names.commodity(place.2);
                    writeln!(out, "{day} balance {account}  {quantity} {commodity}")?;
                }
            }
        }
        Ok(asserted)
    }
}
