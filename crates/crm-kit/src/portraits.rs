//! Portraits of a data set's customers, grouped by value, needs or behaviour.

mod columns;

use alloc::collections::BTreeSet;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use crm_model::{Customer, CustomerCode, Dataset, Interest};
use crm_segmentation::{NumberColumn, Numbers, PortraitError, Portraits, StageVerdict, WordColumn};

use self::columns::Columns;
use crate::assessment::{Assessment, CustomerStanding};

/// By what customers are grouped for portraits (clause L-SEG-1: by value, needs and behaviour).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "kebab-case"))]
#[non_exhaustive]
pub enum PortraitBy {
    /// Value: the tier, in the policy's word.
    ValueTier,
    /// Value: the class A, B or C.
    Class,
    /// Value and behaviour: the segment of how recently, how often and for how much customers bought.
    Segment,
    /// Behaviour: the stage of life, in the library's word.
    Stage,
    /// Needs: the areas of interest in the customer's file, all of them together.
    Interests,
    /// The industry in the customer's file.
    Industry,
}

impl PortraitBy {
    /// Every option with its word.
    pub const ALL: [(Self, &'static str); 6] = [
        (Self::ValueTier, "value-tier"),
        (Self::Class, "class"),
        (Self::Segment, "segment"),
        (Self::Stage, "stage"),
        (Self::Interests, "interests"),
        (Self::Industry, "industry"),
    ];
}

/// Returns the portraits of the groups of an assessment's customers (clause L-SEG-1): how large each is, and in which figures it
/// differs from the others. Customers in no group, or in one that is not known, have the key `None`.
///
/// The figures, so far as the data tell: *purchases* `net-spend` (ten-thousandths of the policy's currency) and `purchases` in the
/// window of the value tiers, `days-since-purchase`; *basics* `industry`, `origin`; *preferences* `preferred-channel`, and a `tag` each;
/// *contacts* of the whole record; *pain points* `tickets`, and each `ticket-kind` that the customer had; *needs*, each `interest`. Of
/// columns such as `tag newsletter` the words are `yes` and `no`. What a table that was not supplied would tell is not known of
/// anybody; nothing after the instant of the assessment is looked at.
///
/// # Errors
///
/// Those of [`Portraits::new`], which no data set gives: every column has a name of its own and a row for each customer.
///
/// # Examples
///
/// ```
/// use crm_kit::model::{CustomerId, Dataset, Money, Purchase, PurchaseKind, Records, Table};
/// use crm_kit::{Policy, PortraitBy, Preset, assess, portraits};
///
/// let order = |customer: &str, at: &str, amount: &str| -> Result<_, Box<dyn std::error::Error>> {
///     let (at, amount): (_, Money) = (at.parse()?, amount.parse()?);
///     Ok(Purchase { at, order: None, what: PurchaseKind::Order, amount, customer: Some(CustomerId::new(customer)?) })
/// };
/// let rows = vec![
///     order("li", "2026-01-05T02:00:00Z", "900 CNY")?,
///     order("wang", "2026-02-10T02:00:00Z", "60 CNY")?,
///     order("zhao", "2026-02-20T02:00:00Z", "40 CNY")?,
/// ];
/// let (dataset, _) = Dataset::new(Records { purchases: Table::complete(rows), ..Records::default() });
/// let today = assess(&dataset, &Policy::preset(Preset::Detailed), "2026-03-01T00:00:00Z".parse()?);
///
/// // Before wang, li brought 90 % of all spend, so li is class A, wang B and zhao C.
/// let classes = portraits(&dataset, &today, PortraitBy::Class)?;
/// let a = classes.of(&Some("A".to_owned())).unwrap();
/// let spend = a.numbers.iter().find(|column| column.name == "days-since-purchase").unwrap();
/// assert_eq!((a.size, spend.mean), (1, Some(54.0)));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn portraits(
    dataset: &Dataset,
    assessment: &Assessment,
    by: PortraitBy,
) -> Result<Portraits<Option<String>>, PortraitError> {
    let known = assessment.customers.iter();
    let known: Vec<(CustomerCode, &CustomerStanding)> =
        known.filter_map(|one| Some((dataset.code_of(&one.customer)?, one))).collect();
    let groups: Vec<Option<String>> =
        known.iter().map(|(code, one)| group(dataset, *code, one, by)).collect();
    let columns = Columns::new(dataset, &known, assessment.as_of);
    let numbers: Vec<NumberColumn<'_>> = columns
        .numbers
        .iter()
        .map(|(name, numbers)| NumberColumn { name, numbers: Numbers::Whole(numbers) })
        .collect();
    let words: Vec<WordColumn<'_>> =
        columns.words.iter().map(|(name, words)| WordColumn { name, words }).collect();
    Portraits::new(&groups, &numbers, &words)
}

/// Returns the group that a customer is in, if any.
fn group(dataset: &Dataset, code: CustomerCode, one: &CustomerStanding, by: PortraitBy) -> Option<String> {
    let file = || dataset.customer_of(code).and_then(|customer: &Customer| customer.file.as_deref());
    match by {
        PortraitBy::ValueTier => one.tier.as_ref().map(ToString::to_string),
        PortraitBy::Class => one.class.map(|class| class.as_str().to_string()),
        PortraitBy::Segment => one.segment.as_ref().map(ToString::to_string),
        PortraitBy::Stage => one.stage.as_ref().and_then(StageVerdict::stage).map(|stage| stage.to_string()),
        PortraitBy::Interests => {
            let interests: BTreeSet<&str> = file()?.interests.iter().map(Interest::as_str).collect();
            (!interests.is_empty()).then(|| interests.into_iter().collect::<Vec<_>>().join(", "))
        }
        PortraitBy::Industry => file()?.business.industry.as_ref().map(ToString::to_string),
    }
}
