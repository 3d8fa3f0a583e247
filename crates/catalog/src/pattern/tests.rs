use super::*;
use proptest::prelude::*;

/// A published pattern, a name, the match that is stated for it, and where the pattern stands.
const CASES: &[(&str, &str, Match, &str)] = &[
    ("arc.msn.com", "arc.msn.com", Match::Exact, "a.b.c is that name; Windows 10 2004"),
    ("arc.msn.com", "a.arc.msn.com", Match::None, "and no other"),
    ("Inference.location.live.net", "inference.LOCATION.live.net.", Match::Exact, "case; Windows 10 1909 Education"),
    ("*.delivery.mp.microsoft.com", "dl.delivery.mp.microsoft.com", Match::Glob, "*.x, one label; Windows 10 2004"),
    ("*.delivery.mp.microsoft.com", "2.tlu.dl.delivery.mp.microsoft.com", Match::Glob, "*.x, several labels"),
    ("*.delivery.mp.microsoft.com", "delivery.mp.microsoft.com", Match::Apex, "*.x is not x"),
    ("*.delivery.mp.microsoft.com", "xdelivery.mp.microsoft.com", Match::None, "*.x needs the dot"),
    ("*dl.delivery.mp.microsoft.com", "dl.delivery.mp.microsoft.com", Match::Glob, "*x ends in x; Windows 10 2004"),
    ("*dl.delivery.mp.microsoft.com", "xdl.delivery.mp.microsoft.com", Match::Glob, "*x needs no dot"),
    ("*ring.msedge.net", "fp.msedge.net", Match::None, "*x needs x; Windows 10 2004 Pro"),
    ("store-images.*microsoft.com", "store-images.s-microsoft.com", Match::Glob, "inner star; Windows 10 2004 Pro"),
    ("store-images.*microsoft.com", "store-images.microsoft.com", Match::Glob, "an inner star may be empty"),
    ("store-images.*microsoft.com", "images.microsoft.com", Match::None, "the text before it must be there"),
    ("watson.*.microsoft.com", "watson.events.data.microsoft.com", Match::Glob, "crosses dots; 1909 Enterprise"),
    ("watson.*.microsoft.com", "watson.microsoft.com", Match::None, "a star between dots is a label at least"),
    ("*.*.akamai.net", "a122.dscd.akamai.net", Match::Glob, "two labels; 1709 Pro"),
    ("*.*.akamai.net", "dscd.akamai.net", Match::None, "one label is too few"),
    ("*.smartscreen*.microsoft.com", "nav.smartscreen.microsoft.com", Match::Glob, "1903 Education"),
    ("ctldl.windowsupdate.com/*", "ctldl.windowsupdate.com", Match::Exact, "x.com/* is x.com; 20H2"),
    ("www.bing.com*", "www.bing.com", Match::Exact, "x.com* is x.com; 20H2"),
    ("login.live.com*", "login.live.com.example.net", Match::None, "and not what begins so"),
    ("login.live.com*", "a.login.live.com", Match::None, "nor what is below"),
    ("ris.api.iris.microsoft.com*", "ris.api.iris.microsoft.com.akadns.net", Match::Alias, "known balancer; 1903"),
    ("*.dl.delivery.mp.microsoft.com*", "3.tlu.dl.delivery.mp.microsoft.com.c.footprint.net", Match::Alias, "1903"),
    ("*.dl.delivery.mp.microsoft.com*", "dl.delivery.mp.microsoft.com", Match::Apex, "apex under a closing star"),
    ("ris.api.iris.microsoft.com", "ris.api.iris.microsoft.com.akadns.net", Match::None, "no star, no alias"),
    ("wdcp.microsoft.*", "wdcp.microsoft.akadns.net", Match::Glob, "unfinished name, open end; 1903 Home"),
    ("evoke-windowsservices-tas.msedge*", "evoke-windowsservices-tas.msedge.net", Match::Glob, "open end; 1903 Home"),
    ("fe3.*.mp.microsoft.com.*", "fe3.delivery.mp.microsoft.com", Match::None, "a label more is asked; 1903 Home"),
    ("cy2.*.md.mp.microsoft.com.*.", "cy2.x.md.mp.microsoft.com.akadns.net", Match::Glob, "trailing dot off; 1709"),
    ("img-prod-cms-rt-microsoft-com", "img-prod-cms-rt-microsoft-com.akamaized.net", Match::Fragment, "2004 Home"),
    ("img-prod-cms-rt-microsoft-com", "img-prod-cms-rt-microsoft-comx.akamaized.net", Match::None, "before a dot only"),
    ("img-prod-cms-rt-microsoft-com*", "img-prod-cms-rt-microsoft-com.akamaized.net", Match::Glob, "2004 Pro"),
    ("*img-prod-cms-rt-microsoft-com*", "img-prod-cms-rt-microsoft-com.akamaized.net", Match::Glob, "1903 Home"),
    ("onecollector.cloudapp.aria", "onecollector.cloudapp.aria.akadns.net", Match::Fragment, "1903 Enterprise"),
    ("*windowsupdate.com*", "evilwindowsupdate.com", Match::Glob, "true by the text; 1903 Home"),
    (".g.akamaiedge.net", "e1.g.akamaiedge.net", Match::Glob, "leading dot; 1709 Home"),
    (".g.akamaiedge.net", "g.akamaiedge.net", Match::Apex, "leading dot is *."),
    ("accounts.google.[country]", "accounts.google.co.uk", Match::Glob, "Google's Android Enterprise page"),
    ("accounts.google.[country]", "accounts.google.example.net", Match::None, "a placeholder has an alphabet"),
    ("#-courier.push.apple.com", "17-courier.push.apple.com", Match::Glob, "# is 0 to 50; Intune's page on Apple"),
    ("#-courier.push.apple.com", "51-courier.push.apple.com", Match::None, "# is 0 to 50"),
    ("#-courier.push.apple.com", "x-courier.push.apple.com", Match::None, "# is a number"),
    ("<tenant>.sharepoint.com", "contoso.sharepoint.com", Match::Glob, "form of the Microsoft 365 pages"),
    ("<tenant>.sharepoint.com", "a.b.sharepoint.com", Match::None, "a tenant has no dot"),
    ("&lt;tenant&gt;-my.sharepoint.com", "contoso-my.sharepoint.com", Match::Glob, "the same in HTML"),
    ("contracts.canonical.com:443", "contracts.canonical.com", Match::Exact, "port kept aside; Ubuntu Pro's page"),
    ("https://g.live.com/1rewlive5skydrive/", "g.live.com", Match::Exact, "a path never decides; 1709 Home"),
    ("13.107.4.50", "13.107.4.50", Match::Exact, "an address"),
    ("13.107.6.0/24", "13.107.6.171", Match::Glob, "a network; Microsoft 365 endpoints"),
    ("2620:1ec:4::/46", "2620:1ec:4::152", Match::Glob, "IPv6 network; Microsoft 365 endpoints"),
    ("2620:1ec:4::152", "2620:1EC:4:0::152", Match::Exact, "IPv6 in another spelling"),
    ("13.107.6.0/24", "a13.107.6.1", Match::None, "an address is read, not compared"),
    ("B\u{fc}cher.example.com", "xn--bcher-kva.example.com", Match::Exact, "IDNA"),
    ("||example.com^", "example.com", Match::Glob, "ad-block lists: x and below"),
    ("||example.com^", "a.example.com", Match::Glob, "ad-block lists: x and below"),
    ("*", "anything.example.com", Match::Glob, "a lone star"),
];

