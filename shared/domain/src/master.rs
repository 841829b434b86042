//! Master data 基本信息: what documents refer to.
//!
//! Owns the records and which of them travel. Leaves out who may change them (policy: products,
//! partners' suppliers and tenders are HQ's, `features.md` 65) and how conflicts are shown.
//! Invariant: a record with history is disabled, never deleted.

use serde::{Deserialize, Serialize};

pub mod approval_policy;
pub mod branch;
pub mod category;
pub mod employee;
pub mod operator;
pub mod partner;
pub mod policy;
pub mod price_policy;
pub mod product;
pub mod promotion;
pub mod role;
pub mod serial_note;
pub mod template;
pub mod tender;

use approval_policy::ApprovalPolicy;
use branch::Branch;
use category::Category;
use employee::Employee;
use operator::Operator;
use partner::Partner;
use policy::CompanyPolicy;
use price_policy::PricePolicy;
use product::Product;
use promotion::Promotion;
use role::Role;
use serial_note::SerialNote;
use template::Template;
use tender::Tender;

/// One record as it travels in a feed: the whole new state, never a difference.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum MasterRecord {
    /// A product 商品.
    Product(Box<Product>),
    /// A category 商品分类.
    Category(Category),
    /// A partner 往来单位.
    Partner(Partner),
    /// A tender 收款方式.
    Tender(Tender),
    /// A branch 分店.
    Branch(Branch),
    /// An employee 职员.
    Employee(Employee),
    /// A promotion 促销.
    Promotion(Promotion),
    /// What may be taken off by whom 折扣上限.
    PricePolicy(PricePolicy),
    /// A role 角色.
    Role(Role),
    /// An operator 操作员.
    Operator(Box<Operator>),
    /// What the company chose before opening 系统配置.
    Policy(CompanyPolicy),
    /// What is written down of a numbered piece 序列号资料.
    SerialNote(Box<SerialNote>),
    /// A document that is written again and again 模板.
    Template(Box<Template>),
    /// What has to be approved by whom 审批政策.
    ApprovalPolicy(ApprovalPolicy),
}
