//! The journal as hledger reads it; ledger reads it too.
//!
//! Owns the spelling of declarations, transactions and assertions. Invariant: `check --strict`
//! passes, because every account and commodity is declared before its first use. Units stand under
//! `Units`, outside the five classes, so that `bal not:Units` is the trial balance.
//!
//! One account counts all products of a branch and class: hledger looks declared accounts up in a
//! list, so an account a product would take the square of their number. An assertion costs as much
//! as the account has commodities, so only units that are there are asserted; beancount asserts all.
//! The file is ASCII: hledger refuses other signs where the machine's language is not set to UTF-8.

use std::collections::BTreeSet;
use std::io::{Result, Write};

use fenhao_domain::account::AccountClass;
use fenhao_domain::calendar::BusinessDate;

use super::name::{self, Names};
use super::{Form, Place, Posting, Transaction};

/// Writes for hledger.
#[derive(Default)]
pub struct Hledger {
    declared: BTreeSet<String>,
}

fn ascii(text: &str) -> String {
    let kept: String = text.chars().filter(char::is_ascii).collect();
    name::plain(&kept)
}

fn units_account(names: &Names, place: Place) -> String {
    format!("Units:{}:{}", names.branch(place.0), name::class(place.1))
}

impl Form for Hledger {
    fn head(&mut self, out: &mut dyn Write, currency: &str) -> Result<()> {
        writeln!(out, "; Fenhao: value and units stand in separate postings.")?;
        writeln!(out, "; hledger -f FILE check --strict; hledger -f FILE bal not:Units")?;
        writeln!(out, "commodity 1000.00 {currency}")
    }

    fn remark(&mut self, out: &mut dyn Write, text: &str) -> Result<()> {
        writeln!(out, "; {}", ascii(text))
    }

    fn declare_account(
        &mut self,
        out: &mut dyn Write,
        _day: BusinessDate,
        account: &name::Account,
    ) -> Result<()> {
        let tag = match account.class {
            AccountClass::Asset => 'A',
            AccountClass::Liability => 'L',
            AccountClass::Equity => 'E',
            AccountClass::Income => 'R',
            AccountClass::Expense => 'X',
        };
        writeln!(out, "account {}\n    ; type:{tag}", account.name)
    }

    fn declare_product(
        &mut self,
        out: &mut dyn Write,
        _day: BusinessDate,
        product: &name::Product,
    ) -> Result<()> {
        let about = ascii(&format!("{} {}", product.code, product.name));
        writeln!(out, "; {}: {about}", product.commodity)?;
        writeln!(out, "commodity 1000.000 \"{}\"", product.commodity)
    }

    fn declare_place(
        &mut self,
        out: &mut dyn Write,
        _day: BusinessDate,
        names: &Names,
        place: Place,
    ) -> Result<()> {
        let account = units_account(names, place);
        if self.declared.insert(account.clone()) {
            writeln!(out, "account {account}")?;
        }
        Ok(())
    }

    fn transaction(
        &mut self,
        out: &mut dyn Write,
        names: &Names,
        transaction: &Transaction,
    ) -> Result<()> {
        let number = ascii(&transaction.number);
        let title = ascii(&transaction.title);
        writeln!(out, "{} * ({number}) {title}", transaction.date)?;
        for posting in &transaction.postings {
            match posting {
                Posting::Money(branch, account, amount) => {
                    let account = names.account(*branch, *account);
                    writeln!(out, "    {account}  {amount} {}", names.currency)?;
                }
                Posting::Units(place, quantity) => {
                    let account = units_account(names, *place);
                    let commodity = names.commodity(place.2);
                    let currency = &names.currency;
                    writeln!(out, "    {account}  {quantity} \"{commodity}\" @ 0 {currency}")?;
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
        writeln!(out, "{day} * balances of the sum tables")?;
        let mut asserted = 0;
        for posting in balances {
            asserted += 1;
            match posting {
                Posting::Money(branch, account, amount) => {
                    let account = names.account(*branch, *account);
                    let currency = &names.currency;
                    writeln!(out, "    {account}  0 {currency} = {amount} {currency}")?;
                }
                Posting::Units(_, quantity) if quantity.is_zero() => asserted -= 1,
                Posting::Units(place, quantity) => {
                    let account = units_account(names, *place);
                    let commodity = names.commodity(place.2);
                    writeln!(out, "    {account}  0 \"{commodity}\" = {quantity} \"{commodity}\"")?;
                }
            }
        }
        Ok(asserted)
    }
}