#[test]
fn published_patterns_match_as_stated() {
    for (pattern, name, expected, reason) in CASES {
        let found = Pattern::parse(pattern, Dialect::Subdomains).map(|p| p.matches(name));
        assert_eq!(found, Ok(*expected), "{pattern} against {name}: {reason}");
    }
}

#[test]
fn a_cell_of_several_hosts_matches_each() {
    // Form of a table that lists Google's hosts, three of them in one cell.
    let cell = "clients2.google.com, clients3.google.com. clients4.google.com";
    assert_eq!(match_cell(cell, Dialect::Subdomains, "clients4.google.com"), Ok(Match::Exact));
    assert_eq!(match_cell(cell, Dialect::Subdomains, "clients5.google.com"), Ok(Match::None));
    assert_eq!(Pattern::parse(cell, Dialect::Subdomains), Err(PatternError::Several(3)));
}

#[test]
fn the_dialect_decides_a_leading_dot() {
    let host = Pattern::parse(".example.com", Dialect::HostOnly).expect("a host");
    assert_eq!((host.matches("example.com"), host.matches("a.example.com")), (Match::Exact, Match::None));
}

#[test]
fn what_is_no_host_is_refused() {
    let parse = |text| Pattern::parse(text, Dialect::Subdomains);
    assert_eq!(parse(""), Err(PatternError::Empty));
    assert_eq!(parse("."), Err(PatternError::Empty));
    assert_eq!(parse("-"), Err(PatternError::Empty));
    assert_eq!(parse("a@example.com"), Err(PatternError::Character('@')));
    assert_eq!(parse("a(s).example"), Err(PatternError::Character('(')));
}

