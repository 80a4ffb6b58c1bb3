//! temporary
use std::collections::BTreeMap;
use crm_clv::*;

pub fn histories(file: &str) -> Option<Cells> {
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
    Some(Cells::new(by.values().map(|days| {
        let (first, last) = (*days.first().unwrap(), *days.last().unwrap());
        History::new(u64::try_from(days.len()-1).unwrap(), (last-first) as f64/7.0, (end-first) as f64/7.0).unwrap()
    }), TimeUnit::WEEK))
}

#[test]
fn fits() {
    for file in ["cdnow_sample", "cdnow_master"] {
        let h = histories(file).unwrap();
        println!("{} {} cells {}", h.customers(), h.repeat_customers(), h.cells().len());
        let t = std::time::Instant::now();
        let nbd = Nbd::fit(&h).unwrap(); println!("{:?} {:#?}", t.elapsed(), nbd.report);
        let t = std::time::Instant::now();
        let bg = BgNbd::fit(&h).unwrap(); println!("{:?} {:#?}", t.elapsed(), bg.report);
        let t = std::time::Instant::now();
        let bg = MbgNbd::fit(&h).unwrap(); println!("{:?} {:#?}", t.elapsed(), bg.report);
    }
}
fn spends(file: &str) -> Option<SpendCells> {
    let folder = std::env::var("CRM_DATA_DIR").ok()?;
    let text = std::fs::read_to_string(format!("{folder}/cdnow/{file}.csv")).unwrap();
    let mut lines = text.lines();
    let header: Vec<&str> = lines.next().unwrap().split(',').collect();
    let at = |n: &str| header.iter().position(|x| *x == n).unwrap();
    let (c, d, a) = (at("customer_id"), at("date"), at("amount"));
    let mut by: BTreeMap<String, BTreeMap<String, i64>> = BTreeMap::new();
    for line in lines { let f: Vec<&str> = line.split(',').collect(); if f[d] <= "1997-09-30" { *by.entry(f[c].into()).or_default().entry(f[d].into()).or_default() += (f[a].parse::<f64>().unwrap()*100.0).round() as i64; } }
    Some(SpendCells::new(by.values().map(|days| { let x = days.len()-1; let s: i64 = days.values().skip(1).sum();
        SpendHistory::new(x as u64, if x == 0 {0.0} else {s as f64/100.0/x as f64}).unwrap() }), SpendUnit::MINOR))
}
#[test]
fn gg() {
    for file in ["cdnow_sample", "cdnow_master"] {
        let h = spends(file).unwrap();
        let t = std::time::Instant::now();
        let f = GammaGamma::fit(&h).unwrap(); println!("{:?} {:?} {:#?}", t.elapsed(), h.correlation(), f.report);
    }
}
#[test]
fn pareto() {
    for file in ["cdnow_sample", "cdnow_master"] {
        let h = histories(file).unwrap();
        let t = std::time::Instant::now();
        let f = ParetoNbd::fit(&h).unwrap(); println!("{:?} {:#?}", t.elapsed(), f.report);
    }
    let bg = BgNbd::new(0.243, 4.414, 0.793, 2.426).unwrap(); let pa = ParetoNbd::new(0.553, 10.578, 0.606, 11.669).unwrap(); let mbg = MbgNbd::new(0.525, 6.183, 0.891, 1.614).unwrap();
    let z = |t| Horizon::new(t).unwrap();
    for (x,t,a) in [(2, 30.43, 38.86),(0,0.0,38.86),(7, 29.43, 38.86),(26, 30.857142857142857, 31.0)] {
        let h = History::new(x,t,a).unwrap();
        println!("G3 {:.10} {:.10} {:.10} | {:.10} {:.10} {:.10} | {:.10} {:.10} {:.10}", bg.log_likelihood(&h), bg.p_alive(&h), bg.expected_purchases(&h, z(39.0)),
          pa.log_likelihood(&h), pa.p_alive(&h), pa.expected_purchases(&h, z(39.0)), mbg.log_likelihood(&h), mbg.p_alive(&h), mbg.expected_purchases(&h, z(39.0)));
    }
    for t in [0.1429, 1., 3., 31.8571, 32., 78., 39., 52.] { print!("{:.10} ", bg.expected_purchases_of_new(z(t))); } println!();
    println!("{:.10} {:e}", bg.probability_of_purchases_of_new(0, z(39.0)), bg.probability_of_purchases_of_new(10, z(2.0)));
    for n in 11..=20 { print!("{:.10} ", bg.probability_of_purchases_of_new(n, z(30.0))); } println!();
    let d = ParetoNbd::new(0.55, 10.56, 0.61, 11.64).unwrap();
    for (x,t) in [(0,0.),(1,20.),(7,5.),(7,15.),(7,25.),(7,35.)] { print!("{:.10} ", d.discounted_residual_purchases(&History::new(x,t,39.).unwrap(), 0.0027).unwrap()); }
    println!("{:.10}", d.discounted_residual_purchases(&History::new(26,30.86,31.).unwrap(), 0.0027).unwrap());
    let sum: f64 = (0..400).map(|n| pa.probability_of_purchases_of_new(n, z(39.0))).sum(); println!("sum {sum}");
    let sum: f64 = (0..400).map(|n| f64::from(n)*pa.probability_of_purchases_of_new(n, z(39.0))).sum(); println!("mean {sum} {}", pa.expected_purchases_of_new(z(39.0)));
    println!("far {} {}", bg.expected_purchases_of_new(z(1e9)), bg.expected_purchases_of_new(z(1e4)));
}
#[test]
fn bgbb() {
    let t = [(6,6,1203),(5,6,728),(4,6,512),(3,6,357),(2,6,234),(1,6,129),(5,5,335),(4,5,284),(3,5,225),(2,5,173),(1,5,119),(4,4,240),(3,4,181),(2,4,155),(1,4,78),(3,3,322),(2,3,255),(1,3,129),(2,2,613),(1,2,277),(1,1,1091),(0,0,3464)];
    let cells = || t.iter().map(|(x,l,n)| (Opportunities::new(*x,*l,6).unwrap(), *n));
    let s = std::time::Instant::now();
    let f = BgBb::fit(cells()).unwrap(); println!("{:?} {:#?}", s.elapsed(), f.report);
    let m = BgBb::new(1.204, 0.750, 0.657, 2.783).unwrap();
    for (c, _) in cells() { println!("G6 {} {} {:.9} {:.9} {:.9}", c.taken(), c.last(), m.p_alive(&c), m.expected_purchases(&c, 5), m.discounted_residual_purchases(&c, 0.1).unwrap()); }
    let total: f64 = cells().map(|(c,n)| n as f64*m.expected_purchases(&c,5)).sum(); println!("G6 total {total} new {}", m.expected_purchases_of_new(10));
    let total: f64 = cells().map(|(c,n)| n as f64*f.model.expected_purchases(&c,5)).sum(); println!("G6 total {total}");
}
