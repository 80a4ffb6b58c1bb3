//! Vocabularies, and words drawn from them.

use alloc::{collections::BTreeSet, vec::Vec};
use core::{fmt::Debug, str::FromStr};

use proptest::prelude::*;

use crate::{ChannelAttributes, NameError, RemedyAttributes, RemedySide, Vocabulary};

/// Returns a vocabulary of two or three usual words of each sort, such as the kinds `complaint` and `inquiry`.
///
/// It belongs to no policy: draw with the vocabulary of the policy where rules depend on words.
pub fn common_vocabulary() -> Vocabulary {
    let channel = |name: &str, instant, written, public| {
        Some((name.parse().ok()?, ChannelAttributes { instant, written, public }))
    };
    let channels = [
        channel("e-mail", false, true, false),
        channel("phone", true, false, false),
        channel("social-media", false, true, true),
    ];
    let remedy = |name: &str, side, approval| Some((name.parse().ok()?, RemedyAttributes { side, approval }));
    let remedies =
        [remedy("compensation", RemedySide::Service, true), remedy("repair", RemedySide::Product, false)];
    Vocabulary {
        kinds: words(["complaint", "inquiry", "product-fault"]),
        urgencies: words(["regular", "urgent"]),
        complexities: words(["complex", "ordinary", "special"]),
        tiers: words(["high", "middle", "ordinary"]),
        departments: words(["customer-service", "finance", "technical-support"]),
        roles: words(["agent", "supervisor"]),
        channels: channels.into_iter().flatten().collect(),
        wait_reasons: words(["customer", "supplier"]),
        remedies: remedies.into_iter().flatten().collect(),
        tags: words(["renewal", "vip"]),
        industries: words(["finance", "retail"]),
        scenes: words(["offline", "online"]),
        ..Vocabulary::default()
    }
}

/// Draws some of the words of [`common_vocabulary`], of each sort all, some or none.
pub fn any_vocabulary() -> impl Strategy<Value = Vocabulary> {
    let all = common_vocabulary();
    let judged = (some_of(all.kinds), some_of(all.urgencies), some_of(all.complexities));
    let people = (some_of(all.tiers), some_of(all.departments), some_of(all.roles));
    let others = (some_of(all.channels), some_of(all.wait_reasons), some_of(all.remedies), some_of(all.tags));
    (judged, people, others).prop_map(|(judged, people, others)| {
        let (kinds, urgencies, complexities) = judged;
        let (tiers, departments, roles) = people;
        let (channels, wait_reasons, remedies, tags) = others;
        Vocabulary {
            kinds,
            urgencies,
            complexities,
            tiers,
            departments,
            roles,
            channels,
            wait_reasons,
            remedies,
            tags,
            ..Vocabulary::default()
        }
    })
}

/// Draws one of the words or none, with such a probability of one; always none where there are no words.
pub(super) fn one_of<T: Clone + Debug + 'static>(
    words: impl IntoIterator<Item = T>,
    probability: f64,
) -> BoxedStrategy<Option<T>> {
    let words: Vec<T> = words.into_iter().collect();
    if words.is_empty() {
        return Just(None).boxed();
    }
    prop::option::weighted(probability, prop::sample::select(words)).boxed()
}

/// Draws some of the words, in their order.
pub(super) fn some_of<T, All>(words: All) -> impl Strategy<Value = All>
where
    T: Clone + Debug + 'static,
    All: IntoIterator<Item = T> + FromIterator<T> + Debug,
{
    let words: Vec<T> = words.into_iter().collect();
    let number = words.len();
    prop::sample::subsequence(words, 0..=number).prop_map(All::from_iter)
}

fn words<T: Ord + FromStr<Err = NameError>, const N: usize>(texts: [&str; N]) -> BTreeSet<T> {
    texts.into_iter().filter_map(|text| text.parse().ok()).collect()
}