#[test]
fn covers_is_what_the_words_say() {
    let pattern = |text| Pattern::parse(text, Dialect::Subdomains).expect("a pattern");
    let covers = |outer, inner| pattern(outer).covers(&pattern(inner));
    assert!(covers("*.example.com", "a.example.com") && covers("*.example.com", "*.a.example.com"));
    assert!(covers("*example.com", "*.example.com") && covers("*example.com", "example.com"));
    assert!(covers("*.example.com", "*x.example.com") && covers("||example.com^", "*.example.com"));
    assert!(covers("a.*.example.com", "a.b*.example.com") && covers("x-msn", "x-msn.example.com"));
    assert!(covers("#.example.com", "7.example.com") && covers("<t>.example.com", "#.example.com"));
    assert!(covers("192.0.2.0/24", "192.0.2.128/25") && covers("192.0.2.0/24", "192.0.2.1"));
    assert!(!covers("*.example.com", "example.com") && !covers("*.example.com", "*example.com"));
    assert!(!covers("*.a.example.com", "*.example.com") && !covers("a.example.com", "*.example.com"));
    assert!(!covers("##.example.com", "#.example.com") && !covers("192.0.2.0/24", "192.0.2.0/23"));
    assert!(!covers("example.com", "192.0.2.1") && !covers("192.0.2.1", "example.com"));
}

fn labels() -> impl Strategy<Value = String> {
    "[ab*-]{1,3}(\\.[ab*]{1,3}){0,2}(\\.example\\.com|\\.ex)?[*.]?"
}

proptest! {
    #[test]
    fn reading_never_panics(text in "\\PC{0,40}", name in "\\PC{0,20}") {
        let _ = match_cell(&text, Dialect::Subdomains, &name);
    }

    #[test]
    fn the_canonical_form_reads_as_itself(text in labels()) {
        if let Ok(pattern) = Pattern::parse(&text, Dialect::Subdomains) {
            let again = Pattern::parse(pattern.text(), Dialect::Subdomains);
            prop_assert_eq!(again, Ok(pattern));
        }
    }

    #[test]
    fn what_covers_lists_at_least_as_much(a in labels(), b in labels(), name in "[ab]{1,3}(\\.[ab]{1,3}){0,2}(\\.example\\.com|\\.ex)?") {
        let parse = |text: &str| Pattern::parse(text, Dialect::Subdomains);
        if let (Ok(a), Ok(b)) = (parse(&a), parse(&b)) {
            prop_assert!(a.covers(&a), "{} covers itself", a.text());
            if a.covers(&b) && b.meaning.fits(&name).listed() {
                prop_assert!(a.meaning.fits(&name).listed(), "{} covers {}, {}", a.text(), b.text(), name);
            }
        }
    }
}
