//! temporary
use std::collections::BTreeMap;
use crm_clv::*;

pub fn histories(file: &str) -> Option<Histories> {
    let folder = std::env::var("CRM_DATA_DIR").ok()?;
    let text = std::fs::read_to_string(format!("{folder}/cdnow/{file}.csv")).unwrap();
    let mut lines = text.lines();
    let header: Vec<&str> = lines.next().unwrap().split(',').collect();
    let (c, d) = (header.iter().position(|x| *x == "customer_id").unwrap(), header.iter().position(|x| *x == "date").unwrap());
    let day = |s: &str| { let p: Vec<i64> = s.split('-').map(|x| x.parse().unwrap()).collect();
        let (y, m) = if p[1] <= 2 { (p[0]-1, p[1]+12) } else { (p[0], p[1]) };
        365*y + y/4 - y/100 + y/400 + (153*(m-3)+2)/5 + p[2] };
    let end = day("1997-09-30");
    let mut by: BTreeMap<String, std::collections::BTreeSet<i64>> = BTreeMap::new();
    for line in lines { let f: Vec<&str> = line.split(',').collect(); let t = day(f[d]); if t <= end { by.entry(f[c].into()).or_default().insert(t); } }
    Some(by.values().map(|days| {
        let (first, last) = (*days.first().unwrap(), *days.last().unwrap());
        History::new(u32::try_from(days.len()-1).unwrap(), (last-first) as f64/7.0, (end-first) as f64/7.0).unwrap()
    }).collect())
}

#[test]
fn fits() {
    for file in ["cdnow_sample", "cdnow_master"] {
        let h = histories(file).unwrap();
        println!("{} {} cells {}", h.customers(), h.repeat_customers(), h.distinct().len());
        let t = std::time::Instant::now();
        let nbd = Nbd::fit(&h).unwrap(); println!("{:?} {:#?}", t.elapsed(), nbd.report);
        let t = std::time::Instant::now();
        let bg = BgNbd::fit(&h).unwrap(); println!("{:?} {:#?}", t.elapsed(), bg.report);
        let t = std::time::Instant::now();
        let bg = MbgNbd::fit(&h).unwrap(); println!("{:?} {:#?}", t.elapsed(), bg.report);
    }
}
fn spends(file: &str) -> Option<SpendHistories> {
    let folder = std::env::var("CRM_DATA_DIR").ok()?;
    let text = std::fs::read_to_string(format!("{folder}/cdnow/{file}.csv")).unwrap();
    let mut lines = text.lines();
    let header: Vec<&str> = lines.next().unwrap().split(',').collect();
    let at = |n: &str| header.iter().position(|x| *x == n).unwrap();
    let (c, d, a) = (at("customer_id"), at("date"), at("amount"));
    let mut by: BTreeMap<String, BTreeMap<String, i64>> = BTreeMap::new();
    for line in lines { let f: Vec<&str> = line.split(',').collect(); if f[d] <= "1997-09-30" { *by.entry(f[c].into()).or_default().entry(f[d].into()).or_default() += (f[a].parse::<f64>().unwrap()*100.0).round() as i64; } }
    Some(by.values().map(|days| { let x = days.len()-1; let s: i64 = days.values().skip(1).sum();
        SpendHistory::new(x as u32, if x == 0 {0.0} else {s as f64/100.0/x as f64}).unwrap() }).collect())
}
#[test]
fn gg() {
    for file in ["cdnow_sample", "cdnow_master"] {
        let h = spends(file).unwrap();
        let t = std::time::Instant::now();
        let f = GammaGamma::fit(&h).unwrap(); println!("{:?} {:?} {:#?}", t.elapsed(), h.correlation(), f.report);
    }
}
